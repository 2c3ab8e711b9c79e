import PerfgateMeasurement
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// Where a run keeps what became of each case.
enum CaseFileName {
  /// The folder of these files, within that of reports.
  static let folder = "cases"

  /// The name of an eval's file within `folder`.
  static func name(of key: BenchmarkKey, _ side: MeasurementSide) -> String {
    let segments = (key.suite.map { [$0[...]] } ?? []) + key.id.text.split(separator: "/")
    let path = segments.map(FileNameEncoding.encode).joined(separator: "/")
    // No id is encoded with '@' in front of a folder of its own.
    return side == .head ? "\(path).jsonl" : "@base/\(path).jsonl"
  }

  /// Copies the files of cases of saved runs to where the whole run will be.
  ///
  /// - Parameters:
  ///   - parts: The runs; each file lies beside its run.
  ///   - target: The folder for them; `nil` where the whole is not saved.
  /// - Returns: The folder that their names in the whole run begin in.
  /// - Throws: `GateError` with exit 66 for a file that is not there, 73 for one that cannot be
  ///   written.
  static func gather(_ parts: [RunPart], into target: String?) throws(GateError) -> String {
    let home = Files.parent(of: parts.first?.path ?? "") ?? "."
    let root = target.map { Files.parent(of: $0) ?? "." }
    for part in parts {
      let folder = Files.parent(of: part.path) ?? "."
      let names = part.run.entries.flatMap { [$0.cases?.file, $0.baseCases?.file] }
      for name in names.compactMap({ $0 }) {
        let (from, to) = (Files.join(folder, name), Files.join(root ?? home, name))
        guard Files.canonical(from) != Files.canonical(to) else { continue }
        guard root != nil else {
          // Only a run that is judged where it lies needs no copy.
          throw GateError(
            .usage,
            "the cases of '\(part.path)' have no place where nothing is saved",
            hints: ["name a folder: --out perfgate-out"]
          )
        }
        try copy(from, to)
      }
    }
    return root ?? home
  }

  private static func copy(_ from: String, _ to: String) throws(GateError) {
    try DocumentStore.prepare(folder: Files.parent(of: to) ?? ".")
    do throws(FileError) {
      let copied = try ReplacementFile(replacing: to)
      var failure: FileError?
      try Files.readPieces(at: from) { piece in
        do throws(FileError) {
          if failure == nil { try copied.append(piece) }
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      try copied.publish()
    } catch {
      throw GateError(error.isMissing ? .missingInput : .cannotWrite, error.description)
    }
  }
}
