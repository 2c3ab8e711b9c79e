package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateSystem

/// The cases of an eval, which are read twice, first to know them, and never held as a whole.
package final class Dataset: Sendable {
  /// What is known of it.
  package let facts: DatasetFacts
  private let source: DatasetSource
  private let fields: FieldMap
  private let readsRows: Bool
  private let selection: CaseSelection
  private let identity: ReadableFile.Identity

  private init(
    _ source: DatasetSource,
    _ plan: DatasetPlan,
    readsRows: Bool,
    _ scan: DatasetScan.Result
  ) {
    self.readsRows = readsRows
    facts = scan.facts
    self.source = source
    fields = plan.fields
    selection = scan.selection
    identity = scan.identity
  }

  /// Scans a dataset: counts, finds ids that are there twice, and draws the subset.
  ///
  /// - Parameters:
  ///   - plan: What is configured.
  ///   - folder: The folder of the configuration.
  ///   - readsRows: Whether what the eval does depends on more of a row than input and expectation:
  ///     then a case is another one where anything else of its row changes.
  ///   - limit: How many cases are taken at most, those of the file's beginning; `nil` for all.
  ///   - runner: Runs the command of a dataset that is one; `nil` for a new spawner.
  /// - Returns: The dataset.
  /// - Throws: `GateError` with exit 65 for ids that are there twice and for nothing to take, 66 where
  ///   it cannot be read.
  package static func open(
    _ plan: DatasetPlan,
    folder: String,
    readsRows: Bool = false,
    limit: Int? = nil,
    runner: (any ProcessRunner)? = nil
  ) async throws(GateError) -> Dataset {
    let source: DatasetSource
    switch plan.source {
    case .file(let path):
      source = DatasetSource(
        name: Files.join(Files.parent(of: plan.location.file) ?? "", path),
        path: Files.join(folder, path),
        format: plan.format ?? DatasetPlan.Format(ending: path) ?? .jsonLines,
        spool: nil
      )
    case .command(let command):
      source = DatasetSource(
        name: MessageText.shortened(command.description),
        path: "",
        format: .jsonLines,
        spool: try DatasetCommand(plan, command, folder: folder).spool(runner)
      )
    }
    let scan = try DatasetScan(source: source, plan: plan, readsRows: readsRows, limit: limit)
      .result()
    return Dataset(source, plan, readsRows: readsRows, scan)
  }

  /// Reads what the scan has found, once more, in the order of the file.
  ///
  /// - Parameter each: Receives the cases that are taken, and rows that are none; of these only those
  ///   before the last case where a limit takes the beginning of the file.
  /// - Throws: What `each` throws; `GateError` with exit 65 where the file is not what it was.
  package func read(_ each: (DatasetRow) async throws -> Void) async throws {
    let file = try source.open()
    try checkUnchanged(file)
    var rows = source.rows(source.pieces(of: file))
    var cases: CaseReader?
    var tally = DatasetTally()
    var cursor = selection.cursor()
    while let raw = try rows.next() {
      let reader = cases ?? CaseReader(fields, columns: rows.columns, readsRows: readsRows)
      cases = reader
      switch Result(catching: { () throws(CaseReader.Fault) in try reader.row(raw) }) {
      case .success(let row):
        let isTaken = cursor.takes(row.tags, ordinal: tally.rowCount)
        tally.add(isTaken ? row.digest : nil)
        if isTaken { try await each(.evalCase(reader.evalCase(row, raw))) }
      case .failure(let fault):
        tally.addMalformed()
        if cursor.hasReachedLimit { continue }
        try await each(.malformed(MalformedRow(fault, raw, in: source.name)))
      }
    }
    try checkUnchanged(file)
    guard tally.facts() == facts else { throw changed() }
  }

  private func checkUnchanged(_ file: ReadableFile) throws(GateError) {
    guard (try? file.identity()) == identity else { throw changed() }
  }

  private func changed() -> GateError {
    GateError(
      .malformedData,
      "the dataset \(source.name) has changed while it was read",
      hints: ["run again when nothing writes it any more"]
    )
  }
}

extension MalformedRow {
  /// Says where a row is wrong.
  init(_ fault: CaseReader.Fault, _ raw: RawRow, in file: String) {
    self.init(
      // Several rows of an array may stand in one line.
      label: raw.column == 1 ? "line \(raw.line)" : "line \(raw.line), column \(raw.column)",
      place: SourcePlace(file: file, line: fault.line, column: fault.column),
      message: fault.message
    )
  }
}
