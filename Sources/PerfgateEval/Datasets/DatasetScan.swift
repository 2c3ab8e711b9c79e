internal import PerfgateConfiguration
internal import PerfgateModel
internal import PerfgateSystem

/// The first pass over a dataset.
struct DatasetScan {
  /// What it finds.
  struct Result {
    var facts: DatasetFacts
    var selection: CaseSelection
    var identity: ReadableFile.Identity
  }

  let source: DatasetSource
  let plan: DatasetPlan
  let readsRows: Bool
  let limit: Int?

  /// How many ids that are there twice are told.
  private static let mostRepeated = 20

  /// Scans the rows.
  ///
  /// - Throws: `GateError` where nothing can be evaluated.
  func result() throws(GateError) -> Result {
    let file = try source.open()
    let identity = try identity(of: file)
    var selection = CaseSelection(tags: plan.subset?.tags ?? [], ordinals: nil, limit: limit)
    var draw = plan.subset?.count.map { CaseDraw(count: $0, seed: plan.subset?.seed ?? 0) }
    var cursor = selection.cursor()
    var tally = DatasetTally()
    var ids = Fingerprints()
    var firstFault: MalformedRow?
    try forEachRow(of: file) { raw, row throws(GateError) in
      guard case .success(let row) = row else {
        if case .failure(let fault) = row, firstFault == nil {
          firstFault = MalformedRow(fault, raw, in: source.name)
        }
        return tally.addMalformed()
      }
      let id = Fingerprints.Fingerprint(row.id)
      ids.add(id)
      let ordinal = tally.rowCount
      if draw == nil {
        tally.add(cursor.takes(row.tags, ordinal: ordinal) ? row.digest : nil)
      } else {
        tally.add(nil)
        if selection.fits(row.tags) { draw?.add(id, ordinal: ordinal, digest: row.digest) }
      }
    }
    let repeated = ids.takeRepeated(atMost: Self.mostRepeated)
    guard repeated.isEmpty else { throw try repetition(of: repeated, in: file) }
    if var draw {
      let drawn = draw.draw().prefix(limit ?? .max)
      selection.ordinals = drawn.map(\.ordinal)
      for ticket in drawn { tally.take(ticket.digest) }
    }
    let facts = tally.facts()
    guard facts.caseCount > 0 else { throw nothing(facts, firstFault) }
    return Result(facts: facts, selection: selection, identity: identity)
  }

  private func identity(of file: ReadableFile) throws(GateError) -> ReadableFile.Identity {
    do throws(FileError) {
      return try file.identity()
    } catch {
      throw GateError(.missingInput, "\(error)")
    }
  }

  private typealias Understood = Swift.Result<CaseReader.Row, CaseReader.Fault>

  private func forEachRow(
    of file: ReadableFile,
    _ body: (RawRow, Understood) throws(GateError) -> Void
  ) throws(GateError) {
    var rows = source.rows(source.pieces(of: file))
    var cases: CaseReader?
    while let raw = try rows.next() {
      let reader = cases ?? CaseReader(plan.fields, columns: rows.columns, readsRows: readsRows)
      cases = reader
      try body(raw, Swift.Result { () throws(CaseReader.Fault) in try reader.row(raw) })
    }
  }

  /// The lines of ids that are there twice are looked for when it is known that there are some.
  private func repetition(
    of repeated: Set<Fingerprints.Fingerprint>,
    in file: ReadableFile
  ) throws(GateError) -> GateError {
    var first: [Fingerprints.Fingerprint: Int] = [:]
    var problems: [Diagnostic] = []
    try forEachRow(of: file) { raw, row throws(GateError) in
      guard problems.count < Self.mostRepeated, case .success(let row) = row else { return }
      let id = Fingerprints.Fingerprint(row.id)
      guard repeated.contains(id) else { return }
      guard let line = first[id] else { return first[id] = raw.line }
      problems.append(
        .error(
          row.isDerived
            ? "the row is the same as that on line \(line)"
            : "the id '\(MessageText.shortened(row.id))' is already on line \(line)",
          at: SourcePlace(file: source.name, line: raw.line, column: raw.column),
          hints: [
            row.isDerived
              ? "remove one of them, or give rows ids of their own"
              : "give each case an id of its own, or say which field it is: map: {id: FIELD}"
          ]
        )
      )
    }
    return GateError(.malformedData, problems)
  }

  /// Why there is nothing to evaluate.
  private func nothing(_ facts: DatasetFacts, _ fault: MalformedRow?) -> GateError {
    if facts.rowCount == 0 {
      return GateError(
        .malformedData,
        "the dataset \(source.name) has no rows",
        at: plan.location,
        hints: ["write at least one case"]
      )
    }
    if let fault, facts.malformedCount == facts.rowCount {
      return GateError(
        .malformedData,
        "no row of the dataset is a case: \(fault.message)",
        at: fault.place
      )
    }
    let tags = (plan.subset?.tags ?? []).map { "'\(MessageText.shortened($0))'" }
    return GateError(
      .malformedData,
      tags.isEmpty
        ? "no case of the dataset \(source.name) is taken"
        : "no case of the dataset \(source.name) has a tag of \(tags.joined(separator: ", "))",
      at: plan.location,
      hints: tags.isEmpty ? [] : ["say which field has the tags: map: {tags: FIELD}"]
    )
  }
}
