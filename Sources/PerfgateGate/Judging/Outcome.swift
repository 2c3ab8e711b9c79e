import PerfgateConfiguration
import PerfgateModel

/// The exit code of a verdict and every reason for it.
struct Outcome {
  /// The code that decides.
  let exit: GateExit
  /// The reasons, the deciding ones first.
  let causes: [VerdictCause]

  /// Draws the conclusion from all findings.
  init(findings: [Finding], gate: GateSettings, baselines: BaselineSet) {
    var causes = findings.flatMap { Self.causes(of: $0, gate: gate) }
    if let cause = Self.nothingToCompare(findings, baselines: baselines) { causes.append(cause) }
    if let cause = Self.tooManyUndecided(findings, gate: gate) { causes.append(cause) }
    if causes.isEmpty, !findings.contains(where: \.state.isDecided) {
      causes.append(
        VerdictCause(code: .nothingToCompare, message: "nothing was judged, so nothing passed")
      )
    }
    // A stable order: by code, and within one as the findings stand.
    self.causes = causes.enumerated().sorted {
      $0.element.code == $1.element.code
        ? $0.offset < $1.offset : $0.element.code > $1.element.code
    }.map(\.element)
    exit = self.causes.first?.code ?? .pass
  }

  private static func causes(of finding: Finding, gate: GateSettings) -> [VerdictCause] {
    let fails = finding.gates && gate.failOn.map { finding.severity >= $0 } ?? false
    var codes: [GateExit] = []
    switch finding.state {
    case .errored: codes.append(.benchmarkFailed)
    case .regressed: if fails { codes.append(.regression) }
    case .breached: if fails { codes.append(.budget) }
    case .missing: if finding.gates { codes.append(.missing) }
    case .suspected: if gate.onSuspected == .fail { codes.append(.undecided) }
    case .inconclusive: if gate.onInconclusive == .fail { codes.append(.undecided) }
    case .improved, .within, .unchanged, .new, .measured: break
    }
    if finding.state == .regressed, finding.budget?.state == .breached, fails {
      codes.append(.budget)
    }
    return codes.map { VerdictCause(code: $0, key: finding.key, metric: finding.metric) }
  }

  /// New benchmarks beside known ones are noted; nothing but new ones is an unfinished set-up.
  private static func nothingToCompare(
    _ findings: [Finding],
    baselines: BaselineSet
  ) -> VerdictCause? {
    let new = findings.count { $0.state == .new }
    let isClassKnown = baselines.places[.machine]?.isEmpty == false
    let hasCompared = findings.contains { $0.evidence != nil }
    guard new > 0, !isClassKnown || !hasCompared else { return nil }
    // An unknown class is worded by the reports from the comparison, which names the known ones.
    let message =
      isClassKnown
      ? "none of the judged metrics has a baseline for the machine class '\(baselines.machineClass)'"
      : nil
    return VerdictCause(code: .nothingToCompare, message: message)
  }

  private static func tooManyUndecided(
    _ findings: [Finding],
    gate: GateSettings
  ) -> VerdictCause? {
    let compared = findings.filter {
      $0.state.isDecided || $0.state == .inconclusive || $0.state == .suspected
    }
    let benchmarks = Dictionary(grouping: compared, by: \.key)
    let undecided = benchmarks.values.count { group in !group.contains(where: \.state.isDecided) }
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
