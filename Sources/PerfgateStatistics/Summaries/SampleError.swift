/// Why samples cannot be summarised.
package enum SampleError: Error, Sendable, Equatable {
  /// There are no samples.
  case empty
  /// The sample at this index is infinite or not a number.
  case notFinite(index: Int)
  /// The sample at this index is above 1e100 in magnitude, where squares would overflow.
  case tooLarge(index: Int)
}
