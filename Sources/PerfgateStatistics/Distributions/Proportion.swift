/// How often something happened, with bounds on how likely it is.
package struct Proportion: Sendable, Equatable {
  /// How often it happened.
  package private(set) var events: Int
  /// How often it could have.
  package private(set) var trials: Int

  /// Creates a count.
  ///
  /// - Parameters:
  ///   - events: From 0 to the number of trials.
  ///   - trials: At least 0.
  package init(events: Int = 0, trials: Int = 0) {
    precondition(0 <= events && events <= trials, "more events than trials")
    self.events = events
    self.trials = trials
  }

  /// Counts one trial.
  package mutating func add(_ happened: Bool) {
    trials += 1
    if happened { events += 1 }
  }

  /// This count and another one together.
  package func joined(with other: Proportion) -> Proportion {
    Proportion(events: events + other.events, trials: trials + other.trials)
  }

  /// The share, 0 without any trial.
  package var share: Double { trials == 0 ? 0 : Double(events) / Double(trials) }

  /// Bounds on the probability; without any trial they exclude nothing.
  ///
  /// Clopper and Pearson (1934), The Use of Confidence or Fiducial Limits Illustrated in the Case of
  /// the Binomial, Biometrika 26, 404-413: exact, so the confidence is at least the one asked for.
  ///
  /// - Parameter confidence: Two-sided, 0 to 1.
  /// - Returns: Probabilities.
  package func bounds(confidence: Double = 0.95) -> ClosedRange<Double> {
    let tail = (1 - confidence) / 2
    guard trials > 0, tail > 0 else { return 0...1 }
    let lower =
      events == 0
      ? 0
      : root { probability in
        (Binomial(trials: trials, probability: probability)?.upperTail(atLeast: events) ?? 0) < tail
      }
    let upper =
      events == trials
      ? 1
      : root { probability in
        (Binomial(trials: trials, probability: probability)?.cdf(events) ?? 0) > tail
      }
    return lower...max(lower, upper)
  }

  /// The probability up to which a condition holds.
  private func root(_ holds: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
