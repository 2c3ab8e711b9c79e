import Glibc
import PerfgateModel

/// Measures streams, and writes a result file for whoever kills it meanwhile.
@main
struct StreamsTool {
  static let usage = """
    usage: perfgate-streams channel [ITEMS [ROUNDS]]
           perfgate-streams executor [TASKS [ROUNDS]]
           perfgate-streams flat [ITEMS]
           perfgate-streams rates [HOURS]
           perfgate-streams resume FILE [RESULTS]
           perfgate-streams write FILE RESULTS [PATIENCE-MS]
    """

  static func main() async {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.map { Int($0) ?? 0 }
    func number(_ index: Int, otherwise: Int) -> Int {
      index < numbers.count && numbers[index] > 0 ? numbers[index] : otherwise
    }
    do {
      switch arguments.first {
      case "channel":
        try await ChannelBenchmark(
          items: number(1, otherwise: 1_000_000),
          rounds: number(2, otherwise: 9)
        ).run()
      case "executor":
        await ExecutorBenchmark(
          tasks: number(1, otherwise: 100_000),
          rounds: number(2, otherwise: 15)
        ).run()
      case "flat": try await FlatMemory(items: number(1, otherwise: 10_000_000)).run()
      case "rates": try RateSimulation(hours: number(1, otherwise: 10)).run()
      case "resume" where arguments.count >= 2:
        try await ResumeBenchmark(
          path: arguments[2],
          results: number(2, otherwise: 1_000_000)
        ).run()
      case "write" where arguments.count >= 3:
        try await KilledWriter(
          path: arguments[2],
          results: number(2, otherwise: 1),
          patience: .milliseconds(number(3, otherwise: 30_000))
        ).run()
      default:
        print(usage)
        exit(64)
      }
    } catch let error as GateError {
      for diagnostic in error.diagnostics { print(diagnostic.text) }
      exit(error.exit.rawValue)
    } catch {
      print("\(error)")
      exit(70)
    }
  }
}
