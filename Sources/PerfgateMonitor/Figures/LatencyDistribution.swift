/// The durations of many spans: exact up to 512 of them, a high-dynamic-range histogram beyond.
///
/// Distributions merge: what two monitors recorded apart reads as if one had recorded it.
public struct LatencyDistribution: Sendable {
  /// How many durations are kept as they are.
  public static let exactLimit = 512

  private var moments = Moments()
  private var values = DistributionValues()

  /// Creates an empty distribution.
  public init() {}

  /// Creates a distribution of durations.
  ///
  /// - Parameter nanoseconds: The durations; what is below 0 counts as 0.
  public init(nanoseconds: some Sequence<Int64>) {
    let values = nanoseconds.map { max(0, $0) }
    values.withUnsafeBufferPointer { add($0) }
  }

  /// The number of durations.
  public var count: Int { moments.count }
  /// Whether percentiles are exact, not within 1%.
  public var isExact: Bool { values.isExact }
  /// The sum of all durations, in nanoseconds.
  public var totalNanoseconds: Double { moments.mean * Double(moments.count) }
  /// The mean in nanoseconds; 0 where there is none.
  public var meanNanoseconds: Double { moments.mean }
  /// The standard deviation (n - 1) in nanoseconds; 0 below two durations.
  public var standardDeviationNanoseconds: Double { moments.standardDeviation }
  /// The shortest in nanoseconds; 0 where there is none.
  public var minimumNanoseconds: Int64 { moments.minimum }
  /// The longest in nanoseconds; 0 where there is none.
  public var maximumNanoseconds: Int64 { moments.maximum }

  /// The duration that a share of all do not exceed, by the nearest rank.
  ///
  /// The smallest recorded duration such that at least `percent` of all are not longer; within 1% of
  /// that where `isExact` is false.
  ///
  /// - Parameter percent: 0 to 100; beyond counts as the nearer end.
  /// - Returns: Nanoseconds; 0 where there is no duration.
  public func percentile(_ percent: Double) -> Int64 {
    values.percentile(percent, within: moments)
  }

  /// Adds a duration.
  ///
  /// - Parameter nanoseconds: The duration; below 0 counts as 0.
  public mutating func record(nanoseconds: Int64) {
    withUnsafePointer(to: max(0, nanoseconds)) {
      add(UnsafeBufferPointer(start: $0, count: 1))
    }
  }

  /// Adds all durations of another distribution.
  ///
  /// - Parameter other: The other distribution.
  public mutating func merge(_ other: LatencyDistribution) {
    moments.merge(other.moments)
    values.merge(other.values)
  }

  /// Adds durations that are not below 0.
  mutating func add(_ batch: UnsafeBufferPointer<Int64>) {
    moments.add(batch)
    values.add(batch)
  }
}
