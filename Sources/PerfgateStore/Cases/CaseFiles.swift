package import PerfgateModel
import PerfgateSystem

/// The files that say what became of the cases of evals: results of a run, and what baselines keep.
package enum CaseFiles {
  /// The fewest bytes of a line of results: two digests, and the names of what must be there.
  private static let shortestResult = 180

  /// The table of a run's results, read line by line; a torn last line is no result.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - dataset: The digest of the dataset.
  ///   - run: The run's id.
  ///   - thresholds: From which score on a scorer is passed, by scorer.
  ///   - keepsTimes: Whether the times of replies are kept.
  /// - Returns: What became of every case.
  /// - Throws: `GateError` with exit 66 where there is no such file, 65 with the line that is wrong.
  package static func table(
    ofResults path: String,
    dataset: String,
    run: String,
    thresholds: [String: Double] = [:],
    keepsTimes: Bool = false
  ) throws(GateError) -> CaseTable {
    var builder = CaseTableBuilder(
      thresholds: thresholds,
      keepsTimes: keepsTimes,
      capacity: (size(of: path) ?? 0) / shortestResult
    )
    try forEachResult(in: path) { result throws(JSONError) in try builder.add(result) }
    var table = builder.finished()
    table.dataset = dataset
    table.run = run
    return table
  }

  /// The size of a file in bytes; `nil` where it cannot be had.
  private static func size(of path: String) -> Int? {
    (try? ReadableFile.open(path)?.identity())?.byteCount
  }

  /// Reads the results of a run one by one.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - body: Takes each of them, in the order of the file.
  /// - Throws: `GateError` with exit 66 where there is no such file, 65 with the line that is wrong.
  package static func forEachResult(
    in path: String,
    _ body: (CaseResult) throws(JSONError) -> Void
  ) throws(GateError) {
    try Files.forEachLine(of: path, orThrow: unreadable) {
      bytes,
      number,
      isEnded throws(GateError) in
      do throws(JSONError) {
        let object = try JSONReader.read(bytes).object()
        guard number > 1 else {
          guard try object.required("schema").string() == CaseResult.schema else {
            throw JSONError("expected results of schema '\(CaseResult.schema)'", offset: 0)
          }
          return
        }
        try body(try CaseResult(object))
      } catch {
        // Whoever wrote it was killed meanwhile.
        guard isEnded || number == 1 else { return }
        throw damaged(error, path: path, line: number, bytes)
      }
    }
  }

  /// The cases that a baseline keeps; `nil` where it has none, or too many to keep.
  ///
  /// - Parameter stored: The baseline of an eval's scores.
  /// - Returns: The table beside it.
  /// - Throws: `GateError` with exit 65 where it cannot be read.
  package static func recorded(beside stored: StoredBaseline) throws(GateError) -> CaseTable? {
    guard let cases = stored.document.cases, let file = cases.file else { return nil }
    let path = Files.join(Files.parent(of: stored.path) ?? ".", file)
    let table = try table(ofSidecar: path)
    guard table.count == cases.count else {
      throw GateError(
        .malformedData,
        "it has \(table.count) cases, and \(stored.path) says \(cases.count)",
        at: SourcePlace(file: path),
        hints: advice(for: path)
      )
    }
    return table
  }

  /// The table in a file beside a baseline.
  static func table(ofSidecar path: String) throws(GateError) -> CaseTable {
    var reader = CaseSidecarReader()
    let hints = advice(for: path)
    try Files.forEachLine(
      of: path,
      orThrow: { GateError(.malformedData, $0.description, hints: hints) },
      { bytes, number, _ throws(GateError) in
        do throws(JSONError) {
          try reader.add(bytes)
        } catch {
          throw damaged(error, path: path, line: number, bytes, hints: hints)
        }
      }
    )
    do throws(JSONError) {
      return try reader.finished()
    } catch {
      throw GateError(.malformedData, error.message, at: SourcePlace(file: path), hints: hints)
    }
  }

  private static func advice(for path: String) -> [String] {
    [
      "take the committed file with: git checkout HEAD -- \(ShellQuoting.quoted(path))",
      "or record anew: remove it and the .json beside it, and run perfgate baseline record",
    ]
  }

  private static func unreadable(_ error: FileError) -> GateError {
    GateError(error.isMissing ? .missingInput : .malformedData, error.description)
  }

  private static func damaged(
    _ error: JSONError,
    path: String,
    line: Int,
    _ bytes: [UInt8],
    hints: [String] = []
  ) -> GateError {
    var place = error.location(in: bytes, file: path)
    place.line = line
    return GateError(.malformedData, error.message, at: place, hints: hints)
  }
}

extension RunDocument {
  /// The cases of the evals that a run measured.
  ///
  /// - Parameters:
  ///   - folder: The run's folder, which names of files are relative to.
  ///   - baselines: What is committed.
  ///   - bases: Files with the results of the base's side, by eval, where base and head were evaluated
  ///     in one run; their own dataset's digest is that of the head. Times are kept of these alone:
  ///     what is committed is of another run.
  ///   - thresholds: From which score on a scorer is passed, by eval and scorer.
  /// - Returns: What a judge compares, by eval: the table of this run, and the other side's.
  /// - Throws: `GateError` with exit 65 or 66 where a file cannot be read.
  package func evalCases(
    in folder: String,
    baselines: BaselineSet,
    bases: [BenchmarkKey: String] = [:],
    thresholds: [BenchmarkKey: [String: Double]] = [:]
  ) throws(GateError) -> [BenchmarkKey: (head: CaseTable, base: CaseTable?)] {
    var tables: [BenchmarkKey: (head: CaseTable, base: CaseTable?)] = [:]
    for entry in entries where entry.origin == .eval && entry.status == .measured {
      guard let totals = entry.cases else { continue }
      let own = thresholds[entry.key] ?? [:]
      let head = try CaseFiles.table(
        ofResults: Files.join(folder, totals.file),
        dataset: totals.dataset,
        run: id,
        thresholds: own,
        keepsTimes: bases[entry.key] != nil
      )
      var base: CaseTable?
      if let path = bases[entry.key] {
        base = try CaseFiles.table(
          ofResults: Files.join(folder, path),
          dataset: totals.dataset,
          run: id,
          thresholds: own,
          keepsTimes: true
        )
      } else if let stored = baselines.places[.portable]?[entry.key] {
        base = try CaseFiles.recorded(beside: stored)
      }
      tables[entry.key] = (head, base)
    }
    return tables
  }
}

extension VerdictDocument {
  /// Shows what the target answered to the cases that broke or were mended.
  ///
  /// - Parameters:
  ///   - run: What was judged.
  ///   - folder: Its folder.
  /// - Throws: `GateError` with exit 65 or 66 where results cannot be read.
  package mutating func addOutputs(of run: RunDocument, in folder: String) throws(GateError) {
    for exhibit in exhibits.cases where !(exhibit.broke.isEmpty && exhibit.mended.isEmpty) {
      guard let totals = run.entries.first(where: { $0.key == exhibit.key })?.cases else {
        continue
      }
      try CaseFiles.forEachResult(in: Files.join(folder, totals.file)) { result in
        exhibits.take(outputOf: result, of: exhibit.key)
      }
    }
  }
}
