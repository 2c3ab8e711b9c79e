/// A stage that much of the critical path is spent in, why, and what to do.
public struct Bottleneck: Sendable, Hashable {
  /// How much of the critical path is spent there.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Over a fifth.
    case critical
    /// Over a tenth.
    case high
    /// Over a twentieth.
    case medium
  }

  /// What the stage does with the time.
  public enum Cause: Sendable, Hashable {
    /// It works.
    case service
    /// It works, and mostly because a cache did not have what was looked up; the share of hits.
    case coldCache(hitShare: Double)
    /// It waits for something that is not another stage.
    case wait(WaitKind)
    /// It waits for room in a stage that comes later, named where an edge tells it.
    case backPressure(receiver: String?)
  }

  /// The name of the stage.
  public var stage: String
  /// The stage's share of the critical path, 0 to 1.
  public var share: Double
  /// How much that is.
  public var severity: Severity
  /// What the stage does with most of that time.
  public var cause: Cause
  /// The cause's share of the stage's time on the critical path, 0 to 1.
  public var causeShare: Double
  /// What to do, one sentence that names the cause.
  public var recommendation: String
}

extension MonitorSnapshot {
  /// The stages with over a twentieth of the critical path, the largest share first.
  public var bottlenecks: [Bottleneck] { BottleneckAnalysis(self).bottlenecks }
}
