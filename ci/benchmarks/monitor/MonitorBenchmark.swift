import Foundation

/// What the monitor costs, as Markdown tables; `ci/benchmarks/monitor/measure.sh` runs all of it.
///
/// `perfgate-spans spans ROUNDS | report | memory STAGES SPANS THREADS | percentiles VALUES`.
/// `case NUMBER COUNT` does one thing so many times, for callgrind.
@main
struct MonitorBenchmark {
  /// Runs one part and prints its table.
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.dropFirst().compactMap { Int($0) }
    switch (arguments.first, numbers.count) {
    case ("spans", 1): write(SpanCosts(rounds: max(1, numbers[0])).table())
    case ("case", 2): SpanCosts.run(numbers[0], count: numbers[1])
    case ("report", 0): write(ReportCosts().table())
    case ("memory", 3):
      write(MemoryStudy(stages: numbers[0], spans: numbers[1], threads: numbers[2]).table())
    case ("percentiles", 1): write(PercentileStudy(count: max(1_000, numbers[0])).table())
    default:
      let usage =
        "usage: perfgate-spans spans ROUNDS | report | memory STAGES SPANS THREADS"
        + " | percentiles VALUES\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
  }

  private static func write(_ lines: [String]) {
    FileHandle.standardOutput.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }
}

extension Double {
  /// So many digits behind the point.
  func text(_ digits: Int = 1) -> String { String(format: "%.\(digits)f", self) }
}

/// Runs work on several threads that start at the same time.
///
/// - Parameters:
///   - count: How many threads.
///   - body: The work of one thread, by its number.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let ready = DispatchGroup()
  let start = DispatchSemaphore(value: 0)
  let done = DispatchGroup()
  for number in 0..<count {
    ready.enter()
    done.enter()
    Thread {
      ready.leave()
      start.wait()
      body(number)
      done.leave()
    }.start()
  }
  ready.wait()
  for _ in 0..<count { start.signal() }
  done.wait()
}
