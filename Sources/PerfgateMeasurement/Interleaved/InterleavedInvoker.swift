import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

/// Runs the command and the hooks of one benchmark on either side, each in its own tree, and says what
/// went wrong where.
struct InterleavedInvoker {
  /// One side: its tree and its request.
  private struct Tree {
    let invoker: BenchmarkInvoker
    var request: ProcessRequest?
    /// What makes up for a shorter path, in bytes of the environment.
    let paddingBytes: Int
  }

  /// What invocations gave up to the first that failed, and what went wrong.
  struct Invoked {
    var measured: [MeasuredInvocation] = []
    /// Each with its side.
    var failures: [InvocationFailure] = []
  }

  private let runner: any ProcessRunner
  private let seed: UInt64
  /// Whether nothing has to happen between two invocations.
  private let mayRunInSeries: Bool
  private var trees: [MeasurementSide: Tree]
  private var padding: EnvironmentPadding

  /// Prepares to run a benchmark.
  ///
  /// - Parameters:
  ///   - plan: What both sides have.
  ///   - head: The head's tree, its surroundings and the seed.
  ///   - base: The base's tree.
  ///   - pathLengthDifference: How much longer the base's path is than the head's, in bytes.
  init(
    _ plan: InterleavedPlan,
    head: MeasurementContext,
    base: MeasurementContext,
    pathLengthDifference: Int
  ) {
    runner = head.runner
    seed = head.seed
    padding = EnvironmentPadding(seed: seed)
    let headInvoker = BenchmarkInvoker(plan.plan, context: head)
    mayRunInSeries = headInvoker.mayRunInSeries
    trees = [
      .base: Tree(
        invoker: BenchmarkInvoker(plan.basePlan, context: base),
        paddingBytes: max(0, -pathLengthDifference)
      ),
      .head: Tree(
        invoker: headInvoker,
        paddingBytes: max(0, pathLengthDifference)
      ),
    ]
  }

  /// Goes on behind invocations that an earlier part of the run made.
  mutating func goOn(after count: Int) {
    padding = EnvironmentPadding(seed: seed &+ UInt64(count))
  }

  /// Runs hooks of a side up to the first that fails.
  ///
  /// - Returns: What went wrong; `nil` where all succeeded.
  /// - Throws: `ProcessError` where the runner fails.
  func runHooks(
    _ hook: BenchmarkInvoker.Hook,
    on side: MeasurementSide
  ) throws(ProcessError) -> InvocationFailure? {
    try trees[side]?.invoker.runHooks(hook, invocation: nil)?.on(side)
  }

  /// Looks a side's program up.
  ///
  /// - Returns: What runs a shell that does nothing, where the command needs one.
  /// - Throws: `ExecutableLookupError` where there is no such program.
  mutating func lookUp(_ side: MeasurementSide) throws(ExecutableLookupError) -> ProcessRequest? {
    let requests = try trees[side]?.invoker.requests()
    trees[side]?.request = requests?.command
    return requests?.idleShell
  }

  /// Measures what a shell costs.
  ///
  /// - Returns: The cost, or what went wrong.
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  func shellCost(
    _ request: ProcessRequest,
    on side: MeasurementSide
  ) throws(ProcessError) -> Result<ShellCost, InvocationFault> {
    guard let tree = trees[side] else { preconditionFailure("there is no tree of \(side)") }
    return try tree.invoker.shellCost(request)
      .mapError { InvocationFault(failure: $0.failure.on(side)) }
  }

  /// One invocation between its prepare and cleanup.
  ///
  /// - Parameters:
  ///   - side: On which side.
  ///   - invocation: Its number; `nil` for one that does not count.
  ///   - stages: What earlier invocations exported; learns what it did not know.
  /// - Returns: What was measured, nothing after a failure.
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func invoke(
    _ side: MeasurementSide,
    invocation: Int?,
    checking stages: inout ComparedStages
  ) throws(ProcessError) -> Invoked {
    guard let request = padded(side), let tree = trees[side] else { return Invoked() }
    do throws(ProcessError) {
      let (measured, found) = try tree.invoker.invoke(
        request,
        invocation: invocation,
        checking: &stages[side]
      )
      return Invoked(
        measured: found.isEmpty ? [measured].compactMap { $0 } : [],
        failures: found.map { $0.on(side) }
      )
    } catch {
      return Invoked(failures: [try Self.alone(error, side, invocation: invocation)])
    }
  }

  /// One invocation after the other, up to the first that fails.
  ///
  /// - Parameters:
  ///   - sides: On which side each is.
  ///   - first: The number of the first.
  ///   - stages: What earlier invocations exported; learns what it did not know.
  /// - Returns: What was measured.
  /// - Throws: `ProcessError` where the runner fails, which says nothing of the benchmark.
  mutating func invoke(
    _ sides: [MeasurementSide],
    from first: Int,
    checking stages: inout ComparedStages
  ) throws(ProcessError) -> Invoked {
    guard !mayRunInSeries else { return try invokeSeries(sides, from: first) }
    var all = Invoked()
    for (index, side) in sides.enumerated() {
      let one = try invoke(side, invocation: first + index, checking: &stages)
      all.measured += one.measured
      all.failures += one.failures
      guard one.failures.isEmpty else { break }
    }
    return all
  }

  /// Where nothing has to happen between them, one invocation follows the other at once.
  private mutating func invokeSeries(
    _ sides: [MeasurementSide],
    from first: Int
  ) throws(ProcessError) -> Invoked {
    let requests = sides.compactMap { padded($0) }
    guard let last = requests.indices.last, requests.count == sides.count else { return Invoked() }
    var all = Invoked()
    // What is measured now; a runner that fails behind the last one failed at the last one.
    var place: Int { min(all.measured.count, last) }
    do throws(ProcessError) {
      try runner.runSeries(of: sides.count) {
        requests[min($0, last)]
      } each: {
        let failure = trees[sides[place]]?.invoker.failure(of: $0, invocation: first + place)
        if let failure {
          all.failures.append(failure.on(sides[place]))
          return false
        }
        all.measured.append(MeasuredInvocation(outcome: $0))
        return true
      }
    } catch {
      return Invoked(failures: [try Self.alone(error, sides[place], invocation: first + place)])
    }
    return all
  }

  /// A program that ends the spawner fails alone: the next one gets a new spawner.
  private static func alone(
    _ error: ProcessError,
    _ side: MeasurementSide,
    invocation: Int?
  ) throws(ProcessError) -> InvocationFailure {
    guard error == .spawnerDied else { throw error }
    return InvocationFailure.killedSpawner(invocation: invocation).on(side)
  }

  private mutating func padded(_ side: MeasurementSide) -> ProcessRequest? {
    guard let tree = trees[side], var request = tree.request else { return nil }
    request.paddingBytes = padding.next() + tree.paddingBytes
    return request
  }
}

extension InvocationFailure {
  /// The same on one side.
  func on(_ side: MeasurementSide) -> InvocationFailure {
    var failure = self
    failure.side = side
    return failure
  }
}
