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

  /// Says what is decided, given the metrics of stages that both sides of monitors export: what
  /// shares the false alarms, and the terms of each benchmark's metrics by name.
  package typealias StageTerms = ([BenchmarkKey: [MetricDefinition]]) -> (
    family: InterleavedFamily, terms: (BenchmarkKey) -> [String: InterleavedTerms]
  )

  private let plans: [InterleavedPlan]
  private let trees: Trees
  private var family: InterleavedFamily
  private var stageTerms: StageTerms?
  /// What was known of stages when terms were last taken.
  private var knownStages: [BenchmarkKey: [MetricDefinition]] = [:]
  private let remeasures: Bool
  private let time: TimeShare?
  private let progress: (MeasurementProgress) -> Void
  private let changed: (Int, RunEntry) -> Void
  private var benchmarks: [InterleavedBenchmark?] = []
  /// What an earlier part of the run says of what is not measured in rounds.
  private var saved: [RunEntry?] = []
  /// The benchmarks whose end was told.
  private var ended: Set<Int> = []
  /// Whether it is known what is measured again.
  private var hasSecondAttempts = false
  /// Whether a signal kept something from being measured on.
  package private(set) var isCut = false

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
    saved = plans.map { _ in nil }
    let total = plans.count(where: \.isCompared)
    benchmarks = plans.enumerated().map { index, plan in
      guard plan.isCompared else { return nil }
      let key = plan.plan.key
      return InterleavedBenchmark(
        plan,
        head: Self.context(trees.head, .head, of: key, index: index),
        base: Self.context(trees.base, .base, of: key, index: index),
        pathLengthDifference: trees.pathLengthDifference
      ) { step in
        progress(
          MeasurementProgress(key: key, index: index, total: total, step: step)
        )
      }
    }
  }

  /// Tells commands which side they run for, so that both need not share a port or a file; either
  /// value is as long as the other.
  private static let sideVariable = "PERFGATE_SIDE"

  /// The tree of a benchmark's own suite, with a seed of its own.
  private static func context(
    _ tree: MeasurementContext,
    _ side: MeasurementSide,
    of key: BenchmarkKey,
    index: Int
  ) -> MeasurementContext {
    var own = tree
    own.seed = tree.seed &+ UInt64(index) << 40
    own.environment = tree.environment.adding([sideVariable: side.rawValue])
    if let suite = key.suite { own.directory = tree.suiteDirectories[suite] ?? tree.directory }
    return own
  }

  /// Has stages decided, too: which there are is known once the programs ran.
  ///
  /// - Parameter terms: Says what is decided then.
  package mutating func decideStages(_ terms: @escaping StageTerms) {
    stageTerms = terms
  }

  /// Takes what is decided, where more is known of stages than before.
  private mutating func takeStages() {
    guard let stageTerms else { return }
    var stages: [BenchmarkKey: [MetricDefinition]] = [:]
    for (index, plan) in plans.enumerated() {
      if let shared = benchmarks[index]?.sharedStages { stages[plan.plan.key] = shared }
    }
    guard stages != knownStages else { return }
    knownStages = stages
    let decided = stageTerms(stages)
    family = decided.family
    for index in benchmarks.indices {
      let terms = decided.terms(plans[index].plan.key)
      benchmarks[index]?.take(terms)
    }
  }

  /// Goes on with what an earlier part of the run saved, in the same orders as if it had not been cut.
  ///
  /// - Parameter part: The run; its seed is that of the trees.
  /// - Throws: `GateError` with exit 65 where its entries cannot be those of these benchmarks.
  package mutating func goOn(with part: RunPart) throws(GateError) {
    let entries = Dictionary(part.run.entries.map { ($0.key, $0) }) { first, _ in first }
    for (index, plan) in plans.enumerated() {
      guard let entry = entries[plan.plan.key] else { continue }
      if benchmarks[index] == nil {
        if plan.presence == .head, entry.status != .skipped { saved[index] = entry }
        continue
      }
      do throws(SavedRounds.Fault) {
        try benchmarks[index]?.goOn(with: entry)
      } catch {
        throw Self.fault("'\(entry.key)' \(error.description)", in: part)
      }
    }
    takeStages()
    guard benchmarks.contains(where: { $0?.hasSavedSecondAttempt == true }) else { return }
    // Second attempts begin where all first ones have ended, so what they follow from is known.
    if remeasures { beginSecondAttempts() }
    hasSecondAttempts = true
    for index in benchmarks.indices where benchmarks[index]?.goOnWithSecondAttempt() == false {
      throw Self.fault(
        "'\(plans[index].plan.key)' was measured again without a reason",
        in: part
      )
    }
  }

  private static func fault(_ message: String, in part: RunPart) -> GateError {
    GateError(
      .malformedData,
      "\(message), so this run cannot be gone on with",
      at: SourcePlace(file: part.path),
      hints: ["measure anew: leave out --resume"]
    )
  }

  /// Measures everything to its end.
  ///
  /// - Returns: One entry per plan, in the same order.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package mutating func measure() throws(ProcessError) -> [RunEntry] {
    for index in benchmarks.indices where !isOver && benchmarks[index]?.needsBeginning == true {
      try benchmarks[index]?.begin()
      if let entry = entry(at: index) { tellFailure(of: entry, at: index) }
    }
    takeStages()
    try measureRounds()
    if remeasures {
      if !hasSecondAttempts { beginSecondAttempts() }
      try measureRounds()
    }
    isCut =
      trees.head.isInterrupted()
      && benchmarks.contains { $0.map { !$0.isSettled || $0.isInterrupted } ?? false }
    for index in benchmarks.indices { try benchmarks[index]?.end() }
    var entries: [RunEntry] = []
    for (index, plan) in plans.enumerated() {
      var entry = self.entry(at: index)
      if entry == nil { entry = try measuredAlone(plan, index: index) }
      guard let entry else { continue }
      tellEnd(of: entry, at: index)
      changed(index, entry)
      entries.append(entry)
    }
    return entries
  }

  private var isOver: Bool {
    trees.head.isInterrupted() || time?.isOver(at: trees.head.now()) ?? false
  }

  private mutating func measureRounds() throws(ProcessError) {
    // A round changes nothing of the other benchmarks.
    var candidates = benchmarks.map { $0?.candidate }
    var turns = TurnOrder(goingOnWith: candidates)
    while !isOver, let index = turns.next(candidates, isTimeFixed: time != nil) {
      try benchmarks[index]?.measureRound()
      candidates[index] = benchmarks[index]?.candidate
      guard let entry = entry(at: index) else { continue }
      changed(index, entry)
      tellFailure(of: entry, at: index)
    }
  }

  /// What fails needs no further turn, and whoever waits may want to know.
  private mutating func tellFailure(of entry: RunEntry, at index: Int) {
    if entry.status == .failed { tellEnd(of: entry, at: index) }
  }

  private mutating func tellEnd(of entry: RunEntry, at index: Int) {
    guard ended.insert(index).inserted else { return }
    progress(
      MeasurementProgress(
        key: entry.key,
        index: index,
        total: plans.count,
        step: .ended(entry.status, reason: entry.reason)
      )
    )
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
    } else if let saved = saved[index] {
      entry = saved
    } else {
      let context = Self.context(trees.head, .head, of: plan.plan.key, index: index)
      let key = plan.plan.key
      progress(MeasurementProgress(key: key, index: index, total: plans.count, step: .began))
      let entries = try SuiteMeasurement.measure([plan.plan], context: context, within: time) { _ in
      }
      entry = entries[0]
    }
    entry.presence = plan.presence
    return entry
  }
}
