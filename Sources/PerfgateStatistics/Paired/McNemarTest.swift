/// The exact test of paired outcomes that are right or wrong.
///
/// McNemar (1947), Note on the Sampling Error of the Difference between Correlated Proportions or
/// Percentages, Psychometrika 12, 153-157, with the binomial distribution in place of its
/// approximation: while nothing changed, each discordant case is as likely to go either way.
package enum McNemarTest {
  /// The chance of at least so many discordant cases that got worse.
  ///
  /// - Parameters:
  ///   - worse: Cases that were right and are wrong, at least 0.
  ///   - better: Cases that were wrong and are right, at least 0.
  /// - Returns: A one-sided p value; 1 where no case is discordant.
  package static func probability(worse: Int, better: Int) -> Double {
    precondition(worse >= 0 && better >= 0, "fewer than no cases")
    let discordant = worse + better
    return Binomial(trials: discordant, probability: 0.5)?.upperTail(atLeast: worse) ?? 1
  }
}
