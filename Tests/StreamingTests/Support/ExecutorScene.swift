import PerfgateStreaming
import PerfgateTestSupport

/// An executor under a clock that stands still, and everything that it did.
struct ExecutorScene: Sendable {
  /// An attempt that was made.
  struct Made: Sendable, Equatable {
    let input: Int
    let number: Int
    let began: Duration
    /// How long after the beginning of the attempt it was over.
    var took: Duration?
    var wasCancelled = false
  }

  /// What an attempt does; it may sleep on the clock.
  typealias Script =
    @Sendable (Int, Attempt, SimulatedClock) async throws(AttemptFailure) -> AttemptReply<Int>

  /// What is done with the executor meanwhile.
  typealias Interference = @Sendable (ParallelExecutor<Int, Int>, SimulatedClock) async -> Void

  /// What happened.
  struct Course: Sendable {
    var completions: [Completion<Int, Int>] = []
    var made: [Made] = []
    var summary = ExecutionSummary()
    var running = 0
    var mostRunning = 0
    var ended = Duration.zero

    /// When each attempt began, in that order.
    var beginnings: [Duration] { made.map(\.began) }

    func completion(of input: Int) -> Completion<Int, Int>? {
      completions.first { $0.input == input }
    }
  }

  var settings: ExecutorSettings
  var inputs = 1
  var seed: UInt64 = 7
  /// The tokens that each input is estimated to need.
  var estimate: (@Sendable (Int) -> Int)?
  /// How long taking a completion over takes.
  var deliveryTime = Duration.zero

  /// Carries out the inputs 0, 1, 2 and so on, in an order of steps that is drawn where a schedule is
  /// given.
  func run(
    schedule: UInt64? = nil,
    meanwhile: Interference? = nil,
    _ script: @escaping Script
  ) throws -> Course {
    try Simulation.run(seed: schedule) { clock in
      let timeline = Timeline(clock)
      let source = BoundedChannel<Int>(limits: .init(items: 16), timeline: timeline)
      let executor = ParallelExecutor<Int, Int>(settings, seed: seed, timeline: timeline)
      let course = Shared(Course())
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for input in 0..<inputs { try? await source.send(input) }
          source.finish()
        }
        if let meanwhile { group.addTask { await meanwhile(executor, clock) } }
        let summary = await executor.run(from: source, estimate: estimate) {
          input,
          attempt throws(AttemptFailure) in
          try await observed(input, attempt, clock, course, script)
        } deliver: { completion in
          let end = clock.now.advanced(by: deliveryTime)
          if deliveryTime > .zero { try await clock.sleep(until: end, tolerance: nil) }
          course.change { $0.completions.append(completion) }
        }
        course.change { course in
          course.summary = summary
          course.ended = clock.now.offset
        }
        group.cancelAll()
      }
      return course.value
    }
  }

  private func observed(
    _ input: Int,
    _ attempt: Attempt,
    _ clock: SimulatedClock,
    _ course: Shared<Course>,
    _ script: Script
  ) async throws(AttemptFailure) -> AttemptReply<Int> {
    let began = clock.now.offset
    let index = course.change { course in
      course.made.append(Made(input: input, number: attempt.number, began: began))
      course.running += 1
      course.mostRunning = max(course.mostRunning, course.running)
      return course.made.count - 1
    }
    defer {
      let isCancelled = Task.isCancelled
      course.change { course in
        course.running -= 1
        course.made[index].took = clock.now.offset - began
        course.made[index].wasCancelled = isCancelled
      }
    }
    return try await script(input, attempt, clock)
  }
}

extension SimulatedClock {
  /// Sleeps for a time.
  ///
  /// - Throws: A failure that another attempt may mend, where the task is cancelled.
  func pass(_ time: Duration) async throws(AttemptFailure) {
    do {
      try await sleep(until: now.advanced(by: time), tolerance: nil)
    } catch {
      throw AttemptFailure(.possible(), kind: "cancelled", message: "the attempt was cancelled")
    }
  }
}
