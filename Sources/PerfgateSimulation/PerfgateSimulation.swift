import Foundation
import PerfgateStatistics

/// `PerfgateSimulation RUNS [check]`: the error rates of interleaved comparisons under simulated noise.
///
/// With `check`, ends with 1 where a promised rate is exceeded for certain.
@main
struct PerfgateSimulation {
  /// Runs every part and prints its table.
  static func main() async {
    let arguments = Swift.CommandLine.arguments.dropFirst()
    guard let runs = arguments.first.flatMap({ Int($0) }), runs >= 100 else {
      FileHandle.standardError.write(Data("usage: PerfgateSimulation RUNS [check]\n".utf8))
      exit(64)
    }
    let tables = [
      await VerdictSimulation(runs: runs).table(),
      await IntervalSimulation(runs: max(100, runs / 20)).table(),
      await SelectionSimulation(runs: max(20, runs / 200)).table(),
    ]
    let failures = tables.flatMap(\.failures)
    let text = tables.map(\.text) + failures.map { "EXCEEDED: \($0)\n" }
    FileHandle.standardOutput.write(Data(text.joined(separator: "\n").utf8))
    exit(arguments.contains("check") && !failures.isEmpty ? 1 : 0)
  }
}

/// A table in Markdown, and what in it is above a promised rate for certain.
struct SimulatedTable: Sendable {
  /// The lines, each with its end.
  private(set) var text = ""
  /// One phrase each.
  var failures: [String] = []

  /// Adds a line.
  mutating func add(_ line: String) {
    text += line + "\n"
  }
}

/// Splits work over the processors.
///
/// - Parameters:
///   - count: How many pieces.
///   - body: One piece by its index.
/// - Returns: The results by index.
func parallel<Value: Sendable>(
  _ count: Int,
  _ body: @escaping @Sendable (Int) -> Value
) async -> [Value] {
  let workers = max(1, ProcessInfo.processInfo.activeProcessorCount)
  return await withTaskGroup(of: [(Int, Value)].self) { group in
    for worker in 0..<workers {
      group.addTask {
        stride(from: worker, to: count, by: workers).map { ($0, body($0)) }
      }
    }
    var results: [(Int, Value)] = []
    for await part in group { results += part }
    return results.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
