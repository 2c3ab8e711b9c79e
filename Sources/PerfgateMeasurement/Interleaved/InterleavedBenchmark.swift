import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem

/// Measures one benchmark of base and head in rounds of four fresh invocations.
struct InterleavedBenchmark {
  /// One side: its tree and its requests.
  private struct Tree {
    let invoker: BenchmarkInvoker
    var request: ProcessRequest?
    /// What makes up for a shorter path, in bytes of the environment.
    let paddingBytes: Int
  }

  private let plan: InterleavedPlan
  private let context: MeasurementContext
  private let progress: (MeasurementProgress.Step) -> Void
  private var trees: [MeasurementSide: Tree]
  private var padding: EnvironmentPadding
  private var shellCost: ShellCost?
  private var metrics = ProcessMetrics()
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
    padding = EnvironmentPadding(seed: head.seed)
    trees = [
      .base: Tree(
        invoker: BenchmarkInvoker(plan.basePlan, context: base),
        paddingBytes: max(0, -pathLengthDifference)
      ),
      .head: Tree(
        invoker: BenchmarkInvoker(plan.plan, context: head),
        paddingBytes: max(0, pathLengthDifference)
      ),
    ]
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
    columns = saved.entry.invocations
    shellCost = ShellCost(subtractedFrom: saved.entry)
    padding = EnvironmentPadding(seed: context.seed &+ UInt64(columns.count))
    rounds = saved.count(ofAttempt: 0)
    for (name, terms) in plan.terms {
      var own = terms
      own.granularity = saved.entry.samples(of: name)?.step ?? 0
      attempts[name] = InterleavedAttempts(own)
      for round in saved.values(of: name, attempt: 0) { attempts[name]?.append(round) }
    }
    if isSettled { report() }
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
      if let failure = try trees[side]?.invoker.runHooks(.setup, invocation: nil) {
        fail(failure, side)
      } else {
        try prepare(side)
      }
    }
    guard saved == nil else { return }
    for (name, terms) in plan.terms {
      var own = terms
      own.granularity = Granularity.step(of: warmups[name] ?? [], metric: name)
      attempts[name] = InterleavedAttempts(own)
    }
  }

  /// Looks the program up and runs it as often as it is to be warmed up.
  private mutating func prepare(_ side: MeasurementSide) throws(ProcessError) {
    guard let invoker = trees[side]?.invoker else { return }
    do throws(ExecutableLookupError) {
      let (command, idleShell) = try invoker.requests()
      trees[side]?.request = command
      if saved == nil, shellCost == nil, let idleShell {
        try? measureShell(idleShell, invoker, side)
      }
    } catch {
      fail(InvocationFailure(error, invocation: nil), side)
      return
    }
    var automatic = AutomaticWarmup(plan.plan.samples)
    let start = context.now()
    var count = 0
    var total: Int?
    if case .fixed(let planned) = plan.plan.warmup { total = planned }
    func needsMore() -> Bool {
      total.map { count < $0 }
        ?? automatic.needsMore(after: Double(context.now() - start) / 1e9)
    }
    while needsMore(), !failures.contains(where: { $0.side == side }) {
      guard let outcome = try invoke(side, invocation: nil) else { return }
      count += 1
      automatic.append(Double(outcome.resources.wallNanoseconds) / 1e9)
      for (name, value) in ProcessMetrics.values(of: outcome) {
        warmups[name, default: []].append(value)
      }
      progress(.warmedUp(count, of: total))
    }
  }

  /// Learns what is to be subtracted; both sides use the same shell.
  private mutating func measureShell(
    _ request: ProcessRequest,
    _ invoker: BenchmarkInvoker,
    _ side: MeasurementSide
  ) throws(ProcessError) {
    switch try invoker.shellCost(request) {
    case .success(let cost): shellCost = cost
    case .failure(let fault): fail(fault.failure, side)
    }
  }

  private mutating func fail(_ failure: InvocationFailure, _ side: MeasurementSide) {
    var failure = failure
    failure.side = side
    if failure.kind == .interrupted { isInterrupted = true }
    failures.append(failure)
  }

  /// One invocation between its prepare and cleanup; `nil` after a failure.
  private mutating func invoke(
    _ side: MeasurementSide,
    invocation: Int?
  ) throws(ProcessError) -> ProcessOutcome? {
    guard let tree = trees[side], let request = padded(side) else { return nil }
    do throws(ProcessError) {
      let (outcome, found) = try tree.invoker.invoke(request, invocation: invocation)
      for failure in found { fail(failure, side) }
      return found.isEmpty ? outcome : nil
    } catch {
      try failAlone(error, side, invocation: invocation)
      return nil
    }
  }

  /// A program that ends the spawner fails alone: the next one gets a new spawner.
  private mutating func failAlone(
    _ error: ProcessError,
    _ side: MeasurementSide,
    invocation: Int?
  ) throws(ProcessError) {
    guard error == .spawnerDied else { throw error }
    fail(.killedSpawner(invocation: invocation), side)
  }

  private mutating func padded(_ side: MeasurementSide) -> ProcessRequest? {
    guard let tree = trees[side], var request = tree.request else { return nil }
    request.paddingBytes = padding.next() + tree.paddingBytes
    return request
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
    var outcomes: [ProcessOutcome] = []
    if plan.plan.prepare.isEmpty, plan.plan.cleanup.isEmpty {
      try measureSeries(sides, into: &outcomes)
    } else {
      for side in sides {
        guard let outcome = try invoke(side, invocation: metrics.count + outcomes.count) else {
          return
        }
        outcomes.append(outcome)
      }
    }
    guard failures.isEmpty, outcomes.count == sides.count else { return }
    record(outcomes, of: sides)
  }

  /// Without hooks, one invocation follows the other at once.
  private mutating func measureSeries(
    _ sides: [MeasurementSide],
    into outcomes: inout [ProcessOutcome]
  ) throws(ProcessError) {
    let requests = sides.compactMap { padded($0) }
    guard requests.count == sides.count else { return }
    var found: (failure: InvocationFailure, side: MeasurementSide)?
    var measured: [ProcessOutcome] = []
    let first = metrics.count
    do throws(ProcessError) {
      try context.runner.runSeries(of: sides.count) {
        requests[min($0, sides.count - 1)]
      } each: {
        let side = sides[measured.count]
        let invocation = first + measured.count
        if let failure = trees[side]?.invoker.failure(of: $0, invocation: invocation) {
          found = (failure, side)
          return false
        }
        measured.append($0)
        return true
      }
    } catch {
      try failAlone(error, sides[measured.count], invocation: first + measured.count)
      return
    }
    if let found { fail(found.failure, found.side) }
    outcomes = measured
  }

  private mutating func record(_ outcomes: [ProcessOutcome], of sides: [MeasurementSide]) {
    for (outcome, side) in zip(outcomes, sides) {
      metrics.append(side == .head ? outcome.slowed(by: plan.headFactor) : outcome)
      columns.append(attempt: attempt, side: side, round: rounds)
    }
    rounds += 1
    let samples = metrics.samples(subtracting: shellCost)
    for name in attempts.keys where attempt == 0 || attempts[name]?.second != nil {
      guard let values = samples.first(where: { $0.name == name })?.values.suffix(sides.count),
        let round = MeasurementRound(Array(values), of: sides)
      else { continue }
      attempts[name]?.append(round)
    }
    report()
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
      if let failure = try trees[side]?.invoker.runHooks(.teardown, invocation: nil) {
        fail(failure, side)
      }
    }
  }

  /// What was measured so far.
  ///
  /// - Parameter unfinished: Why it was not measured at all, where that is so.
  /// - Returns: The entry of the run document.
  func entry(unfinished: String?) -> RunEntry {
    var entry = RunEntry(
      key: plan.plan.key,
      tags: plan.plan.tags,
      command: plan.plan.command.asTyped,
      status: .measured
    )
    entry.presence = .both
    entry.baseCommand = plan.baseCommand?.asTyped
    entry.invocations = columns
    entry.metrics = metrics.samples(subtracting: shellCost)
    for index in entry.metrics.indices {
      entry.metrics[index].step = attempts[entry.metrics[index].name]?.first.terms.granularity
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
      entry.warnings = MeasurementWarnings.all(in: entry.only(.head))
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
