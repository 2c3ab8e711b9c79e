import PerfgateStatistics
import RealModule

/// One metric compared under simulated noise until it is decided, or rounds run out.
enum SimulatedMetric {
  static let maximumRounds = 40

  /// Compares an unchanged program with one that is slower.
  ///
  /// - Parameters:
  ///   - noise: What both sides share.
  ///   - change: By how much the head is slower, as a ratio.
  ///   - terms: Thresholds and error rates; the noise's granularity is put in.
  ///   - seed: Of noise and orders.
  ///   - stopping: Whether to stop as soon as it is decided.
  /// - Returns: The comparison.
  static func compare(
    _ noise: NoiseKind,
    change: Double,
    terms: InterleavedTerms,
    seed: UInt64,
    stopping: Bool = true
  ) -> InterleavedComparison {
    var terms = terms
    terms.granularity = noise.granularity
    var comparison = InterleavedComparison(terms)
    var stream = NoiseStream(noise, seed: seed)
    var orders = SeededGenerator(seed: ~seed)
    let slowed = Double.log(onePlus: change)
    for _ in 0..<maximumRounds {
      comparison.append(round(from: &stream, order: .drawn(from: &orders), change: slowed))
      if stopping, comparison.isDecided { break }
    }
    return comparison
  }

  private static func round(
    from stream: inout NoiseStream,
    order: RoundOrder,
    change: Double
  ) -> MeasurementRound {
    var base: [Double] = []
    var head: [Double] = []
    for isHead in order.isHead {
      let value = stream.next(change: isHead ? change : 0)
      if isHead { head.append(value) } else { base.append(value) }
    }
    return MeasurementRound(base: (base[0], base[1]), head: (head[0], head[1]))
  }
}
