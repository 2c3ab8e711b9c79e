import RealModule

/// One metric compared once, or a second time where the first attempt was about to fail.
package struct InterleavedAttempts: Sendable {
  /// The evidence that confirms a first attempt, ln 10.
  private static let neededToConfirm = Double.log(10)

  /// The first attempt.
  package var first: InterleavedComparison
  /// A fresh one; `nil` where none was made.
  package var second: InterleavedComparison?

  /// Begins the first attempt.
  package init(_ terms: InterleavedTerms) {
    first = InterleavedComparison(terms)
  }

  /// The attempt that measures now.
  package var current: InterleavedComparison { second ?? first }

  /// Adds a round to the attempt that measures now.
  ///
  /// What a second attempt was made for is answered once: a metric that is only measured along with
  /// another must not change its answer.
  ///
  /// - Parameter round: In the metric's unit.
  package mutating func append(_ round: MeasurementRound) {
    if second == nil {
      first.append(round)
    } else if !isSettled {
      second?.append(round)
    }
  }

  /// Begins the second attempt, which knows nothing of the first one.
  package mutating func beginSecond() {
    if second == nil { second = InterleavedComparison(first.terms) }
  }

  /// Whether the attempt that measures now needs no further round.
  package var isSettled: Bool {
    guard let second else { return first.isDecided }
    guard first.belowRound == nil || first.worseRound != nil else { return true }
    return second.obstacle != nil || second.belowRound != nil
      || second.worseEvidence >= neededToFail
  }

  /// The natural logarithm of the evidence that the attempt which measures now has to reach for the
  /// metric to fail: a second one confirms the first, and adds what that one lacked.
  package var neededToFail: Double {
    guard second != nil else { return first.terms.neededToFail }
    let lacking = first.worseRound == nil ? first.terms.neededToFail - first.worseEvidence : 0
    return max(Self.neededToConfirm, lacking)
  }

  /// What the second attempt says of the first one.
  package enum Agreement: Sendable, Equatable {
    /// There was none, or it was not decided.
    case open
    /// It found the head to be worse as well.
    case confirmed
    /// It found the head to be below the limit.
    case disagrees
  }

  /// What the second attempt says of the first one.
  package var agreement: Agreement {
    guard let second else { return .open }
    if second.worseEvidence >= Self.neededToConfirm { return .confirmed }
    return second.belowRound == nil ? .open : .disagrees
  }

  /// The natural logarithm of the evidence of both attempts together that the head is worse: what a
  /// bet has won is laid on the next one.
  var joinedEvidence: Double { first.worseEvidence + (second?.worseEvidence ?? 0) }
}

/// What became of one metric among all that were compared in a run.
package struct InterleavedConclusion: Sendable, Equatable {
  /// What was proven.
  package enum Outcome: Sendable, Equatable {
    /// The head is worse by more than the tolerance.
    case worse
    /// The head is below the limit.
    case below
    /// Not proven, though the estimate reaches the limit.
    case suspected
    /// Neither proven nor excluded.
    case undecided
    /// It cannot be compared.
    case impossible(InterleavedComparison.Obstacle)
  }

  /// What was proven.
  package let outcome: Outcome
  /// The change with its interval at the moment of the verdict; `nil` where there is none.
  package let estimate: InterleavedComparison.Estimate?
  /// The natural logarithm of the evidence that proves a change above the tolerance.
  package let neededToFail: Double
  /// What a second attempt says.
  package let agreement: InterleavedAttempts.Agreement
  /// Whether a head that is below the limit is proven to be better by more than the tolerance.
  package let isBetter: Bool
  /// The natural logarithm of the evidence that proves a change for the better.
  package let neededForBetter: Double

  /// Whether a second attempt is worth its time: the metric is about to fail.
  package var isWorthAnotherAttempt: Bool { outcome == .worse || outcome == .suspected }
}

extension InterleavedConclusion {
  /// Draws the conclusions of a run, in which metrics that are proven together need less evidence
  /// each.
  ///
  /// - Parameters:
  ///   - metrics: Every metric that was compared.
  ///   - rate: a, the share of false alarms of the whole run.
  ///   - familySize: m, how many metrics were to be compared.
  /// - Returns: One conclusion per metric, in the same order.
  package static func all(
    of metrics: [InterleavedAttempts],
    rate: Double,
    familySize: Int
  ) -> [InterleavedConclusion] {
    let size = max(familySize, metrics.count)
    func needed(_ evidence: [Double]) -> Double {
      let selected = EvidenceSelection.count(evidence, rate: rate, familySize: size)
      return EvidenceSelection.needed(selected: selected, rate: rate, familySize: size)
    }
    // What is better is selected among what is better.
    let worse = needed(metrics.map(\.first.worseEvidenceThatCounts))
    let better = needed(metrics.map(\.first.betterEvidenceThatCounts))
    return metrics.map { InterleavedConclusion(of: $0, neededToFail: worse, forBetter: better) }
  }

  private init(
    of attempts: InterleavedAttempts,
    neededToFail needed: Double,
    forBetter neededForBetter: Double
  ) {
    let first = attempts.first
    neededToFail = needed
    self.neededForBetter = neededForBetter
    agreement = attempts.agreement
    let isProven = first.worseEvidenceThatCounts >= needed || first.worseRound != nil
    isBetter =
      !isProven && first.obstacle == nil && first.belowRound != nil
      && (first.betterEvidenceThatCounts >= neededForBetter || first.betterRound != nil)
    if let obstacle = first.obstacle {
      outcome = .impossible(obstacle)
      estimate = nil
      return
    }
    let end: Int
    if isBetter, let below = first.belowRound {
      // It is better as soon as both are proven.
      end = max(below, first.betterRound ?? first.count)
    } else {
      end = (isProven ? first.worseRound : first.belowRound) ?? first.count
    }
    let estimate = first.estimate(afterRounds: end, neededToFail: needed)
    self.estimate = estimate
    let isJoined =
      attempts.agreement == .confirmed && attempts.joinedEvidence >= needed
      && first.belowRound == nil && first.isWorseByMinimumDelta
    if isProven || isJoined {
      outcome = agreement == .disagrees ? .undecided : .worse
    } else if first.belowRound != nil {
      outcome = .below
    } else {
      let limit = first.working(ratio: first.terms.limit) ?? .infinity
      let isLarge = (estimate?.change ?? 0) >= limit && first.isWorseByMinimumDelta
      // What a second attempt of as many rounds does not see is no suspicion any more.
      let isSeenAgain =
        attempts.second.map { $0.count < first.count || $0.reaches(limit) } ?? true
      outcome =
        isLarge && isSeenAgain && agreement != .disagrees ? .suspected : .undecided
    }
  }
}

extension InterleavedComparison {
  /// The evidence that the head is worse, where the estimate reaches the least difference: what does
  /// not can be no discovery, and must not make others cheaper.
  fileprivate var worseEvidenceThatCounts: Double {
    obstacle == nil && (worseRound != nil || isWorseByMinimumDelta) ? worseEvidence : -.infinity
  }

  /// The evidence that the head is better, likewise.
  fileprivate var betterEvidenceThatCounts: Double {
    obstacle == nil && (betterRound != nil || isBetterByMinimumDelta) ? betterEvidence : -.infinity
  }
}
