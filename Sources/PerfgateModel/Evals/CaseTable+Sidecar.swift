// The outcomes of cases beside a baseline: one JSON object a line, sorted by id.
extension CaseTable {
  /// The schema name and major version.
  package static let schema = "perfgate.cases/1"
  /// The most cases that a baseline keeps; of more it keeps the means alone.
  package static let mostRecordedCases = 20_000
  /// The most bytes of a line.
  package static let longestLine = 1 << 20

  /// The whole file: a header, and a line for each case.
  ///
  /// - Parameter eval: The eval's id.
  /// - Returns: UTF-8 text, every line ended.
  package func sidecar(of eval: BenchmarkKey) -> [UInt8] {
    let header = JSONValue.object([
      "schema": .string(Self.schema), "eval": .string(eval.id.text), "run": .string(run),
      "dataset": .string(dataset),
    ])
    var bytes = JSONWriter.bytes(header, form: .compact) + [UInt8(ascii: "\n")]
    for row in 0..<count {
      bytes += JSONWriter.bytes(line(at: row), form: .compact) + [UInt8(ascii: "\n")]
    }
    return bytes
  }

  private func line(at row: Int) -> JSONValue {
    let outcomes = outcomes(at: row)
    let skipped = outcomes.repeats - outcomes.passed - outcomes.failed - outcomes.errored
    var scores: [(String, JSONValue)] = []
    var passes: [(String, JSONValue)] = []
    for (column, name) in scorers.enumerated() {
      if let score = score(column, at: row) { scores.append((name, .number(score))) }
      if let count = self.passes(column, at: row) { passes.append((name, .integer(count))) }
    }
    return .object(
      [
        "case": .string(digest(at: row).text), "id": .string(id(at: row)),
        "cluster": clusterName(at: row).map(JSONValue.string),
        "repeats": .integer(outcomes.repeats), "passed": .integer(outcomes.passed),
        "errored": outcomes.errored > 0 ? .integer(outcomes.errored) : nil,
        "skipped": skipped > 0 ? .integer(skipped) : nil,
        "scores": scores.isEmpty ? nil : .object(JSONMembers(scores)),
        "passes": passes.isEmpty ? nil : .object(JSONMembers(passes)),
        "total": total(at: row).map(JSONValue.number),
      ],
      omittingNil: true
    )
  }
}

/// Reads the outcomes of cases beside a baseline, line by line.
package struct CaseSidecarReader: Sendable {
  private var table = CaseTable()
  private var clusterNumbers: [String: Int32] = [:]
  private var scorerNumbers: [String: Int] = [:]
  private var hasHeader = false

  /// Begins before the header.
  package init() {}

  /// Takes the next line.
  ///
  /// - Parameter bytes: Without its end.
  /// - Throws: `JSONError` where it is not what stands there.
  package mutating func add(_ bytes: [UInt8]) throws(JSONError) {
    let object = try JSONReader.read(bytes).object()
    guard hasHeader else {
      let schema = try object.required("schema")
      guard try schema.string() == CaseTable.schema else {
        throw JSONError(
          "expected a header of schema '\(CaseTable.schema)'",
          offset: schema.offset
        )
      }
      table.run = try object.required("run").string()
      table.dataset = try object.required("dataset").string()
      hasHeader = true
      return
    }
    guard table.count < CaseTable.mostRecordedCases else {
      throw JSONError(
        "a baseline keeps at most \(CaseTable.mostRecordedCases) cases",
        offset: object.offset
      )
    }
    try addCase(object)
  }

  /// The table.
  ///
  /// - Throws: `JSONError` without a header.
  package consuming func finished() throws(JSONError) -> CaseTable {
    guard hasHeader else {
      throw JSONError("the header of schema '\(CaseTable.schema)' is missing", offset: 0)
    }
    table.sortScorers(scorerNumbers)
    return table
  }

  private mutating func addCase(_ object: JSONObject) throws(JSONError) {
    let digestNode = try object.required("case")
    guard let digest = CaseDigest(try digestNode.string()) else {
      throw JSONError("'case' must be 32 hexadecimal digits", offset: digestNode.offset)
    }
    let idNode = try object.required("id")
    let id = try idNode.string()
    if let last = table.digests.last {
      let before = table.id(at: table.count - 1)
      guard before.bytesPrecede(id) || (before == id && last < digest) else {
        throw JSONError("cases are sorted by id, and each stands here once", offset: idNode.offset)
      }
    }
    let cluster = try object["cluster"]?.string()
    table.appendRow(digest, id: id, cluster: cluster.map { number(ofCluster: $0) })
    let row = table.count - 1
    try addOutcomes(object, row: row)
    table.totals[row] = try object["total"].map(Self.share) ?? .nan
    for member in try object["scores"]?.object().members ?? [] {
      let column = try column(of: member.key, offset: member.keyOffset)
      table.scores[column].values[row] = try Self.share(member.value)
    }
    for member in try object["passes"]?.object().members ?? [] {
      let column = try column(of: member.key, offset: member.keyOffset)
      if table.scores[column].passes.isEmpty {
        table.scores[column].passes = [UInt16](repeating: 0, count: table.count)
      }
      table.scores[column].passes[row] = try Self.count(member.value)
    }
  }

  private mutating func addOutcomes(_ object: JSONObject, row: Int) throws(JSONError) {
    let node = try object.required("repeats")
    let repeats = try Self.count(node)
    let passed = try Self.count(try object.required("passed"))
    let errored = try object["errored"].map(Self.count) ?? 0
    let skipped = try object["skipped"].map(Self.count) ?? 0
    let others = Int(passed) + Int(errored) + Int(skipped)
    guard others <= Int(repeats) else {
      throw JSONError("there are more outcomes than repeats", offset: node.offset)
    }
    table.repeats[row] = repeats
    table.passed[row] = passed
    table.errored[row] = errored
    table.failed[row] = UInt16(Int(repeats) - others)
  }

  private mutating func number(ofCluster name: String) -> Int32 {
    if let known = clusterNumbers[name] { return known }
    let number = Int32(table.clusterNames.count)
    table.clusterNames.append(name)
    clusterNumbers[name] = number
    return number
  }

  private mutating func column(of name: String, offset: Int) throws(JSONError) -> Int {
    if let known = scorerNumbers[name] { return known }
    guard scorerNumbers.count < CaseTable.mostScorers else {
      throw JSONError("there are more than \(CaseTable.mostScorers) scorers", offset: offset)
    }
    scorerNumbers[name] = table.scores.count
    table.scores.append(
      CaseTable.Scores(values: [Double](repeating: .nan, count: table.count), passes: [])
    )
    return table.scores.count - 1
  }

  private static func share(_ node: JSONNode) throws(JSONError) -> Double {
    let number = try node.number()
    guard (0...1).contains(number) else {
      throw JSONError("a score is from 0 to 1, found \(number)", offset: node.offset)
    }
    return number
  }

  private static func count(_ node: JSONNode) throws(JSONError) -> UInt16 {
    let number = try node.integer(atLeast: 0)
    guard let count = UInt16(exactly: number) else {
      throw JSONError("a case has at most \(UInt16.max) repeats", offset: node.offset)
    }
    return count
  }
}

extension CaseTable {
  /// Puts scorers in the order of their names.
  fileprivate mutating func sortScorers(_ numbers: [String: Int]) {
    scorers = numbers.keys.sorted { $0.bytesPrecede($1) }
    scores = scorers.compactMap { numbers[$0] }.map { scores[$0] }
  }
}
