import PerfgateStatistics
import RealModule

/// One metric of an unchanged program and of one that is slower, under simulated noise.
struct SimulatedMetric {
  static let maximumRounds = 40

  private var stream: NoiseStream
  private var orders: SeededGenerator
  /// The logarithm of the factor by which the head is slower.
  private let change: Double

  /// Begins with the first round.
  ///
  /// - Parameters:
  ///   - noise: What both sides share.
  ///   - scale: How many times as much of it as usual.
  ///   - change: By how much the head is slower, as a ratio.
  ///   - seed: Of noise and orders.
  init(_ noise: NoiseKind, scale: Double = 1, change: Double, seed: UInt64) {
    stream = NoiseStream(noise, scale: scale, seed: seed)
    orders = SeededGenerator(seed: ~seed)
    self.change = Double.log(onePlus: change)
  }

  /// Compares until it is decided, or rounds run out.
  ///
  /// - Parameters:
  ///   - noise: What both sides share.
  ///   - change: By how much the head is slower, as a ratio.
  ///   - terms: Thresholds and error rates; the noise's granularity is put in.
  ///   - seed: Of noise and orders.
  /// - Returns: The comparison.
  static func compare(
    _ noise: NoiseKind,
    change: Double,
    terms: InterleavedTerms,
    seed: UInt64
  ) -> InterleavedComparison {
    var metric = SimulatedMetric(noise, change: change, seed: seed)
    return metric.attempt(InterleavedAttempts(noise.own(terms))).first
  }

  /// Goes on with an attempt until it is settled, or rounds run out.
  mutating func attempt(_ attempts: InterleavedAttempts) -> InterleavedAttempts {
    var attempts = attempts
    while attempts.current.count < Self.maximumRounds, !attempts.isSettled {
      attempts.append(round())
    }
    return attempts
  }

  private mutating func round() -> MeasurementRound {
    var base: [Double] = []
    var head: [Double] = []
    for isHead in RoundOrder.drawn(from: &orders).isHead {
      let value = stream.next(change: isHead ? change : 0)
      if isHead { head.append(value) } else { base.append(value) }
    }
    return MeasurementRound(base: (base[0], base[1]), head: (head[0], head[1]))
  }
}

extension NoiseKind {
  /// Terms for a metric that has this noise.
  func own(_ terms: InterleavedTerms) -> InterleavedTerms {
    var terms = terms
    terms.granularity = granularity
    return terms
  }
}
