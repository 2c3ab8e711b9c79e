/// Writes JSON in one stable form: sorted keys, shortest round-trip numbers, no locale.
package enum JSONWriter {
  /// The layout of a document.
  package enum Form: Sendable {
    /// Two spaces, a member a line, flat arrays and small objects inside arrays on one line, final newline.
    case pretty
    /// No white space.
    case compact
  }

  /// The bytes of a document in UTF-8.
  package static func bytes(_ value: JSONValue, form: Form = .pretty) -> [UInt8] {
    var output: [UInt8] = []
    write(value, form: form) { output += $0 }
    return output
  }

  /// Writes a document piece by piece.
  ///
  /// - Parameters:
  ///   - value: The document.
  ///   - form: Its layout.
  ///   - sink: Takes the next bytes; pieces have about 64 KiB.
  /// - Throws: What the sink throws.
  package static func write<Failure: Error>(
    _ value: JSONValue,
    form: Form = .pretty,
    to sink: @escaping ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    var output = Output { piece in
      guard failure == nil else { return }
      do throws(Failure) {
        try sink(piece)
      } catch {
        failure = error
      }
    }
    switch form {
    case .pretty:
      writePretty(value, indent: 0, to: &output)
      output.bytes.append(newline)
    case .compact:
      writeCompact(value, separator: [], to: &output.bytes)
    }
    output.pass(output.bytes)
    if let failure { throw failure }
  }

  /// What is written and not passed on yet.
  private struct Output {
    private static let pieceBytes = 65_536

    var bytes: [UInt8] = []
    let pass: ([UInt8]) -> Void

    init(pass: @escaping ([UInt8]) -> Void) { self.pass = pass }

    mutating func passFullPiece() {
      guard bytes.count >= Self.pieceBytes else { return }
      pass(bytes)
      bytes.removeAll(keepingCapacity: true)
    }
  }

  /// The text of a document.
  package static func text(_ value: JSONValue, form: Form = .pretty) -> String {
    String(decoding: bytes(value, form: form), as: UTF8.self)
  }

  private static let newline = UInt8(ascii: "\n")
  /// The widest object that stays on one line inside an array.
  private static let lineWidth = 100

  private static func writePretty(_ value: JSONValue, indent: Int, to output: inout Output) {
    switch value {
    case .array(let items) where !items.allSatisfy(\.isScalar):
      writeBlock("[", "]", items.count, indent, to: &output) { index, output in
        writeItem(items[index], indent: indent + 1, to: &output)
      }
    case .items(let items) where items.count > 0:
      writeBlock("[", "]", items.count, indent, to: &output) { index, output in
        writeItem(items[index], indent: indent + 1, to: &output)
      }
    case .object(let members) where !members.sorted.isEmpty:
      let sorted = members.sorted
      writeBlock("{", "}", sorted.count, indent, to: &output) { index, output in
        writeString(sorted[index].key, to: &output.bytes)
        output.bytes.append(contentsOf: ": ".utf8)
        writePretty(sorted[index].value, indent: indent + 1, to: &output)
      }
    default:
      writeCompact(value, separator: [UInt8(ascii: " ")], to: &output.bytes)
    }
  }

  /// Writes an item of a block: on one line where that shows it well.
  private static func writeItem(_ item: JSONValue, indent: Int, to output: inout Output) {
    if item.isFlat {
      let start = output.bytes.count
      writeCompact(item, separator: [UInt8(ascii: " ")], to: &output.bytes)
      if output.bytes.count - start <= lineWidth { return }
      output.bytes.removeSubrange(start...)
    }
    writePretty(item, indent: indent, to: &output)
  }

  private static func writeBlock(
    _ open: Unicode.Scalar,
    _ close: Unicode.Scalar,
    _ count: Int,
    _ indent: Int,
    to output: inout Output,
    item: (Int, inout Output) -> Void
  ) {
    output.bytes.append(UInt8(ascii: open))
    for index in 0..<count {
      startLine(indent + 1, to: &output.bytes)
      item(index, &output)
      if index < count - 1 { output.bytes.append(UInt8(ascii: ",")) }
      output.passFullPiece()
    }
    startLine(indent, to: &output.bytes)
    output.bytes.append(UInt8(ascii: close))
  }

  private static func startLine(_ indent: Int, to output: inout [UInt8]) {
    output.append(newline)
    for _ in 0..<2 * indent { output.append(UInt8(ascii: " ")) }
  }

  /// Writes on one line, with `separator` behind commas and colons.
  private static func writeCompact(
    _ value: JSONValue,
    separator: [UInt8],
    to output: inout [UInt8]
  ) {
    switch value {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): JSONNumber.write(number, to: &output)
    case .string(let string): writeString(string, to: &output)
    case .numbers(let numbers):
      writeList(open: "[", close: "]", numbers, separator: separator, to: &output) {
        JSONNumber.write($0, to: &$1)
      }
    case .array(let items):
      writeList(open: "[", close: "]", items, separator: separator, to: &output) {
        writeCompact($0, separator: separator, to: &$1)
      }
    case .items(let items):
      writeList(open: "[", close: "]", 0..<items.count, separator: separator, to: &output) {
        writeCompact(items[$0], separator: separator, to: &$1)
      }
    case .object(let members):
      writeList(open: "{", close: "}", members.sorted, separator: separator, to: &output) {
        writeString($0.key, to: &$1)
        $1.append(UInt8(ascii: ":"))
        $1 += separator
        writeCompact($0.value, separator: separator, to: &$1)
      }
    }
  }

  private static func writeList<Item>(
    open: Unicode.Scalar,
    close: Unicode.Scalar,
    _ items: some Collection<Item>,
    separator: [UInt8],
    to output: inout [UInt8],
    item write: (Item, inout [UInt8]) -> Void
  ) {
    output.append(UInt8(ascii: open))
    for (index, item) in items.enumerated() {
      if index > 0 {
        output.append(UInt8(ascii: ","))
        output += separator
      }
      write(item, &output)
    }
    output.append(UInt8(ascii: close))
  }

  /// Appends a string in its quotes.
  static func writeString(_ string: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { bytes in
      if bytes.contains(where: mustEscape) {
        for byte in bytes { writeEscaped(byte, to: &output) }
      } else {
        output.append(contentsOf: bytes)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private static func writeEscaped(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
    case UInt8(ascii: "\n"): output.append(contentsOf: "\\n".utf8)
    case UInt8(ascii: "\r"): output.append(contentsOf: "\\r".utf8)
    case UInt8(ascii: "\t"): output.append(contentsOf: "\\t".utf8)
    case 0x08: output.append(contentsOf: "\\b".utf8)
    case 0x0C: output.append(contentsOf: "\\f".utf8)
    case 0..<0x20:
      let hex = String(byte, radix: 16)
      output.append(
        contentsOf: "\\u\(String(repeating: "0", count: 4 - hex.utf8.count))\(hex)".utf8
      )
    default: output.append(byte)
    }
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .numbers, .array, .items, .object: false
    }
  }

  /// Holds scalars and flat arrays only, so that one line shows it well.
  fileprivate var isFlat: Bool {
    switch self {
    case .object(let members):
      members.sorted.allSatisfy { $0.value.isScalar || $0.value.isEmptyArray }
    case .array(let items): items.allSatisfy(\.isScalar)
    case .numbers, .null, .bool, .number, .string: true
    case .items: false
    }
  }

  private var isEmptyArray: Bool {
    if case .array(let items) = self { items.isEmpty } else { false }
  }
}
