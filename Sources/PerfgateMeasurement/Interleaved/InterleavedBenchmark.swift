import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem

/// Measures one benchmark of base and head in rounds of four fresh invocations.
struct InterleavedBenchmark {
  private let plan: InterleavedPlan
  private let context: MeasurementContext
  private let progress: (MeasurementProgress.Step) -> Void
  private var invoker: InterleavedInvoker
  private var shellCost: ShellCost?
  private var metrics = ProcessMetrics()
  /// What each side exports of its stages.
  private var stages = ComparedStages()
  /// The terms of every metric that is decided.
  private var terms: [String: InterleavedTerms]
  private var columns = InvocationColumns()
  private var failures: [InvocationFailure] = []
  private var seconds = 0.0
  private var warmups: [String: [Double]] = [:]
  /// The attempt that measures now, from 0.
  private var attempt = 0
  /// How many rounds the attempt has.
  private var rounds = 0
  /// What is decided about each metric.
  private(set) var attempts: [String: InterleavedAttempts]
  private(set) var isInterrupted = false
  /// Whether set-up began, so that there is something to be torn down.
  private var hasBegun = false
  /// What an earlier part of the run measured, where it has at least one round.
  private var saved: SavedRounds?

  /// Prepares to measure a benchmark.
  ///
  /// - Parameters:
  ///   - plan: What both sides have.
  ///   - head: The head's tree, its surroundings and the seed.
  ///   - base: The base's tree.
  ///   - pathLengthDifference: How much longer the base's path is than the head's, in bytes.
  ///   - progress: Told of every step.
  init(
    _ plan: InterleavedPlan,
    head: MeasurementContext,
    base: MeasurementContext,
    pathLengthDifference: Int = 0,
    progress: @escaping (MeasurementProgress.Step) -> Void
  ) {
    self.plan = plan
    self.progress = progress
    context = head
    terms = plan.terms
    invoker = InterleavedInvoker(
      plan,
      head: head,
      base: base,
      pathLengthDifference: pathLengthDifference
    )
    attempts = plan.terms.mapValues { InterleavedAttempts($0) }
  }

  /// Whether no further round is needed or possible.
  var isSettled: Bool {
    !failures.isEmpty || isInterrupted || rounds >= plan.plan.rounds.maximum
      || measuring.allSatisfy(\.isSettled)
  }

  /// The metrics that the attempt which goes on is about: a second one is made for those alone that
  /// are about to fail.
  private var measuring: [InterleavedAttempts] {
    attempts.values.filter { attempt == 0 || $0.second != nil }
  }

  /// Whether a further attempt would be of use: something is about to fail, and nothing went wrong.
  var canBeMeasuredAgain: Bool { failures.isEmpty && !isInterrupted && attempt == 0 }

  /// What the next turn is chosen by; `nil` where no further round is needed.
  var candidate: TurnOrder.Candidate? {
    guard !isSettled else { return nil }
    let open = measuring.filter { !$0.isSettled }
    let left = open.map { $0.current.roundsToSettle.map { max(1, $0 - rounds) } }
    // All of them have to be settled; one that will not be makes the whole unlikely.
    let most = left.contains(nil) ? nil : left.compactMap { $0 }.max()
    let each = seconds / Double(max(1, rounds))
    return TurnOrder.Candidate(
      rounds: rounds,
      secondsToSettle: most.map { Double($0) * each }
    )
  }

  /// Goes on with the first attempt that an earlier part of the run saved.
  ///
  /// What failed then stays as it is; what was cut by a signal is measured on.
  ///
  /// - Parameter entry: What was saved.
  /// - Throws: `SavedRounds.Fault` where that is nothing of this benchmark.
  mutating func goOn(with entry: RunEntry) throws(SavedRounds.Fault) {
    let saved = try SavedRounds(entry, seed: context.seed)
    failures = entry.status == .failed ? entry.failures : []
    seconds = entry.measuringSeconds
    guard !saved.rounds.isEmpty else { return }
    self.saved = saved
    metrics = ProcessMetrics(goingOnWith: saved.entry)
    if plan.plan.monitor != nil { stages = ComparedStages(goingOnWith: saved.entry) }
    columns = saved.entry.invocations
    shellCost = ShellCost(subtractedFrom: saved.entry)
    invoker.goOn(after: columns.count)
    rounds = saved.count(ofAttempt: 0)
    take(plan.terms)
    if isSettled { report() }
  }

  /// The metrics of stages that both sides export; `nil` while that is not known of either side, and
  /// for what is no monitor.
  var sharedStages: [MetricDefinition]? {
    plan.plan.monitor == nil ? nil : stages.shared
  }

  /// Takes what is decided once it is known which stages there are; rounds that an earlier part of
  /// the run saved are held against it anew.
  ///
  /// - Parameter terms: By metric.
  mutating func take(_ terms: [String: InterleavedTerms]) {
    self.terms = terms
    let again = attempts.filter { $0.value.second != nil }.keys
    attempts = [:]
    for (name, terms) in terms {
      var own = terms
      own.granularity = granularity(of: name)
      attempts[name] = InterleavedAttempts(own)
      guard let saved else { continue }
      for round in saved.values(of: name, attempt: 0) { attempts[name]?.append(round) }
      guard again.contains(name) else { continue }
      attempts[name]?.beginSecond()
      for round in saved.values(of: name, attempt: 1) { attempts[name]?.append(round) }
    }
  }

  /// The step that a metric's values are multiples of.
  private func granularity(of name: String) -> Double {
    if let saved { return saved.entry.samples(of: name)?.step ?? 0 }
    return stages.step(of: name) ?? Granularity.step(of: warmups[name] ?? [], metric: name)
  }

  /// Whether it has to be set up: what an earlier part of the run has ended does not.
  var needsBeginning: Bool { saved == nil ? failures.isEmpty : !isSettled }

  /// Whether an earlier part of the run began a second attempt.
  var hasSavedSecondAttempt: Bool { saved?.count(ofAttempt: 1) ?? 0 > 0 }

  /// Goes on with the second attempt that an earlier part of the run saved.
  ///
  /// - Returns: Whether it was one that had to be made.
  mutating func goOnWithSecondAttempt() -> Bool {
    guard let saved, hasSavedSecondAttempt else { return true }
    guard failures.isEmpty else { return true }
    guard attempt == 1 else { return false }
    rounds = saved.count(ofAttempt: 1)
    for name in attempts.keys where attempts[name]?.second != nil {
      for round in saved.values(of: name, attempt: 1) { attempts[name]?.append(round) }
    }
    if isSettled { report() }
    return true
  }

  /// Sets both sides up and warms them up.
  ///
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func begin() throws(ProcessError) {
    let begin = context.now()
    defer { seconds += Double(context.now() - begin) / 1e9 }
    progress(.began)
    hasBegun = true
    for side in [MeasurementSide.base, .head] {
      if let failure = try invoker.runHooks(.setup, on: side) {
        fail(failure)
      } else {
        try prepare(side)
      }
    }
    if saved == nil { take(terms) }
  }

  /// Looks the program up and runs it as often as it is to be warmed up.
  private mutating func prepare(_ side: MeasurementSide) throws(ProcessError) {
    let idleShell: ProcessRequest?
    do throws(ExecutableLookupError) {
      idleShell = try invoker.lookUp(side)
    } catch {
      fail(InvocationFailure(error, invocation: nil).on(side))
      return
    }
    // Where both sides use a shell, it is the same.
    if let idleShell, saved == nil, shellCost == nil {
      switch try invoker.shellCost(idleShell, on: side) {
      case .success(let cost): shellCost = cost
      case .failure(let fault): fail(fault.failure)
      }
    }
    var automatic = AutomaticWarmup(plan.plan.samples)
    let start = context.now()
    var count = 0
    var total: Int?
    if case .fixed(let planned) = plan.plan.warmup { total = max(planned, fewestWarmups) }
    func needsMore() -> Bool {
      total.map { count < $0 }
        ?? (count < fewestWarmups
          || automatic.needsMore(after: Double(context.now() - start) / 1e9))
    }
    while needsMore(), !failures.contains(where: { $0.side == side }) {
      let warmed = try invoker.invoke(side, invocation: nil, checking: &stages)
      for failure in warmed.failures { fail(failure) }
      guard let outcome = warmed.measured.first?.outcome else { return }
      count += 1
      automatic.append(Double(outcome.resources.wallNanoseconds) / 1e9)
      for (name, value) in ProcessMetrics.values(of: outcome) {
        warmups[name, default: []].append(value)
      }
      progress(.warmedUp(count, of: total))
    }
  }

  /// What is decided about stages has to be known before the first round.
  private var fewestWarmups: Int { plan.plan.monitor == nil ? 0 : 1 }

  private mutating func fail(_ failure: InvocationFailure) {
    if failure.kind == .interrupted { isInterrupted = true }
    failures.append(failure)
  }

  /// Measures one round, in an order that is drawn for it alone.
  ///
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func measureRound() throws(ProcessError) {
    if !hasBegun {
      try self.begin()
      // What went wrong in set-up is told as what it is.
      guard failures.isEmpty else { return }
    }
    let begin = context.now()
    defer { seconds += Double(context.now() - begin) / 1e9 }
    let sides = RoundOrder.sides(seed: context.seed, attempt: attempt, round: rounds)
    let round = try invoker.invoke(sides, from: metrics.count, checking: &stages)
    for failure in round.failures { fail(failure) }
    guard failures.isEmpty, round.measured.count == sides.count else { return }
    record(round.measured, of: sides)
  }

  private mutating func record(_ measured: [MeasuredInvocation], of sides: [MeasurementSide]) {
    var invocations = measured
    for (index, side) in sides.enumerated() {
      if side == .head { invocations[index] = invocations[index].slowed(by: plan.headFactor) }
      metrics.append(invocations[index].outcome)
      if let export = invocations[index].export { stages[side].append(export) }
      columns.append(attempt: attempt, side: side, round: rounds)
    }
    rounds += 1
    let samples = samples
    for name in attempts.keys where attempt == 0 || attempts[name]?.second != nil {
      let process = samples.first { $0.name == name }?.values.suffix(sides.count)
      let values = process.map { Array($0) } ?? invocations.compactMap { $0.export?[name] }
      guard let round = MeasurementRound(values, of: sides) else { continue }
      attempts[name]?.append(round)
    }
    report()
  }

  /// All metrics, with what a shell costs taken off the sides that use one: the other would gain by it.
  private var samples: [MetricSamples] {
    let usesShell: [MeasurementSide: Bool] = [
      .head: plan.plan.command.needsShell, .base: plan.basePlan.command.needsShell,
    ]
    return metrics.samples(subtracting: shellCost) { usesShell[columns.side[$0]] ?? false }
  }

  private func report() {
    progress(
      .compared(
        RoundProgress(
          attempts,
          rounds: rounds,
          of: plan.plan.rounds.maximum,
          isSettled: isSettled
        )
      )
    )
  }

  /// Begins a fresh attempt for the metrics that are about to fail.
  mutating func measureAgain(_ names: [String]) {
    for name in names { attempts[name]?.beginSecond() }
    attempt += 1
    rounds = 0
  }

  /// Tears both sides down, also after a failure: what set-up made must not stay behind.
  ///
  /// - Throws: `ProcessError` where the runner fails.
  mutating func end() throws(ProcessError) {
    guard hasBegun else { return }
    for side in [MeasurementSide.base, .head] {
      if let failure = try invoker.runHooks(.teardown, on: side) { fail(failure) }
    }
  }

  /// What was measured so far.
  ///
  /// - Parameter unfinished: Why it was not measured at all, where that is so.
  /// - Returns: The entry of the run document.
  func entry(unfinished: String?) -> RunEntry {
    var entry = RunEntry(plan.plan, status: .measured)
    entry.presence = .both
    entry.baseCommand = plan.baseCommand?.asTyped
    entry.invocations = columns
    entry.metrics = samples
    for index in entry.metrics.indices {
      entry.metrics[index].step = attempts[entry.metrics[index].name]?.first.terms.granularity
    }
    if plan.plan.monitor != nil {
      entry.metrics += stages.samples(of: columns.side) { name in
        attempts[name]?.first.terms.granularity
      }
    }
    entry.failures = failures
    entry.measuringSeconds = seconds
    if isInterrupted {
      entry.status = .skipped
      entry.reason = "perfgate was interrupted while measuring it, after \(columns.rounds)"
    } else if let failure = failures.first(where: { $0.side == .head }) ?? failures.first {
      entry.status = .failed
      entry.reason = failure.detail
    } else if columns.count == 0 {
      entry.status = .skipped
      entry.reason = unfinished ?? "it was not measured"
      entry.metrics = []
    } else {
      entry.warnings = MeasurementWarnings.all(in: entry.only(.head), of: plan.plan)
    }
    return entry
  }
}

extension MeasurementRound {
  /// Puts the values of a round to their sides; `nil` unless each side has two.
  init?(_ values: [Double], of sides: [MeasurementSide]) {
    let base = zip(values, sides).filter { $0.1 == .base }.map(\.0)
    let head = zip(values, sides).filter { $0.1 == .head }.map(\.0)
    guard base.count == 2, head.count == 2 else { return nil }
    self.init(base: (base[0], base[1]), head: (head[0], head[1]))
  }
}

extension MeasuredInvocation {
  /// The same with all times multiplied.
  fileprivate func slowed(by factor: Double) -> MeasuredInvocation {
    var slower = self
    slower.outcome = outcome.slowed(by: factor)
    slower.export = export?.slowed(by: factor)
    return slower
  }
}

extension ProcessOutcome {
  /// The same with all times multiplied.
  fileprivate func slowed(by factor: Double) -> ProcessOutcome {
    guard factor != 1 else { return self }
    let scaled = { (time: Int64) in Int64((Double(time) * factor).rounded()) }
    var outcome = self
    outcome.resources.wallNanoseconds = scaled(resources.wallNanoseconds)
    outcome.resources.userMicroseconds = scaled(resources.userMicroseconds)
    outcome.resources.systemMicroseconds = scaled(resources.systemMicroseconds)
    return outcome
  }
}

extension InvocationColumns {
  fileprivate mutating func append(attempt: Int, side: MeasurementSide, round: Int) {
    self.attempt.append(attempt)
    self.side.append(side)
    self.round.append(round)
    loops.append(1)
  }

  /// `3 rounds`.
  fileprivate var rounds: String {
    let count = count / 4
    return "\(count) round\(count == 1 ? "" : "s")"
  }
}
