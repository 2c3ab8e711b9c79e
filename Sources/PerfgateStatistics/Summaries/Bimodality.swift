/// Whether samples look as if they came from two or more modes, by Hartigan's dip test.
///
/// The critical values are those of the uniform distribution, the least favourable unimodal one in
/// Hartigan and Hartigan (1985), The Dip Test of Unimodality, Annals of Statistics 13, 70-84. At 1%
/// a normal or log-normal sample is flagged far less often than that. A moment based indicator such
/// as Sarle's coefficient would flag skewed samples, and timings are skewed.
package struct Bimodality: Sendable, Equatable {
  /// The fewest samples that are looked at.
  package static let samplesNeeded = 15

  /// The dip: the distance of the samples from the nearest unimodal distribution, up to 1/4.
  package let dip: Double
  /// The dip that 1% of uniform samples of this size exceed.
  package let criticalDip: Double

  /// Whether more than one mode is indicated.
  package var isIndicated: Bool { dip > criticalDip }

  /// Looks at ascending samples; nil below 15, where all are equal, or where equal ones cannot be
  /// told from ticks of the clock.
  init?(sorted: [Double]) {
    guard sorted.count >= Self.samplesNeeded, let least = sorted.first, let most = sorted.last,
      least < most
    else { return nil }
    let unit = sorted.map { ($0 - least) / (most - least) }
    guard let separated = DipStatistic.separatingTies(unit) else { return nil }
    dip = DipStatistic.dip(separated)
    criticalDip = Self.criticalDip(count: sorted.count)
  }

  /// The dip that 1% of uniform samples exceed.
  ///
  /// Simulated with 60,000 to 1,000,000 samples a size; sqrt(n) times the dip is interpolated on
  /// 1 / sqrt(n), in which it is nearly straight.
  ///
  /// - Parameter count: At least 15.
  /// - Returns: A dip.
  static func criticalDip(count: Int) -> Double {
    let root = Double(count).squareRoot()
    let position = 1 / root
    var below = (position: 0.0, scaled: 0.638)
    for (size, scaled) in simulated {
      let above = (position: 1 / size.squareRoot(), scaled: scaled)
      if position <= above.position {
        let share = (position - below.position) / (above.position - below.position)
        return (below.scaled + share * (above.scaled - below.scaled)) / root
      }
      below = above
    }
    return below.scaled / root
  }

  /// The 99% quantile of sqrt(n) times the dip of n uniform values, by falling n.
  private static let simulated: [(size: Double, scaled: Double)] = [
    (2000, 0.6257), (500, 0.6136), (200, 0.6021), (120, 0.5942), (80, 0.5867), (50, 0.5729),
    (30, 0.5564), (20, 0.5390), (15, 0.5259),
  ]
}

extension Summary {
  /// Whether more than one mode is indicated; nil where it cannot be told.
  package var bimodality: Bimodality? {
    Bimodality(sorted: sorted)
  }
}
