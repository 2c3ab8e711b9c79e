/// What counts as a regression against an in-memory baseline.
public struct RegressionLimits: Sendable, Hashable {
  /// The change that is nobody's concern, 0.02 for 2%; at least 0.
  public var tolerance = 0.02
  /// The change that must not slip through, 0.1 for 10%; above the tolerance.
  public var limit = 0.10
  /// The chance of any false alarm in one comparison, 0.01 for 1%; above 0 and below 1.
  public var falseAlarms = 0.01
  /// The chance that a regression of the limit's size is called within the limit; above 0, below 1.
  public var miss = 0.01

  /// Creates the usual limits.
  public init() {}
}
