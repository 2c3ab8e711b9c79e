import Histogram

/// How often nearly equal durations occurred: a high-dynamic-range histogram with an index to it.
///
/// The library reads a rank by walking over all its buckets, in code that is not specialised for the
/// type of the counters, 70 us each for a thousand of them in a report; and what walks over recorded
/// values sums them up and overflows. With the counts of all octaves at hand, only one octave has to
/// be walked over.
struct OctaveHistogram<Count: FixedWidthInteger & Codable & Sendable>: Sendable {
  private var histogram = Self.histogram(upTo: 0)
  /// By the bits that a value needs.
  private var octaves = [UInt64](repeating: 0, count: UInt64.bitWidth + 1)

  /// How many values there are.
  var totalCount: UInt64 { histogram.totalCount }

  /// Adds a value.
  ///
  /// - Parameters:
  ///   - value: At most 2^62.
  ///   - count: How often; in all at most as many as `Count` has numbers.
  @inline(__always)
  mutating func add(_ value: UInt64, count: Count = 1) {
    if value > histogram.highestTrackableValue { grow(to: value) }
    histogram.record(value, count: count)
    octaves[Self.octave(of: value)] &+= UInt64(truncatingIfNeeded: count)
  }

  /// Adds the values of another histogram; in all at most as many as `Count` has numbers.
  mutating func merge(_ other: Self) {
    if other.histogram.maxRecorded > histogram.highestTrackableValue {
      grow(to: other.histogram.maxRecorded)
    }
    histogram.add(other.histogram)
    for index in octaves.indices { octaves[index] &+= other.octaves[index] }
  }

  /// The value of a rank.
  ///
  /// - Parameter rank: From 1 to `totalCount`, the smallest first.
  /// - Returns: The middle of the bucket that it is in.
  func value(atRank rank: UInt64) -> UInt64 {
    var before: UInt64 = 0
    for octave in octaves.indices where octaves[octave] > 0 {
      if before + octaves[octave] < rank {
        before += octaves[octave]
        continue
      }
      var found: UInt64 = 0
      forEachBucket(of: octave) { value, count in
        before += UInt64(truncatingIfNeeded: count)
        found = value
        return before < rank
      }
      return histogram.medianEquivalentForValue(found)
    }
    return histogram.maxRecorded
  }

  /// Visits the lowest value of every bucket with what is in it.
  func forEach(_ visit: (UInt64, Count) -> Void) {
    for octave in octaves.indices where octaves[octave] > 0 {
      forEachBucket(of: octave) { value, count in
        if count > 0 { visit(value, count) }
        return true
      }
    }
  }

  /// Visits the buckets of an octave until all of its values were seen, or nothing more is asked for.
  private func forEachBucket(of octave: Int, _ visit: (UInt64, Count) -> Bool) {
    var left = octaves[octave]
    var value: UInt64 = octave == 0 ? 0 : 1 << UInt64(octave - 1)
    while left > 0 {
      let count = histogram.countForValue(value)
      guard visit(value, count) else { return }
      left -= min(left, UInt64(truncatingIfNeeded: count))
      value = histogram.nextNonEquivalentForValue(value)
    }
  }

  /// Makes room for larger values, and no more than that: the library's own way doubles it.
  @inline(never)
  private mutating func grow(to value: UInt64) {
    var larger = Self.histogram(upTo: value)
    larger.add(histogram)
    histogram = larger
  }

  /// Two digits mean 1% or better: a bucket is as wide as 0.8% of what is in it.
  private static func histogram(upTo value: UInt64) -> Histogram<Count> {
    Histogram(
      highestTrackableValue: max(255, (1 << UInt64(octave(of: value))) - 1),
      numberOfSignificantValueDigits: .two
    )
  }

  @inline(__always)
  private static func octave(of value: UInt64) -> Int {
    UInt64.bitWidth - value.leadingZeroBitCount
  }
}
