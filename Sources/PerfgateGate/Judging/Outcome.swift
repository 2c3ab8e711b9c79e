import PerfgateConfiguration
import PerfgateModel

/// The exit code of a verdict and every reason for it.
struct Outcome {
  /// The code that decides.
  let exit: GateExit
  /// The reasons, the deciding ones first.
  let causes: [VerdictCause]

  /// Draws the conclusion from all findings.
  ///
  /// - Parameters:
  ///   - findings: What was decided.
  ///   - run: What was measured.
  ///   - gate: What fails.
  ///   - baselines: What the run was held against; `nil` where it brought its own base.
  init(findings: [Finding], run: RunDocument, gate: GateSettings, baselines: BaselineSet?) {
    // By index here and below, since every finding that is taken out of the array is copied.
    var causes = findings.indices.flatMap { Self.causes(of: findings[$0], gate: gate) }
    causes += [run.incompleteness, run.emptiness].compactMap { $0 }
    if let baselines { causes += Self.nothingToCompare(findings, of: run, baselines: baselines) }
    if let cause = Self.tooManyUndecided(findings, of: run, gate: gate) { causes.append(cause) }
    if let cause = Self.tooFewBases(findings) { causes.append(cause) }
    if causes.isEmpty, let cause = Self.nothingDecided(findings, of: run) { causes.append(cause) }
    self.causes = Self.ordered(causes)
    exit = self.causes.first?.code ?? .pass
  }

  /// The causes by code, and within one as the findings stand.
  static func ordered(_ causes: [VerdictCause]) -> [VerdictCause] {
    causes.enumerated().sorted {
      $0.element.code == $1.element.code
        ? $0.offset < $1.offset : $0.element.code > $1.element.code
    }.map(\.element)
  }

  private static func causes(of finding: Finding, gate: GateSettings) -> [VerdictCause] {
    // What would not fail once proven does not fail while it is open either.
    let fails = finding.mayFail(under: gate)
    var codes: [GateExit] = []
    switch finding.state {
    case .errored where finding.side == .base && finding.next.settings != .options:
      if finding.gates { codes.append(.nothingToCompare) }
    case .errored: if finding.gates { codes.append(.benchmarkFailed) }
    case .regressed: if fails { codes.append(.regression) }
    case .breached: if fails { codes.append(.budget) }
    case .missing: if finding.gates { codes.append(.missing) }
    case .suspected: if fails, gate.onSuspected == .fail { codes.append(.undecided) }
    case .inconclusive:
      if fails, finding.host?.isMixed == true { codes.append(.disturbedHost) }
      if fails, gate.onInconclusive == .fail { codes.append(.undecided) }
    case .improved, .within, .unchanged, .identical, .accepted, .new, .measured: break
    }
    switch finding.budget?.state {
    case .breached
    where finding.state == .regressed && fails && finding.budget?.isExisting == false:
      codes.append(.budget)
    case .inconclusive where gate.onInconclusive == .fail && fails && !codes.contains(.undecided):
      codes.append(.undecided)
    case .breached, .inconclusive, .within, nil: break
    }
    return codes.map { VerdictCause(code: $0, key: finding.key, metric: finding.metric) }
  }

  /// What is unfinished suite by suite: known benchmarks of one do not make up for another that
  /// has none.
  private static func nothingToCompare(
    _ findings: [Finding],
    of run: RunDocument,
    baselines: BaselineSet
  ) -> [VerdictCause] {
    if !findings.isEmpty, findings.indices.allSatisfy({ findings[$0].key.suite == nil }) {
      return [nothingToCompare(inSuite: findings, of: run, baselines: baselines)].compactMap { $0 }
    }
    let suites = Dictionary(grouping: findings, by: \.key.suite)
    return suites.sorted { $0.key ?? "" < $1.key ?? "" }.compactMap { suite, findings in
      guard let suite, let own = baselines.members[suite] else {
        return nothingToCompare(inSuite: findings, of: run, baselines: baselines)
      }
      return nothingToCompare(inSuite: findings, of: run, baselines: own).map { cause in
        let unknown = "no baseline for the machine class '\(own.machineClass)'"
        return VerdictCause(
          code: cause.code,
          message: "suite '\(suite)': \(cause.message ?? unknown)"
        )
      }
    }
  }

  /// New benchmarks beside known ones are noted; nothing but new ones is an unfinished set-up.
  private static func nothingToCompare(
    inSuite findings: [Finding],
    of run: RunDocument,
    baselines: BaselineSet
  ) -> VerdictCause? {
    let new = findings.indices.filter { findings[$0].state == .new }
    guard !new.isEmpty else { return nil }
    // A first exact metric beside known times is new, not a platform that was never recorded.
    let needsClass = new.contains { kind(of: findings[$0], in: run) == .continuous }
    let isClassUnknown = needsClass && baselines.places[.machine]?.isEmpty ?? true
    let isAnyKnown = findings.indices.contains {
      findings[$0].limit != nil && findings[$0].base != nil
    }
    guard isClassUnknown || !isAnyKnown else { return nil }
    // An unknown class is worded by the reports from the comparison, which names the known ones.
    let message =
      isClassUnknown
      ? nil
      : "none of the judged metrics has a baseline for the machine class "
        + "'\(baselines.machineClass)'"
    return VerdictCause(code: .nothingToCompare, message: message)
  }

  private static func kind(of finding: Finding, in run: RunDocument) -> MetricKind {
    guard let metric = finding.metric else { return .continuous }
    return MetricDefinition.named(metric)?.kind
      ?? run.entries.first { $0.key == finding.key }?.samples(of: metric)?.kind ?? .continuous
  }

  /// Zero decided is never a pass.
  private static func nothingDecided(_ findings: [Finding], of run: RunDocument) -> VerdictCause? {
    let states = findings.indices.map { findings[$0].state }
    if states.contains(where: \.isDecided) { return nil }
    if run.isExcusedAltogether {
      let reasons = Set(run.entries.compactMap(\.reason)).sorted()
      return VerdictCause(
        code: .nothingToCompare,
        message:
          "no eval was evaluated, since \(reasons.joined(separator: " and ")): set it and run "
          + "again"
      )
    }
    let isOpen = states.contains { $0 == .suspected || $0 == .inconclusive }
    return isOpen
      ? VerdictCause(code: .undecided, message: "nothing could be decided, so nothing passed")
      : VerdictCause(code: .nothingToCompare, message: "nothing was judged, so nothing passed")
  }

  /// A benchmark that never worked in the base is nobody's regression; where most are such, next to
  /// nothing was compared.
  private static func tooFewBases(_ findings: [Finding]) -> VerdictCause? {
    var isCompared: [BenchmarkKey: Bool] = [:]
    for index in findings.indices where findings[index].putAside == nil {
      let finding = findings[index]
      let isUnknown = finding.state == .errored && finding.side == .base && !finding.gates
      guard isUnknown || finding.state.isDecided else { continue }
      isCompared[finding.key] = isCompared[finding.key] ?? false || !isUnknown
    }
    let unknown = isCompared.values.count { !$0 }
    guard unknown < isCompared.count, unknown * 2 > isCompared.count else { return nil }
    let (known, all) = (isCompared.count - unknown, isCompared.count)
    return VerdictCause(
      code: .nothingToCompare,
      message: "the base could run only \(known) of \(all) benchmarks"
    )
  }

  private static func tooManyUndecided(
    _ findings: [Finding],
    of run: RunDocument,
    gate: GateSettings
  ) -> VerdictCause? {
    var benchmarks: [BenchmarkKey: Bool] = [:]
    for index in findings.indices where findings[index].putAside == nil {
      let state = findings[index].state
      guard state.isDecided || state == .inconclusive || state == .suspected else { continue }
      if state.isDecided {
        benchmarks[findings[index].key] = true
      } else if benchmarks[findings[index].key] == nil {
        benchmarks[findings[index].key] = false
      }
    }
    let undecided = benchmarks.values.count { !$0 }
    guard undecided > 0,
      Double(undecided) > gate.maximumInconclusive * Double(benchmarks.count)
    else { return nil }
    // One command has no configuration with such a key.
    guard Commands.settings(of: run) == .file else {
      return VerdictCause(code: .undecided, message: "none of its metrics could be decided")
    }
    let evals = Set(findings.indices.filter { findings[$0].isOfEval }.map { findings[$0].key })
      .count { benchmarks[$0] != nil }
    let whole = EntryWords.count(benchmarks: benchmarks.count - evals, evals: evals)
    return VerdictCause(
      code: .undecided,
      message:
        "\(undecided) of \(whole) \(undecided == 1 ? "has" : "have") no decided metric, more than "
        + "max_inconclusive (\(QuantityText.share(gate.maximumInconclusive)))"
    )
  }
}
