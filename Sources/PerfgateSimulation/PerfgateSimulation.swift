import Foundation
import PerfgateStatistics

/// `PerfgateSimulation RUNS [check] [TABLE...]`: the error rates of interleaved comparisons under
/// simulated noise, all tables or those that are named.
///
/// With `check`, ends with 1 where a promised rate is exceeded for certain.
@main
struct PerfgateSimulation {
  private enum Table: String, CaseIterable {
    case verdicts
    case intervals
    case suspicion
    case selection
  }

  /// Runs the parts and prints their tables.
  static func main() async {
    let arguments = Swift.CommandLine.arguments.dropFirst()
    let words = arguments.dropFirst().filter { $0 != "check" }
    let named = words.compactMap { Table(rawValue: $0) }
    guard let runs = arguments.first.flatMap({ Int($0) }), runs >= 100, named.count == words.count
    else {
      let names = Table.allCases.map(\.rawValue).joined(separator: "|")
      let usage = "usage: PerfgateSimulation RUNS [check] [\(names)]...\n"
      FileHandle.standardError.write(Data(usage.utf8))
      exit(64)
    }
    var tables: [SimulatedTable] = []
    for table in named.isEmpty ? Table.allCases : named {
      tables.append(await Self.table(table, runs: runs))
    }
    let failures = tables.flatMap(\.failures)
    let text = tables.map(\.text) + failures.map { "EXCEEDED: \($0)\n" }
    FileHandle.standardOutput.write(Data(text.joined(separator: "\n").utf8))
    exit(arguments.contains("check") && !failures.isEmpty ? 1 : 0)
  }

  private static func table(_ table: Table, runs: Int) async -> SimulatedTable {
    switch table {
    case .verdicts: await VerdictSimulation(runs: runs).table()
    case .intervals: await IntervalSimulation(runs: max(100, runs / 20)).table()
    case .suspicion: await SuspicionSimulation(runs: max(100, runs / 4)).table()
    case .selection: await SelectionSimulation(runs: max(20, runs / 200)).table()
    }
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
