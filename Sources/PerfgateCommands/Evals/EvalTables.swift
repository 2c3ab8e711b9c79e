import PerfgateConfiguration
import PerfgateEval
import PerfgateGate
import PerfgateModel
import PerfgateStore
import PerfgateSystem

extension RunDocument {
  /// What became of the cases of its evals, and what that is held against.
  ///
  /// - Parameters:
  ///   - folder: The folder that its files of cases are named from.
  ///   - configuration: What planned it, for the thresholds of scorers.
  ///   - baselines: What is committed; none where both sides are in the run.
  /// - Returns: What a judge compares, by eval.
  /// - Throws: `GateError` with exit 65 or 66 where a file cannot be read.
  func evalTables(
    in folder: String,
    under configuration: ProjectConfiguration,
    against baselines: BaselineSet = BaselineSet(directory: "", machineClass: "")
  ) throws(GateError) -> [BenchmarkKey: EvalCases] {
    var thresholds: [BenchmarkKey: [String: Double]] = [:]
    for plan in configuration.evals {
      thresholds[plan.key] = Dictionary(
        plan.scorers.map { ($0.name, $0.threshold) },
        uniquingKeysWith: { $1 }
      )
    }
    var bases: [BenchmarkKey: String] = [:]
    for entry in entries { bases[entry.key] = entry.baseCases?.file }
    for totals in entries.flatMap({ [$0.cases, $0.baseCases] }).compactMap({ $0 }) {
      try Self.check(totals, in: folder)
    }
    return try evalCases(
      in: folder,
      baselines: baselines.following(configuration.renamed),
      bases: bases,
      thresholds: thresholds
    ).mapValues { EvalCases(head: $0.head, base: $0.base) }
  }

  /// Makes sure that a file of cases is the one that the run wrote, whole.
  private static func check(_ totals: CaseTotals, in folder: String) throws(GateError) {
    let path = Files.join(folder, totals.file)
    let digest: String
    do throws(FileError) {
      digest = try EvalDigest.hex(ofFile: path)
    } catch {
      throw GateError(
        error.isMissing ? .missingInput : .malformedData,
        error.description,
        hints: ["the folder cases/ belongs to run.json: keep both together"]
      )
    }
    guard digest == totals.sha256 else {
      throw GateError(
        .malformedData,
        "these are not the results that the run wrote: run.json has another SHA-256 for them",
        at: SourcePlace(file: path),
        hints: ["take the folder cases/ of the same run, or run it again"]
      )
    }
  }
}
