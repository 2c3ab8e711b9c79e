internal import Crypto
internal import PerfgateConfiguration
internal import PerfgateModel

/// Makes cases of rows.
struct CaseReader: Sendable {
  /// A row that was understood as far as a scan needs it.
  struct Row {
    /// The id; unique unless rows are the same.
    var id: String
    /// Whether the id was made from the row.
    var isDerived: Bool
    /// The SHA-256 of input and expectation, and of the other fields where these are read.
    var digest: SHA256Digest
    /// The tags.
    var tags: [String]
    var value: RowValue
    var input: RowValue
    var expected: RowValue?
    var cluster: String?
  }

  /// Why a row is no case.
  struct Fault: Error {
    var message: String
    var line: Int
    var column: Int
  }

  private static let longestID = 1000

  /// The names of a table's columns in the order in which objects are written, and their places.
  private let columns: [(name: String, place: Int)]
  private let id: [String]?
  private let input: [String]?
  private let expected: [String]
  private let cluster: [String]
  private let tags: [String]
  /// The fields of a row that say nothing of what is asked; `nil` where no other is read.
  private let labelFields: Set<String>?

  /// Makes a reader for what fields mean, and for the columns of a table.
  ///
  /// - Parameters:
  ///   - fields: What they mean.
  ///   - columns: The names of a table's columns.
  ///   - readsRows: Whether a case is another one where a field besides these changes.
  init(_ fields: FieldMap, columns: [String] = [], readsRows: Bool = false) {
    self.columns = columns.enumerated().map { (name: $0.element, place: $0.offset) }
      .sorted { $0.name.bytesPrecede($1.name) }
    id = fields.id.map(Self.path)
    input = fields.input.map(Self.path)
    expected = Self.path(fields.expected ?? "expected")
    cluster = Self.path(fields.cluster ?? "cluster")
    tags = Self.path(fields.tags ?? "tags")
    let own = [id ?? ["id"], input ?? ["input"], expected, cluster, tags]
    labelFields = readsRows ? Set(own.filter { $0.count == 1 }.map { $0[0] }) : nil
  }

  private static func path(_ text: String) -> [String] {
    text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  /// Understands a row.
  ///
  /// - Throws: `Fault` where it is no case.
  func row(_ raw: RawRow) throws(Fault) -> Row {
    let value = try value(of: raw)
    func fail(_ message: String) -> Fault {
      Fault(message: message, line: raw.line, column: raw.column)
    }
    guard let input = input(of: value) else {
      throw fail("the row has no '\(name(input))', which is its input")
    }
    let expected = value.value(at: expected)
    let given = value.value(at: id ?? ["id"]).flatMap { $0.isNull ? nil : $0 }
    if given == nil, id != nil { throw fail("the row has no '\(name(id))', which is its id") }
    let label = given?.label
    if let label {
      try checkID(label, fail)
    } else if given != nil {
      throw fail("the id must be a text, or a number of at most 15 digits")
    }
    let cluster = value.value(at: cluster).flatMap { $0.isNull ? nil : $0 }
    if let cluster, cluster.label == nil {
      throw fail("the cluster must be a text, or a number of at most 15 digits")
    }
    let tags = value.value(at: tags).flatMap { $0.isNull ? nil : $0 }
    guard let labels = tags.map(\.labels) ?? [] else {
      throw fail("the tags must be a list of texts, or a text with commas")
    }
    // A row without an id has one made of all of it.
    let isReadWhole = labelFields != nil || label == nil
    let read: [RowValue?] = isReadWhole ? [value] : [input, expected]
    if let number = read.firstLongNumber(in: raw) {
      throw fail(
        "a number has more digits than a JSON number keeps, found \(MessageText.shortened(number)): "
          + "put it in quotes where it is text"
      )
    }
    return Row(
      id: label ?? Self.digest(of: value),
      isDerived: label == nil,
      digest: digest(of: value, input: input, expected: expected),
      tags: labels,
      value: value,
      input: input,
      expected: expected,
      cluster: cluster?.label
    )
  }

  /// The case of a row.
  func evalCase(_ row: Row, _ raw: RawRow) -> EvalCase {
    EvalCase(
      id: row.id,
      digest: row.digest.hexadecimal,
      line: raw.line,
      input: row.input.json,
      expected: row.expected?.json,
      cluster: row.cluster,
      tags: row.tags,
      row: row.value.json,
      byteCount: raw.byteCount
    )
  }

  private func input(of value: RowValue) -> RowValue? {
    guard let input else { return value.value(at: ["input"]) ?? value }
    return value.value(at: input)
  }

  private func name(_ path: [String]?) -> String {
    MessageText.shortened((path ?? []).joined(separator: "."))
  }

  private func checkID(_ id: String, _ fail: (String) -> Fault) throws(Fault) {
    if id.isEmpty { throw fail("the id is empty") }
    if id.utf8.count > Self.longestID {
      throw fail("the id has \(id.utf8.count) bytes, at most \(Self.longestID) are allowed")
    }
    if id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw fail("the id holds a control character")
    }
  }

  private func value(of raw: RawRow) throws(Fault) -> RowValue {
    switch raw.content {
    case .fault(let message, let line, let column):
      throw Fault(message: message, line: line, column: column)
    case .fields(let fields):
      return .value(.object(JSONMembers(columns.map { ($0.name, .string(fields[$0.place])) })))
    case .json(let bytes):
      do throws(JSONError) {
        let node = try JSONReader.read(bytes)
        _ = try node.object()
        return .node(node)
      } catch {
        let place = error.location(in: bytes, file: "")
        let (line, column) = (place.line ?? 1, place.column ?? 1)
        throw Fault(
          message: error.message,
          line: raw.line + line - 1,
          column: line == 1 ? raw.column + column - 1 : column
        )
      }
    }
  }

  /// What a case is: what it asks and what is expected.
  ///
  /// Its id, cluster and tags are not part of it; other fields are where the eval reads them.
  private func digest(
    of row: RowValue,
    input: RowValue,
    expected: RowValue?
  ) -> SHA256Digest {
    var bytes: [UInt8] = Array(expected == nil ? "{".utf8 : "{\"expected\":".utf8)
    if let expected {
      expected.appendCanonical(to: &bytes)
      bytes.append(UInt8(ascii: ","))
    }
    bytes.append(contentsOf: "\"input\":".utf8)
    input.appendCanonical(to: &bytes)
    bytes.append(UInt8(ascii: "}"))
    if let labelFields {
      for (key, other) in row.members where !labelFields.contains(key) {
        CanonicalJSON.append(.string(key), to: &bytes)
        other.appendCanonical(to: &bytes)
      }
    }
    return SHA256.hash(data: bytes)
  }

  private static func digest(of value: RowValue) -> String {
    var bytes: [UInt8] = []
    value.appendCanonical(to: &bytes)
    return SHA256.hash(data: bytes).hexadecimal
  }
}

extension [RowValue?] {
  /// The first whole number in one of these values that is another one once it was read.
  fileprivate func firstLongNumber(in raw: RawRow) -> String? {
    guard case .json(let bytes) = raw.content else { return nil }
    for case .node(let node)? in self {
      if let number = LongNumbers.first(in: bytes, from: node.offset) { return number }
    }
    return nil
  }
}

extension RowValue {
  /// The members of an object in an order that does not depend on how it was written.
  fileprivate var members: [(key: String, value: RowValue)] {
    switch self {
    case .node(let node):
      let members = (try? node.object())?.members ?? []
      return members.map { ($0.key, .node($0.value)) }.sorted { $0.key.bytesPrecede($1.key) }
    case .value(.object(let members)): return members.sorted.map { ($0.key, .value($0.value)) }
    case .value: return []
    }
  }
}

extension SHA256Digest {
  /// The digest in hexadecimal.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in self {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
