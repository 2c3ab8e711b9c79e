/// Holm's step-down adjustment for many tests in one run.
///
/// Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scand. J. Stat. 6, 65-70.
/// Calling what is adjusted to at most a keeps the chance of any false call at a, whatever the
/// dependence between the tests.
package enum HolmAdjustment {
  /// The adjusted p values, in the order given.
  ///
  /// The k-th smallest is multiplied by m - k + 1, never less than the one before, at most 1.
  ///
  /// - Parameters:
  ///   - probabilities: p values, 0 to 1 each.
  ///   - familySize: m where it counts tests that could not be made, too; they stand for a p of 1.
  ///     Below the number of p values that number is taken.
  /// - Returns: nil where a p value is not within 0 to 1.
  package static func adjusted(_ probabilities: [Double], familySize: Int? = nil) -> [Double]? {
    guard probabilities.allSatisfy({ (0...1).contains($0) }) else { return nil }
    let tests = max(familySize ?? 0, probabilities.count)
    let ascending = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    var adjusted = probabilities
    var previous = 0.0
    for (rank, index) in ascending.enumerated() {
      previous = max(previous, min(1, Double(tests - rank) * probabilities[index]))
      adjusted[index] = previous
    }
    return adjusted
  }
}
