import PerfgateStreaming

/// Tasks that do nothing, so many at a time.
struct ExecutorBenchmark {
  let tasks: Int
  let rounds: Int

  private static let window = 64

  func run() async {
    let ways = [
      Contest.Way(name: "ParallelExecutor") { await executor(.fixed(Self.window)) },
      Contest.Way(name: "ParallelExecutor, adaptive") {
        await executor(.adaptive(initial: Self.window, maximum: Self.window))
      },
      Contest.Way(name: "bounded TaskGroup") { await taskGroup() },
    ]
    print("\(tasks) tasks that do nothing, \(rounds) rounds, window \(Self.window)\n")
    try? await Contest(ways: ways, rounds: rounds).report(items: tasks, to: 2)
  }

  @Sendable private static func nothing(_ input: Int) async -> Int { input }

  private func executor(_ concurrency: ExecutorSettings.Concurrency) async {
    let source = BoundedChannel<Int>(limits: .init(items: 1000))
    let executor = ParallelExecutor<Int, Int>(
      ExecutorSettings(concurrency: concurrency, attemptTimeout: .seconds(30)),
      seed: 1
    )
    let summary = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for begin in stride(from: 0, to: tasks, by: 50) {
          try? await source.send(contentsOf: Array(begin..<min(begin + 50, tasks)))
        }
        source.finish()
      }
      return await executor.run(from: source) { input, _ throws(AttemptFailure) in
        AttemptReply(await Self.nothing(input))
      } deliver: { _ in
      }
    }
    precondition(summary.succeeded == tasks)
  }

  private func taskGroup() async {
    let sum = await withTaskGroup(of: Int.self) { group in
      var next = 0
      var sum = 0
      while next < min(Self.window, tasks) {
        let input = next
        group.addTask { await Self.nothing(input) }
        next += 1
      }
      while let output = await group.next() {
        sum += output
        guard next < tasks else { continue }
        let input = next
        group.addTask { await Self.nothing(input) }
        next += 1
      }
      return sum
    }
    precondition(sum == tasks * (tasks - 1) / 2)
  }
}
