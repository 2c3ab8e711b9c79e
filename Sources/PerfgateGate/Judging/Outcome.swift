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
    var causes = findings.flatMap { Self.causes(of: $0, gate: gate) }
    causes += [run.incompleteness, run.emptiness].compactMap { $0 }
    if let baselines { causes += Self.nothingToCompare(findings, baselines: baselines) }
    if let cause = Self.tooManyUndecided(findings, gate: gate) { causes.append(cause) }
    if causes.isEmpty, let cause = Self.nothingDecided(findings) { causes.append(cause) }
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
    case .errored where finding.side == .base:
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
    baselines: BaselineSet
  ) -> [VerdictCause] {
    if Set(findings.lazy.map(\.key.suite)) == [nil] {
      return [nothingToCompare(inSuite: findings, baselines: baselines)].compactMap { $0 }
    }
    let suites = Dictionary(grouping: findings, by: \.key.suite)
    return suites.sorted { $0.key ?? "" < $1.key ?? "" }.compactMap { suite, findings in
      guard let suite, let own = baselines.members[suite] else {
        return nothingToCompare(inSuite: findings, baselines: baselines)
      }
      return nothingToCompare(inSuite: findings, baselines: own).map { cause in
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
    baselines: BaselineSet
  ) -> VerdictCause? {
    let new = findings.filter { $0.state == .new }
    guard !new.isEmpty else { return nil }
    // A first exact metric beside known times is new, not a platform that was never recorded.
    let needsClass = new.contains { finding in
      finding.metric.flatMap(MetricDefinition.named)?.kind ?? .continuous == .continuous
    }
    let isClassUnknown = needsClass && baselines.places[.machine]?.isEmpty ?? true
    let isAnyKnown = findings.contains { $0.limit != nil && $0.base != nil }
    guard isClassUnknown || !isAnyKnown else { return nil }
    // An unknown class is worded by the reports from the comparison, which names the known ones.
    let message =
      isClassUnknown
      ? nil
      : "none of the judged metrics has a baseline for the machine class "
        + "'\(baselines.machineClass)'"
    return VerdictCause(code: .nothingToCompare, message: message)
  }

  /// Zero decided is never a pass.
  private static func nothingDecided(_ findings: [Finding]) -> VerdictCause? {
    if findings.contains(where: \.state.isDecided) { return nil }
    let isOpen = findings.contains { $0.state == .suspected || $0.state == .inconclusive }
    return isOpen
      ? VerdictCause(code: .undecided, message: "nothing could be decided, so nothing passed")
      : VerdictCause(code: .nothingToCompare, message: "nothing was judged, so nothing passed")
  }

  private static func tooManyUndecided(
    _ findings: [Finding],
    gate: GateSettings
  ) -> VerdictCause? {
    var benchmarks: [BenchmarkKey: Bool] = [:]
    for finding in findings where finding.putAside == nil {
      let isDecided = finding.state.isDecided
      guard isDecided || finding.state == .inconclusive || finding.state == .suspected else {
        continue
      }
      benchmarks[finding.key, default: false] = benchmarks[finding.key] == true || isDecided
    }
    let undecided = benchmarks.values.count { !$0 }
    guard undecided > 0,
      Double(undecided) > gate.maximumInconclusive * Double(benchmarks.count)
    else { return nil }
    return VerdictCause(
      code: .undecided,
      message: "\(undecided) of \(benchmarks.count) benchmarks have no decided metric, more than "
        + "max_inconclusive (\(QuantityText.share(gate.maximumInconclusive)))"
    )
  }
}
