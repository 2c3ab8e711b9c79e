import PerfgateConfiguration
package import PerfgateModel
package import PerfgateStatistics
package import PerfgateSystem

/// Measures base and head in rounds, all benchmarks in turn, until what can be known is known.
package struct InterleavedMeasurement {
  /// The trees that are compared.
  package struct Trees: Sendable {
    /// Where the head is, with runner, clock and seed.
    package var head: MeasurementContext
    /// Where the base is.
    package var base: MeasurementContext
    /// How much longer the base's path is than the head's, in bytes.
    package var pathLengthDifference: Int

    /// Creates the trees.
    package init(
      head: MeasurementContext,
      base: MeasurementContext,
      pathLengthDifference: Int = 0
    ) {
      self.head = head
      self.base = base
      self.pathLengthDifference = pathLengthDifference
    }
  }

  private let plans: [InterleavedPlan]
  private let trees: Trees
  private let family: InterleavedFamily
  private let remeasures: Bool
  private let time: TimeShare?
  private let progress: (MeasurementProgress) -> Void
  private let changed: (Int, RunEntry) -> Void
  private var benchmarks: [InterleavedBenchmark?] = []

  /// Prepares to measure.
  ///
  /// - Parameters:
  ///   - plans: What is configured on either side, in the order of the configuration.
  ///   - trees: Base and head.
  ///   - family: The metrics that share the run's false alarms.
  ///   - remeasures: Whether what is about to fail is measured again in a fresh attempt.
  ///   - time: How long all of it may take; `nil` for as long as the plans say.
  ///   - changed: Receives every entry after each of its rounds, with its place.
  ///   - progress: Told of every step.
  package init(
    _ plans: [InterleavedPlan],
    trees: Trees,
    family: InterleavedFamily,
    remeasures: Bool,
    within time: TimeShare? = nil,
    changed: @escaping (Int, RunEntry) -> Void = { _, _ in },
    progress: @escaping (MeasurementProgress) -> Void = { _ in }
  ) {
    self.plans = plans
    self.trees = trees
    self.family = family
    self.remeasures = remeasures
    self.time = time
    self.changed = changed
    self.progress = progress
    benchmarks = plans.enumerated().map { index, plan in
      guard plan.isCompared else { return nil }
      let key = plan.plan.key
      return InterleavedBenchmark(
        plan,
        head: Self.context(trees.head, of: key, index: index),
        base: Self.context(trees.base, of: key, index: index),
        pathLengthDifference: trees.pathLengthDifference
      ) { step in
        progress(
          MeasurementProgress(key: key, index: index, total: plans.count, step: step)
        )
      }
    }
  }

  /// The tree of a benchmark's own suite, with a seed of its own.
  private static func context(
    _ tree: MeasurementContext,
    of key: BenchmarkKey,
    index: Int
  ) -> MeasurementContext {
    var own = tree
    own.seed = tree.seed &+ UInt64(index) << 40
    if let suite = key.suite { own.directory = tree.suiteDirectories[suite] ?? tree.directory }
    return own
  }

  /// Measures everything to its end.
  ///
  /// - Returns: One entry per plan, in the same order.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package mutating func measure() throws(ProcessError) -> [RunEntry] {
    for index in benchmarks.indices where !isOver { try benchmarks[index]?.begin() }
    try measureRounds()
    if remeasures {
      beginSecondAttempts()
      try measureRounds()
    }
    for index in benchmarks.indices { try benchmarks[index]?.end() }
    var entries: [RunEntry] = []
    for (index, plan) in plans.enumerated() {
      var entry = self.entry(at: index)
      if entry == nil { entry = try measuredAlone(plan, index: index) }
      guard let entry else { continue }
      let report = MeasurementProgress.Step.ended(entry.status, reason: entry.reason)
      progress(
        MeasurementProgress(key: plan.plan.key, index: index, total: plans.count, step: report)
      )
      changed(index, entry)
      entries.append(entry)
    }
    return entries
  }

  private var isOver: Bool {
    trees.head.isInterrupted() || time?.isOver(at: trees.head.now()) ?? false
  }

  private mutating func measureRounds() throws(ProcessError) {
    var turns = TurnOrder()
    while !isOver,
      let index = turns.next(benchmarks.map { $0?.candidate }, isTimeFixed: time != nil)
    {
      try benchmarks[index]?.measureRound()
      if let entry = entry(at: index) { changed(index, entry) }
    }
  }

  /// What is about to fail has to fail twice: a fresh attempt knows nothing of the first one.
  private mutating func beginSecondAttempts() {
    let compared = benchmarks.indices.flatMap { index in
      (benchmarks[index]?.attempts ?? [:]).sorted { $0.key < $1.key }
        .map { (index: index, metric: $0.key, attempts: $0.value) }
    }
    let conclusions = InterleavedConclusion.all(
      of: compared.map(\.attempts),
      rate: family.rate,
      familySize: family.size
    )
    var again: [Int: [String]] = [:]
    for (metric, conclusion) in zip(compared, conclusions)
    where conclusion.isWorthAnotherAttempt && benchmarks[metric.index]?.canBeMeasuredAgain == true {
      again[metric.index, default: []].append(metric.metric)
    }
    for (index, names) in again { benchmarks[index]?.measureAgain(names) }
  }

  /// What was measured of a benchmark that both sides have.
  private func entry(at index: Int) -> RunEntry? {
    let reason =
      trees.head.isInterrupted() ? "perfgate was interrupted before it came to it" : time?.reason
    return benchmarks[index]?.entry(unfinished: reason)
  }

  /// What is not compared: the head's own is measured as it is, so that it is known to work.
  private func measuredAlone(
    _ plan: InterleavedPlan,
    index: Int
  ) throws(ProcessError) -> RunEntry {
    var entry: RunEntry
    if plan.isIdentical {
      entry = .skipped(plan.plan, reason: "program and inputs are the same bytes on both sides")
      entry.isIdentical = true
    } else if plan.presence == .base {
      entry = .skipped(plan.plan, reason: "only the base has it")
    } else {
      let context = Self.context(trees.head, of: plan.plan.key, index: index)
      let entries = try SuiteMeasurement.measure([plan.plan], context: context, within: time) { _ in
      }
      entry = entries[0]
    }
    entry.presence = plan.presence
    return entry
  }
}
