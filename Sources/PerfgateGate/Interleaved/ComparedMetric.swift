import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics

/// One metric of one benchmark that both sides of an interleaved run have.
struct ComparedMetric {
  /// The head's values, and the base's as what is committed: budgets and exact values are held
  /// against it.
  let judged: JudgedMetric
  /// How many rounds it may take.
  let maximumRounds: Int
  /// The rounds, compared; `nil` for what is compared as it is, or not at all.
  private(set) var attempts: InterleavedAttempts?
  private let secondAttempt: [MeasurementRound]
  /// Whether it is a continuous metric of an eval, which has one value a side.
  let isSingle: Bool
  /// How many attempts there were.
  let attemptCount: Int

  /// Puts the values of both sides together; `nil` where one has none.
  ///
  /// - Parameters:
  ///   - entry: A measured benchmark.
  ///   - samples: Of both sides.
  ///   - rule: What holds in an interleaved run.
  ///   - terms: How it is decided; `nil` for what is not decided by rounds.
  ///   - maximumRounds: How many rounds it may take.
  init?(
    _ entry: RunEntry,
    samples: MetricSamples,
    rule: EffectiveRule,
    terms: InterleavedTerms?,
    maximumRounds: Int
  ) {
    let head = entry.only(.head).samples(of: samples.name)
    let base = entry.only(.base).samples(of: samples.name)
    guard let head, let base, let center = base.center else { return nil }
    let baseline = MetricBaseline(
      unit: base.unit,
      kind: base.kind,
      direction: base.direction,
      epochs: [BaselineEpoch(id: 1, cause: .first)],
      recordings: [
        Recording(
          run: "base",
          epoch: 1,
          median: center,
          count: base.values.count,
          range: base.kind == .exact ? base.values.range : nil
        )
      ],
      sample: base.values
    )
    guard
      let judged = JudgedMetric(key: entry.key, samples: head, baseline: baseline, rule: rule)
    else { return nil }
    self.judged = judged
    self.maximumRounds = maximumRounds
    isSingle = entry.origin == .eval && samples.kind == .continuous
    attemptCount = (entry.invocations.attempt.max() ?? 0) + 1
    attempts = terms.map { terms in
      var terms = terms
      terms.granularity = samples.step ?? 0
      var attempts = InterleavedAttempts(terms)
      for round in entry.rounds(of: samples, attempt: 0) { attempts.append(round) }
      return attempts
    }
    secondAttempt = entry.rounds(of: samples, attempt: 1)
  }

  /// Reads the second attempt back, which measuring makes for what is about to fail.
  mutating func readSecondAttempt() {
    guard !secondAttempt.isEmpty else { return }
    attempts?.beginSecond()
    for round in secondAttempt { attempts?.append(round) }
  }
}

extension [Double] {
  /// The smallest and largest value, where they differ.
  fileprivate var range: ClosedRange<Double>? {
    guard let least = self.min(), let most = self.max(), least < most else { return nil }
    return least...most
  }
}

extension RunEntry {
  /// The rounds of a metric in one attempt, in the order in which they were measured; what is no
  /// whole round is left out.
  ///
  /// - Parameters:
  ///   - samples: The values.
  ///   - attempt: From 0.
  /// - Returns: In the metric's unit.
  fileprivate func rounds(of samples: MetricSamples, attempt: Int) -> [MeasurementRound] {
    let columns = invocations
    var rounds: [MeasurementRound] = []
    var begin = 0
    while begin < columns.count {
      var end = begin
      while end < columns.count, columns.round[end] == columns.round[begin],
        columns.attempt[end] == columns.attempt[begin]
      {
        end += 1
      }
      defer { begin = end }
      guard columns.attempt[begin] == attempt else { continue }
      let values = { (side: MeasurementSide) in
        (begin..<end).filter { columns.side[$0] == side }.map { samples.values[$0] }
      }
      let (base, head) = (values(.base), values(.head))
      guard base.count == 2, head.count == 2 else { continue }
      rounds.append(MeasurementRound(base: (base[0], base[1]), head: (head[0], head[1])))
    }
    return rounds
  }
}
