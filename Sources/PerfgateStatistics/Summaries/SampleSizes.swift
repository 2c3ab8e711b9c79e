/// The sample sizes at which sampling may stop early.
///
/// Looking after every sample and stopping when it suits biases what is reported; looking at a few
/// sizes fixed in advance keeps the bias small.
package enum SampleSizes {
  /// The sizes, ascending: each about one and a half times the one before, up to 200.
  package static let stops = [15, 23, 35, 53, 80, 120, 180, 200]

  /// Whether sampling may stop with this many samples.
  ///
  /// - Parameter count: The number of samples at hand.
  /// - Returns: Whether the count is one of the stops.
  package static func mayStop(at count: Int) -> Bool {
    stops.contains(count)
  }

  /// The next size at which sampling may stop, nil from the last one on.
  ///
  /// - Parameter count: The number of samples at hand; the answer is larger.
  /// - Returns: The next stop, if any.
  package static func next(after count: Int) -> Int? {
    stops.first { $0 > count }
  }
}
