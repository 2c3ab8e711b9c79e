/// Quantiles of Student's t that are asked for again and again.
///
/// The metrics of a suite share the error rates of the run, and their baselines have few different
/// degrees of freedom: what costs microseconds is found once instead of once for every metric.
package final class StudentQuantiles {
  private struct Question: Hashable {
    var degreesOfFreedom: Double
    var tail: Double
  }

  private var known: [Question: Double] = [:]

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
    if let quantile = known[question] { return quantile }
    let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    guard let quantile = student?.upperQuantile(tail: tail) else { return nil }
    known[question] = quantile
    return quantile
  }
}
