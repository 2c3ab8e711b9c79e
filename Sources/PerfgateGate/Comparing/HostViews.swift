import PerfgateModel
import PerfgateStatistics
import RealModule

/// One comparison as it was measured, and with what the host did taken off: what holds in every
/// view counts, and where they differ nothing is decided.
struct HostViews: Sendable {
  /// The most views there are: as measured, less what arithmetic says, less what memory says.
  static let most = 3

  /// As measured first.
  private let views: [ContinuousComparison]
  private let host: HostShift?

  /// Prepares the views of a metric; there is one where the host did not change.
  ///
  /// - Parameters:
  ///   - metric: With a baseline and a limit.
  ///   - suite: What the whole suite says of the spread between runs.
  /// - Throws: `WorkingScale.Failure` where values have no scale to compare on.
  init(_ metric: JudgedMetric, suite: SuiteSpread) throws(WorkingScale.Failure) {
    let measured = try ContinuousComparison(metric, suite: suite)
    var views = [measured]
    for shift in metric.host?.views ?? [] {
      views.append(try measured.less(host: shift, of: metric.center))
    }
    self.views = views
    host = metric.host
  }

  /// How many views there are, at least 1.
  var count: Int { views.count }

  /// The p-values in one of the views, of the first where there are not so many.
  func tails(_ index: Int) -> AdjustedTails {
    let view = views[index < views.count ? index : 0]
    return AdjustedTails(worse: view.probabilityWorse, better: view.probabilityBetter)
  }

  /// Decides in every view, and takes over what they agree on.
  ///
  /// - Parameters:
  ///   - adjusted: The adjusted p-values of each view.
  ///   - rates: The run's error rates.
  ///   - finding: Receives state, severity and figures.
  func decide(_ adjusted: [AdjustedTails], rates: ErrorRates, into finding: inout Finding) {
    let host = host.map {
      HostRecord(cpu: Double.expMinusOne($0.cpu), memory: Double.expMinusOne($0.memory))
    }
    if views.count == 1 {
      views[0].decide(
        adjustedWorse: adjusted[0].worse,
        adjustedBetter: adjusted[0].better,
        rates: rates,
        into: &finding
      )
      finding.host = host
      return
    }
    // A host that changed excuses nothing that this baseline could have shown.
    let gates = finding.gates
    let mayLearn = views.first.map { !$0.provesLimit(rates) } ?? true
    let decided = zip(views, adjusted).map { view, tails in
      var copy = finding
      view.decide(
        adjustedWorse: tails.worse,
        adjustedBetter: tails.better,
        rates: rates,
        mayLearn: mayLearn,
        into: &copy
      )
      return copy
    }
    guard let measured = decided.first else { return }
    finding = measured
    finding.host = host
    guard decided.count > 1 else { return }
    finding.change = Self.change(measured, over: decided)
    agree(decided, on: &finding)
    if finding.host?.isMixed == true { finding.gates = gates }
  }

  /// The change as it was measured; its interval holds those of all views.
  private static func change(_ measured: Finding, over decided: [Finding]) -> ChangeRecord? {
    guard var change = measured.change else { return nil }
    change.low = decided.compactMap { $0.change?.low }.min()
    change.high = decided.compactMap { $0.change?.high }.max()
    return change
  }

  private func agree(_ decided: [Finding], on finding: inout Finding) {
    let states = decided.map(\.state)
    if states.allSatisfy({ $0 == .regressed }) {
      // The least of the changes says how much is certain.
      let least = zip(views, decided).min { $0.0.estimate < $1.0.estimate }?.1 ?? finding
      (finding.severity, finding.gates, finding.evidence) =
        (least.severity, least.gates, least.evidence)
    } else if states.allSatisfy(\.isPassing) {
      finding.state = states.first { $0 != .improved } ?? .improved
      finding.isLearning = decided.contains(where: \.isLearning)
    } else if Set(states).count > 1 {
      finding.state = .inconclusive
      finding.isLearning = false
      finding.host?.isMixed = true
    }
  }
}

/// The p-values of one metric, as they are or adjusted over the run.
struct AdjustedTails: Sendable {
  /// Of a change for the worse.
  var worse: Double
  /// Of a change for the better.
  var better: Double
}

extension FindingState {
  /// Whether it is below the limit, as far as the baseline can tell.
  fileprivate var isPassing: Bool {
    switch self {
    case .improved, .within, .unchanged: true
    default: false
    }
  }
}

extension HostShift {
  /// How much the host changed since the newest epoch of a metric, where that touches it: times
  /// alone follow the host.
  init?(of samples: MetricSamples, baseline: MetricBaseline?, probe: HostProbeRecord?) {
    guard let probe, samples.kind == .continuous, samples.unit == .seconds,
      samples.direction == .lower, let recordings = baseline?.recordingsByEpoch.last
    else { return nil }
    let known = recordings.compactMap(\.probe).filter { $0.kernel == probe.kernel }
    self.init(
      cpu: probe.cpu,
      memory: probe.memory,
      recordedCPU: known.map(\.cpu),
      recordedMemory: known.map(\.memory)
    )
  }
}
