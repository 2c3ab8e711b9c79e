/// The family of metrics that share the false alarms of one run.
package struct InterleavedFamily: Sendable {
  /// a: the chance of a false alarm of the whole run.
  package var rate: Double
  /// m: how many metrics share it.
  package var size: Int

  /// Creates a family.
  ///
  /// - Parameters:
  ///   - rate: Above 0, up to 1.
  ///   - size: At least 0.
  package init(rate: Double, size: Int) {
    self.rate = rate
    self.size = size
  }
}
