/// The binomial distribution: successes among independent trials.
package struct Binomial: Sendable, Equatable {
  /// The number of trials, at least 0.
  package let trials: Int
  /// The probability of a success, 0 to 1.
  package let probability: Double

  /// Makes the distribution; nil for negative trials or a probability outside 0 to 1.
  ///
  /// - Parameters:
  ///   - trials: At least 0.
  ///   - probability: 0 to 1.
  package init?(trials: Int, probability: Double) {
    guard trials >= 0, probability >= 0, probability <= 1 else { return nil }
    self.trials = trials
    self.probability = probability
  }

  /// The probability of at most `successes` successes.
  ///
  /// I_(1-p)(n - k, k + 1), DLMF 8.17.5.
  ///
  /// - Parameter successes: Any integer.
  /// - Returns: A probability.
  package func cdf(_ successes: Int) -> Double {
    guard successes >= 0 else { return 0 }
    guard successes < trials else { return 1 }
    return IncompleteBeta.regularized(
      Double(trials - successes),
      Double(successes) + 1,
      x: 1 - probability,
      complement: probability
    )
  }

  /// The probability of at least `successes` successes, with its digits kept however small it is.
  ///
  /// - Parameter successes: Any integer.
  /// - Returns: A probability.
  package func upperTail(atLeast successes: Int) -> Double {
    guard successes > 0 else { return 1 }
    guard successes <= trials else { return 0 }
    return IncompleteBeta.regularized(
      Double(successes),
      Double(trials - successes) + 1,
      x: probability,
      complement: 1 - probability
    )
  }
}
