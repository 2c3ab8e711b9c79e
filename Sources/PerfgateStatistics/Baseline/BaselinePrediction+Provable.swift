import RealModule

extension BaselinePrediction {
  /// The level at which a single metric is decided: min(a / m, b).
  ///
  /// The stricter of the two promises, so that what can be proven can also be ruled out.
  ///
  /// - Parameters:
  ///   - falseAlarms: a, the chance of any false alarm in a run, above 0 and below 1.
  ///   - familySize: m, the number of judged metrics; below 1 counts as 1.
  ///   - miss: b, the chance that a regression of the limit's size slips through, above 0 and
  ///     below 1.
  /// - Returns: A probability.
  package static func level(falseAlarms: Double, familySize: Int, miss: Double) -> Double {
    min(falseAlarms / Double(max(familySize, 1)), miss)
  }

  /// The smallest change that this baseline can prove, V, in working units.
  ///
  /// tolerance + t_(df, 1 - level) s sqrt(1 + 1/n): a true change of just this size is proven half
  /// of the time.
  ///
  /// - Parameters:
  ///   - tolerance: In working units, at least 0.
  ///   - level: Above 0 and at most 0.5, from `level(falseAlarms:familySize:miss:)`.
  ///   - quantiles: What was asked of other predictions.
  /// - Returns: nil outside these ranges.
  package func provable(
    tolerance: Double,
    level: Double,
    quantiles: StudentQuantiles = StudentQuantiles()
  ) -> Double? {
    guard tolerance >= 0, tolerance.isFinite else { return nil }
    return reach(risk: level, quantiles).map { tolerance + $0 }
  }

  /// The smallest change that this baseline can prove as a ratio, on the logarithmic scale.
  ///
  /// V = (1 + t) exp(t_(df, 1 - level) s sqrt(1 + 1/n)) - 1; 0.18 means "+18% and more".
  ///
  /// - Parameters:
  ///   - toleranceRatio: t, 0.02 for 2%; at least 0.
  ///   - level: Above 0 and at most 0.5, from `level(falseAlarms:familySize:miss:)`.
  /// - Returns: nil outside these ranges or beyond the numbers.
  package func provableRatio(toleranceRatio: Double, level: Double) -> Double? {
    let tolerance = Double.log(onePlus: toleranceRatio)
    guard let working = provable(tolerance: tolerance, level: level) else { return nil }
    let ratio = Double.expMinusOne(working)
    return ratio.isFinite ? ratio : nil
  }

  /// How many more recordings bring what can be proven to the limit.
  ///
  /// Each is expected to add `futureSpread` squared to the pooled squares and one degree of
  /// freedom; recordings beyond the last 40 are forgotten, the oldest first.
  ///
  /// - Parameters:
  ///   - limit: The change to prove, in working units.
  ///   - tolerance: In working units, at least 0.
  ///   - level: Above 0 and at most 0.5, from `level(falseAlarms:familySize:miss:)`.
  ///   - futureSpread: The standard deviation of recordings to come, in working units.
  ///   - quantiles: What was asked of other predictions.
  /// - Returns: 0 where it is proven already; nil where 40 do not suffice, or outside the ranges.
  package func recordingsNeeded(
    toProve limit: Double,
    tolerance: Double,
    level: Double,
    futureSpread: Double,
    quantiles: StudentQuantiles = StudentQuantiles()
  ) -> Int? {
    guard let newest = epochs.last, futureSpread >= 0, futureSpread <= 1e100, tolerance >= 0 else {
      return nil
    }
    let older = Array(epochs.dropLast())
    let recorded = epochs.reduce(0) { $0 + $1.count }
    let known = PooledDeviations(epochs: epochs)
    return (0...max(0, Self.recordingsLimit - newest.count)).first { more in
      let count = newest.count + more
      var pooled = known
      if recorded + more > Self.recordingsLimit {
        let kept = Self.latest(of: older, limit: Self.recordingsLimit - count)
        pooled = PooledDeviations(epochs: kept + [newest])
      }
      pooled.squares += Double(more) * futureSpread * futureSpread
      pooled.count += Double(more)
      let reach = Self.reach(
        risk: level,
        degreesOfFreedom: pooled.degreesOfFreedom(with: prior),
        standardError: Self.standardError(spread: pooled.spread(with: prior), count: count),
        quantiles
      )
      return reach.map { tolerance + $0 <= limit } ?? false
    }
  }

  /// How many recordings in all bring what can be proven to the limit, starting without any.
  ///
  /// At 1% spread, a limit of 10%, a tolerance of 2% and 1% for both risks: 11, 21 and 37 for 1, 6
  /// and 50 metrics. The first recording adds no deviation, every further one the variance of
  /// `spread`: s^2 = (v_0 s_0^2 + (n - 1) spread^2) / (v_0 + n - 1).
  ///
  /// - Parameters:
  ///   - limit: The change to prove, in working units.
  ///   - tolerance: In working units, at least 0.
  ///   - familySize: m, the number of judged metrics.
  ///   - falseAlarms: a, the chance of any false alarm in a run.
  ///   - miss: b, the chance that a regression of the limit's size slips through.
  ///   - spread: The standard deviation between recordings, in working units.
  ///   - prior: The belief about the spread.
  /// - Returns: At least 1; nil where 40 do not suffice, or outside the ranges.
  package static func recordingsNeeded(
    toProve limit: Double,
    tolerance: Double,
    familySize: Int,
    falseAlarms: Double,
    miss: Double,
    spread: Double,
    prior: SpreadPrior = .logarithmic
  ) -> Int? {
    guard let first = try? BaselinePrediction(epochs: [[0]], prior: prior) else { return nil }
    let level = level(falseAlarms: falseAlarms, familySize: familySize, miss: miss)
    return first.recordingsNeeded(
      toProve: limit,
      tolerance: tolerance,
      level: level,
      futureSpread: spread
    ).map { $0 + 1 }
  }
}
