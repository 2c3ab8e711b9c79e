import Glibc
import PerfgateModel

/// Measures requests of a target to a server on loopback.
@main
struct HTTPTool {
  static let usage = "usage: perfgate-http PORT [REQUESTS [ROUNDS [CONCURRENCY]]]"

  static func main() async {
    let numbers = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
    guard let port = numbers.first, (1...65_535).contains(port), numbers.allSatisfy({ $0 > 0 })
    else {
      print(usage)
      exit(GateExit.usage.rawValue)
    }
    func number(_ index: Int, otherwise: Int) -> Int {
      index < numbers.count ? numbers[index] : otherwise
    }
    do {
      try await RequestBenchmark(
        port: port,
        requests: number(1, otherwise: 20_000),
        rounds: number(2, otherwise: 7),
        concurrency: number(3, otherwise: 64)
      ).run()
    } catch let error as GateError {
      for diagnostic in error.diagnostics { print(diagnostic.text) }
      exit(error.exit.rawValue)
    } catch {
      print("\(error)")
      exit(GateExit.internalFault.rawValue)
    }
  }
}
