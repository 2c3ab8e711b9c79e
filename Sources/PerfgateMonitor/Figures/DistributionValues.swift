/// The durations of a distribution: each of them, or how often each nearly equal one occurred.
struct DistributionValues: Sendable {
  /// Longer ones count as this, 36 years.
  private static let longest: Int64 = 1 << 60

  /// In recorded order; empty once there are too many.
  private var exact: [Int64] = []
  /// Half as large as with wide counters, which few stages ever need.
  private var narrow: OctaveHistogram<UInt32>?
  private var wide: OctaveHistogram<UInt64>?

  /// Whether each duration is known.
  var isExact: Bool { narrow == nil && wide == nil }

  /// Adds durations.
  mutating func add(_ batch: UnsafeBufferPointer<Int64>) {
    if isExact {
      guard exact.count + batch.count > LatencyDistribution.exactLimit else {
        exact.append(contentsOf: batch)
        return
      }
      makeHistogram()
    }
    makeRoom(for: UInt64(batch.count))
    if narrow != nil {
      for value in batch { narrow?.add(Self.recorded(value)) }
    } else {
      for value in batch { wide?.add(Self.recorded(value)) }
    }
  }

  /// Adds the durations of others.
  mutating func merge(_ other: DistributionValues) {
    if other.isExact {
      other.exact.withUnsafeBufferPointer { add($0) }
      return
    }
    if isExact { makeHistogram() }
    if let added = other.narrow {
      makeRoom(for: added.totalCount)
      if narrow != nil { narrow?.merge(added) } else { wide?.merge(Self.widened(added)) }
    } else if let added = other.wide {
      makeRoom(for: .max)
      wide?.merge(added)
    }
  }

  /// The duration that a share do not exceed, by the nearest rank (Hyndman and Fan 1996, Sample
  /// Quantiles in Statistical Packages, definition 1).
  ///
  /// - Parameters:
  ///   - percent: 0 to 100; beyond counts as the nearer end.
  ///   - moments: Count and ends of the same durations.
  /// - Returns: Nanoseconds; 0 where there is none.
  func percentile(_ percent: Double, within moments: Moments) -> Int64 {
    guard moments.count > 0, percent > 0 else { return moments.minimum }
    guard percent < 100 else { return moments.maximum }
    // A little less: 0.1% of 1,000 is one, though the nearest number to 0.1 is a little more.
    let share = percent.nextDown * Double(moments.count) / 100
    let rank = min(moments.count, max(1, Int(share.rounded(.up))))
    if isExact { return exact.sorted()[rank - 1] }
    let found = narrow?.value(atRank: UInt64(rank)) ?? wide?.value(atRank: UInt64(rank)) ?? 0
    return min(moments.maximum, max(moments.minimum, Int64(clamping: found)))
  }

  private static func recorded(_ value: Int64) -> UInt64 {
    UInt64(min(max(0, value), longest))
  }

  private mutating func makeHistogram() {
    var made = OctaveHistogram<UInt32>()
    for value in exact { made.add(Self.recorded(value)) }
    narrow = made
    exact = []
  }

  /// Takes wide counters where a narrow one could run over.
  private mutating func makeRoom(for count: UInt64) {
    guard let narrow else { return }
    let (all, isOver) = narrow.totalCount.addingReportingOverflow(count)
    guard isOver || all > UInt64(UInt32.max) else { return }
    wide = Self.widened(narrow)
    self.narrow = nil
  }

  private static func widened(_ narrow: OctaveHistogram<UInt32>) -> OctaveHistogram<UInt64> {
    var wide = OctaveHistogram<UInt64>()
    narrow.forEach { value, count in wide.add(value, count: UInt64(count)) }
    return wide
  }
}
