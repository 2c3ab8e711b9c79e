import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateHost
import PerfgateModel

/// Scans and reads a dataset, and says how long that took and how much memory.
@main
struct DatasetsTool {
  static func main() async {
    let arguments = Swift.CommandLine.arguments
    guard arguments.count == 2 || arguments.count == 3 else {
      print("usage: perfgate-datasets FILE [DRAWN]")
      exit(64)
    }
    var plan = DatasetPlan(
      source: .file(arguments[1]),
      location: SourcePlace(file: "command line")
    )
    if arguments.count == 3 { plan.subset = SubsetPlan(count: Int(arguments[2]), seed: 1) }
    do {
      let begin = MonotonicClock.nowNanoseconds()
      let dataset = try await Dataset.open(plan, folder: "")
      let scanned = MonotonicClock.nowNanoseconds()
      let scanPeak = ProcessMemory.peakResidentBytes() ?? 0
      var cases = 0
      try await dataset.read { row in if case .evalCase = row { cases += 1 } }
      let end = MonotonicClock.nowNanoseconds()
      let peak = ProcessMemory.peakResidentBytes() ?? 0
      print(
        "| perfgate | \(dataset.facts.rowCount) | \(cases) | \(milliseconds(scanned - begin)) | "
          + "\(milliseconds(end - scanned)) | \(scanPeak >> 20) | \(peak >> 20) |"
      )
    } catch let error as GateError {
      for diagnostic in error.diagnostics { print(diagnostic.text) }
      exit(error.exit.rawValue)
    } catch {
      print("\(error)")
      exit(70)
    }
  }

  private static func milliseconds(_ nanoseconds: Int64) -> Int64 { nanoseconds / 1_000_000 }
}
