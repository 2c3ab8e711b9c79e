import PerfgateModel
import PerfgateStatistics

/// The whole rounds of one benchmark that an earlier part of its run saved.
struct SavedRounds {
  /// Four invocations, two a side.
  struct Round {
    let attempt: Int
    let round: Int
    let sides: [MeasurementSide]
    /// Where its values are, in the columns of the entry.
    let places: Range<Int>
  }

  /// Why the rounds cannot be gone on with.
  enum Fault: Error {
    /// They do not follow each other, or are not of four invocations.
    case notWhole
    /// A round's order is not the one that the seed gives.
    case otherOrder
    /// A metric has no values.
    case lacks(metric: String)

    /// What to say behind the name of the benchmark.
    var description: String {
      switch self {
      case .notWhole: "has rounds that do not follow each other"
      case .otherOrder: "has a round in another order than its seed gives"
      case .lacks(let metric): "has no values of '\(metric)'"
      }
    }
  }

  /// What was saved, without what is no whole round.
  let entry: RunEntry
  let rounds: [Round]

  /// Reads rounds back; a last one that is not whole is dropped.
  ///
  /// - Parameters:
  ///   - entry: What was saved.
  ///   - seed: Of the benchmark.
  /// - Throws: `Fault` where the rounds cannot be those of this benchmark.
  init(_ entry: RunEntry, seed: UInt64) throws(Fault) {
    var rounds: [Round] = []
    let columns = entry.invocations
    var next = (attempt: 0, round: 0)
    var begin = 0
    while begin + 4 <= columns.count {
      let places = begin..<(begin + 4)
      if let last = rounds.last, columns.attempt[begin] == last.attempt + 1, last.attempt == 0 {
        next = (attempt: 1, round: 0)
      }
      guard
        places.allSatisfy({
          columns.attempt[$0] == next.attempt && columns.round[$0] == next.round
        })
      else { throw .notWhole }
      let sides = Array(columns.side[places])
      guard sides == RoundOrder.sides(seed: seed, attempt: next.attempt, round: next.round) else {
        throw .otherOrder
      }
      rounds.append(
        Round(attempt: next.attempt, round: next.round, sides: sides, places: places)
      )
      next.round += 1
      begin += 4
    }
    if !rounds.isEmpty {
      for definition in MetricDefinition.process
      where entry.samples(of: definition.name)?.side != nil
        || entry.samples(of: definition.name) == nil
      {
        throw .lacks(metric: definition.name)
      }
    }
    self.rounds = rounds
    self.entry = entry.first(begin)
  }

  /// The rounds of a metric.
  ///
  /// - Parameters:
  ///   - name: The metric.
  ///   - attempt: From 0.
  /// - Returns: Whole rounds, in their order.
  func values(of name: String, attempt: Int) -> [MeasurementRound] {
    guard let samples = entry.samples(of: name), samples.side == nil else { return [] }
    let values = samples.values
    return rounds.filter { $0.attempt == attempt }
      .compactMap { MeasurementRound(Array(values[$0.places]), of: $0.sides) }
  }

  /// How many rounds an attempt has.
  func count(ofAttempt attempt: Int) -> Int { rounds.count { $0.attempt == attempt } }
}

extension RunEntry {
  /// The entry with its first invocations alone.
  fileprivate func first(_ count: Int) -> RunEntry {
    var entry = self
    entry.invocations.attempt = Array(invocations.attempt.prefix(count))
    entry.invocations.side = Array(invocations.side.prefix(count))
    entry.invocations.round = Array(invocations.round.prefix(count))
    entry.invocations.loops = Array(invocations.loops.prefix(count))
    for index in metrics.indices {
      let own = entry.invocations.count(of: metrics[index].side)
      entry.metrics[index].values = Array(metrics[index].values.prefix(own))
    }
    return entry
  }
}

extension RoundOrder {
  /// The sides of a round, which follow from seed, attempt and round alone, so that a run that was cut
  /// goes on as it would have.
  ///
  /// - Parameters:
  ///   - seed: Of the benchmark.
  ///   - attempt: From 0.
  ///   - round: From 0.
  /// - Returns: Two invocations a side, in their order.
  static func sides(seed: UInt64, attempt: Int, round: Int) -> [MeasurementSide] {
    var orders = SeededGenerator(seed: ~seed &+ UInt64(attempt) << 56 &+ UInt64(round) << 24)
    return drawn(from: &orders).isHead.map { $0 ? .head : .base }
  }
}
