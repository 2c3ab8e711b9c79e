import Synchronization

/// Quantiles of Student's t that are asked for again and again, by any thread.
///
/// The metrics of a suite share the error rates of the run, and their baselines have few different
/// degrees of freedom: what costs microseconds is found once instead of once for every metric.
package final class StudentQuantiles: Sendable {
  private struct Question: Hashable, Sendable {
    var degreesOfFreedom: Double
    var tail: Double

    /// One word, since asking is most of the work; few questions have the same.
    func hash(into hasher: inout Hasher) {
      hasher.combine(degreesOfFreedom.bitPattern &+ tail.bitPattern)
    }
  }

  private let known = Mutex<[Question: Double]>([:])

  /// Creates a collection that knows nothing yet.
  package init() {}

  /// The value that is exceeded with a probability.
  ///
  /// - Parameters:
  ///   - tail: 0 to 1, as `StudentT.upperQuantile(tail:)` takes it.
  ///   - degreesOfFreedom: As `StudentT` takes them.
  /// - Returns: The quantile; nil where there is no such distribution.
  package func upper(tail: Double, degreesOfFreedom: Double) -> Double? {
    let question = Question(degreesOfFreedom: degreesOfFreedom, tail: tail)
    if let quantile = known.withLock({ $0[question] }) { return quantile }
    let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    guard let quantile = student?.upperQuantile(tail: tail) else { return nil }
    known.withLock { $0[question] = quantile }
    return quantile
  }
}
