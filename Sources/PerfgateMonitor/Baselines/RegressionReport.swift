/// How a snapshot compares with a named baseline.
public struct RegressionReport: Sendable, Hashable {
  /// A figure of a stage that is compared.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// The median service time, in nanoseconds.
    case serviceP50 = "service_p50"
    /// The 95th percentile of the service time, in nanoseconds; from 90 spans on.
    case serviceP95 = "service_p95"
    /// The 99th percentile of the service time, in nanoseconds; from 459 spans on.
    case serviceP99 = "service_p99"
    /// Spans a second.
    case throughput
    /// The share of spans that failed.
    case failureShare = "failure_share"
  }

  /// What is known of a change.
  public enum State: String, Sendable, Hashable {
    /// Worse by more than the tolerance, proven.
    case regressed
    /// Better by more than the tolerance, proven.
    case improved
    /// Below the limit, proven.
    case withinLimit = "within_limit"
    /// Not proven to be worse, and estimated below the limit, but this baseline is too young to prove
    /// a change of the limit's size.
    case learning
    /// The estimate reaches the limit, but chance cannot be ruled out.
    case suspected
    /// Neither is proven.
    case inconclusive
    /// The baseline knows the figure, the snapshot does not.
    case missing
  }

  /// One figure of one stage.
  public struct Finding: Sendable, Hashable {
    /// The name of the stage.
    public var stage: String
    /// The figure.
    public var metric: Metric
    /// What is known of its change.
    public var state: State
    /// The level of the baseline, in the metric's unit.
    public var baseline: Double
    /// The value of the snapshot, in the metric's unit; `nil` where it is missing.
    public var observed: Double?
    /// The change over the baseline, 0.1 for ten percent more; `nil` where the baseline is 0 or the
    /// value missing.
    public var change: Double?
    /// The smallest change that this baseline can prove, 0.18 for 18%; `nil` for a metric without
    /// ratios.
    public var provable: Double?
  }

  /// The name of the baseline.
  public var baseline: String
  /// How many recordings its newest level rests on.
  public var recordingCount: Int
  /// The figures, the worst states first, then by stage and metric.
  public var findings: [Finding]

  /// The findings that are proven to be worse.
  public var regressions: [Finding] { findings.filter { $0.state == .regressed } }
}
