import PerfgateModel
import RealModule

/// What the change under test of an interleaved run accepts on purpose.
///
/// It is what it adds to `accepted.yaml`, and the trailers of its commits. What the base has already
/// was accepted before, and is part of its level.
struct AcceptedSteps {
  private let run: RunDocument

  init(_ run: RunDocument) {
    self.run = run
  }

  /// Takes what is worse for accepted, where that was said and it is not worse than was said.
  func apply(to finding: inout Finding) {
    guard [.regressed, .suspected].contains(finding.state), let metric = finding.metric,
      let acceptance = run.acceptances.first(where: { covers($0, finding, metric) })
    else { return }
    finding.acceptance = acceptance
    finding.state = .accepted
    finding.gates = false
  }

  /// Every acceptance, and whether it was needed.
  func uses(in findings: [Finding]) -> [AcceptanceUse] {
    let applied = findings.compactMap(\.acceptance)
    return run.acceptances.map { acceptance in
      AcceptanceUse(
        acceptance: acceptance,
        outcome: applied.contains(acceptance) ? .applied : .idle
      )
    }
  }

  private func covers(_ acceptance: Acceptance, _ finding: Finding, _ metric: String) -> Bool {
    guard acceptance.subject.covers(finding.key, metric: metric),
      acceptance.suite == nil || acceptance.suite == finding.key.suite ?? run.suite
    else { return false }
    guard let step = acceptance.step else { return true }
    return !exceeds(step, finding)
  }

  /// Whether the change is larger than the accepted one: proven, or by as much as would fail alone.
  ///
  /// Levels of another machine are no measure here, so ratios are compared.
  private func exceeds(_ step: Acceptance.Step, _ finding: Finding) -> Bool {
    guard let change = finding.change, change.scale == .ratio, step.from > 0, step.to > 0 else {
      return true
    }
    let sign = finding.direction == .lower ? 1.0 : -1.0
    let working = { (ratio: Double) in sign * Double.log(onePlus: ratio) }
    let accepted = sign * Double.log(step.to / step.from)
    let tolerance = Double.log(onePlus: finding.tolerance ?? 0)
    let limit = Double.log(onePlus: finding.limit ?? 0)
    let proven = sign > 0 ? change.low : change.high
    return proven.map { working($0) > accepted + tolerance } ?? false
      || working(change.estimate) >= accepted + (tolerance + limit) / 2
  }
}
