import PerfgateStatistics
import Synchronization

/// Runs tasks one step at a time on the caller's thread, in an order drawn from a seed, with a clock
/// that advances when nothing else can happen.
///
/// The same seed gives the same order, so whatever a schedule shows can be seen again. Where every task
/// waits and none sleeps, that is a deadlock, and is known to be one.
package final class Simulation: TaskExecutor {
  /// Why a simulation did not come to its end.
  package enum Failure: Error, Equatable {
    /// Every task waits for another one.
    case deadlock
    /// It had come to its end and tasks of it were still there.
    case orphans
    /// It took more steps than allowed.
    case endless
  }

  private struct State {
    var jobs: [UnownedJob] = []
    var first = 0
    var random: SeededGenerator?

    /// The next step: any one, or the oldest where the order is not drawn.
    mutating func next() -> UnownedJob? {
      guard first < jobs.count else { return nil }
      if var random = random {
        jobs.swapAt(random.nextIndex(below: jobs.count), jobs.count - 1)
        self.random = random
        return jobs.removeLast()
      }
      defer {
        first += 1
        if first > 1000, first > jobs.count / 2 {
          jobs.removeFirst(first)
          first = 0
        }
      }
      return jobs[first]
    }
  }

  /// The clock that the tasks follow.
  package let clock = SimulatedClock()
  private let state: Mutex<State>

  private init(seed: UInt64?) {
    state = Mutex(State(random: seed.map { SeededGenerator(seed: $0) }))
  }

  /// Takes a step of a task over; called by the concurrency runtime.
  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
  }

  /// Runs a task and all its children to their end.
  ///
  /// - Parameters:
  ///   - seed: What the order is drawn from; `nil` keeps the order in which steps became possible.
  ///   - steps: The most steps.
  ///   - body: The task; it gets the clock.
  /// - Returns: What the task returns.
  /// - Throws: What it throws, or `Failure`.
  package static func run<Value: Sendable>(
    seed: UInt64? = nil,
    steps: Int = 20_000_000,
    _ body: @escaping @Sendable (SimulatedClock) async throws -> Value
  ) throws -> Value {
    let simulation = Simulation(seed: seed)
    let result = Box<Result<Value, any Error>>()
    // The steps of the task are taken by this function, so it never outlives it.
    try withExtendedLifetime(simulation) {
      Task(executorPreference: simulation) {
        let value: Result<Value, any Error>
        do {
          value = .success(try await body(simulation.clock))
        } catch {
          value = .failure(error)
        }
        result.value.withLock { $0 = value }
      }
      try simulation.goOn(steps) { result.value.withLock { $0 != nil } }
    }
    guard let result = result.value.withLock({ $0 }) else { throw Failure.deadlock }
    return try result.get()
  }

  private final class Box<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private func goOn(_ steps: Int, until isDone: () -> Bool) throws {
    var left = steps
    while true {
      if let job = state.withLock({ $0.next() }) {
        guard left > 0 else { throw Failure.endless }
        left -= 1
        job.runSynchronously(on: asUnownedTaskExecutor())
      } else if isDone() {
        if clock.sleepers > 0 { throw Failure.orphans }
        return
      } else if !clock.advance() {
        throw Failure.deadlock
      }
    }
  }
}
