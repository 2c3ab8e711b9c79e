extension Summary {
  /// The distribution-free interval of the median; nil where the samples are too few for the level.
  ///
  /// The ends are the order statistics r and n + 1 - r with the largest r for which twice the
  /// binomial probability of fewer than r of n fair coin tosses stays within 1 - `confidence`
  /// (David and Nagaraja 2003, Order Statistics, 7.1). It carries the confidence achieved.
  ///
  /// - Parameter confidence: The least confidence, above 0 and below 1.
  /// - Returns: The narrowest such interval, with its exact confidence.
  package func medianInterval(confidence: Double) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1,
      let coin = Binomial(trials: count, probability: 0.5)
    else { return nil }
    let tail = (1 - confidence) / 2
    var possible = 0
    var impossible = count / 2 + 1
    while impossible - possible > 1 {
      let rank = (possible + impossible) / 2
      if coin.cdf(rank - 1) <= tail { possible = rank } else { impossible = rank }
    }
    guard possible > 0 else { return nil }
    return ConfidenceInterval(
      lower: sorted[possible - 1],
      upper: sorted[count - possible],
      confidence: 1 - 2 * coin.cdf(possible - 1)
    )
  }

  /// The number of samples from which `medianInterval` exists at this level; nil outside (0, 1).
  ///
  /// The widest interval, minimum to maximum, misses the median with probability 2 / 2^n.
  ///
  /// - Parameter confidence: Above 0 and below 1.
  /// - Returns: A count of at least 2.
  package static func samplesForMedianInterval(confidence: Double) -> Int? {
    guard confidence > 0, confidence < 1 else { return nil }
    var samples = 2
    var missed = 0.5
    while missed > 1 - confidence {
      samples += 1
      missed /= 2
    }
    return samples
  }

  /// Student's t interval of the mean; nil for one sample or a level outside (0, 1).
  ///
  /// - Parameter confidence: Above 0 and below 1.
  /// - Returns: The interval; its confidence is the one asked for.
  package func meanInterval(confidence: Double) -> ConfidenceInterval? {
    guard confidence > 0, confidence < 1, let standardDeviation,
      let student = StudentT(degreesOfFreedom: Double(count - 1))
    else { return nil }
    let reach =
      student.upperQuantile(tail: (1 - confidence) / 2) * standardDeviation
      / Double(count).squareRoot()
    return ConfidenceInterval(lower: mean - reach, upper: mean + reach, confidence: confidence)
  }
}
