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

  /// Takes what is worse for accepted, where that was said and it is not worse than was said; what is
  /// exceeded is noted.
  func apply(to finding: inout Finding) {
    guard [.regressed, .suspected].contains(finding.state), let metric = finding.metric else {
      return
    }
    let own = run.acceptances.filter { isAbout(finding, metric, $0) }
    let covering = own.first { acceptance in
      acceptance.step.map { !exceeds($0, finding) } ?? true
    }
    let isScore = finding.change?.scale == .points
    let step = { (acceptance: Acceptance) in isScore ? acceptance.points : acceptance.change }
    let sign = finding.direction == .lower ? 1.0 : -1.0
    let largest = own.max { sign * (step($0) ?? 0) < sign * (step($1) ?? 0) }
    guard let acceptance = covering ?? largest else { return }
    finding.acceptance = acceptance
    finding.acceptedChange = step(acceptance)
    guard covering != nil else { return }
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

  private func isAbout(_ finding: Finding, _ metric: String, _ acceptance: Acceptance) -> Bool {
    acceptance.subject.covers(finding.key, metric: metric)
      && (acceptance.suite == nil || acceptance.suite == finding.key.suite ?? run.suite)
  }

  /// Whether the change is larger than the accepted one: proven, or by as much as would fail alone.
  ///
  /// Levels of another machine are no measure here, so ratios are compared.
  private func exceeds(_ step: Acceptance.Step, _ finding: Finding) -> Bool {
    if let change = finding.change, change.scale == .points {
      let sign = finding.direction == .lower ? 1.0 : -1.0
      let accepted = sign * (step.to - step.from)
      let proven = (sign > 0 ? change.low : change.high).map { sign * $0 }
      let (tolerance, limit) = (finding.tolerance ?? 0, finding.limit ?? 0)
      return proven.map { $0 > accepted + tolerance } ?? false
        || sign * change.estimate >= accepted + (tolerance + limit) / 2
    }
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

extension Acceptance {
  /// How far the accepted level is from the one that it was accepted against, as a ratio; `nil` where
  /// levels have none.
  fileprivate var change: Double? {
    guard let step, step.from > 0, step.to > 0 else { return nil }
    return step.to / step.from - 1
  }

  /// The same of a score, as a difference; `nil` where nothing says how far.
  fileprivate var points: Double? { step.map { $0.to - $0.from } }
}
