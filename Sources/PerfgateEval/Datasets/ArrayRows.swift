internal import PerfgateModel

/// The rows of a JSON array, which is never held as a whole.
struct ArrayRows: RowSplitter {
  /// The file, for messages.
  let file: String
  private var state = State.start

  private enum State { case start, item, separator, end }

  init(file: String) {
    self.file = file
  }

  mutating func next(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow? {
    if state == .start { try open(&bytes) }
    while true {
      guard let byte = try skipSpace(&bytes) else {
        defer { state = .end }
        return state == .end ? nil : fault("the array does not end: the file is truncated", &bytes)
      }
      switch (state, byte) {
      case (.end, _):
        let row = fault("text after the end of the array", &bytes)
        repeat { bytes.dropLine(bytes.count, lines: 0) } while try bytes.fill()
        return row
      case (_, UInt8(ascii: "]")):
        bytes.drop(1)
        state = .end
      case (.separator, UInt8(ascii: ",")):
        bytes.drop(1)
        state = .item
      case (_, UInt8(ascii: "}")):
        let row = fault("a '}' that ends nothing", &bytes)
        bytes.drop(1)
        return row
      case (.separator, _):
        state = .item
        return fault("expected ',' or ']' behind an item of the array", &bytes)
      default:
        state = .separator
        return try item(&bytes)
      }
    }
  }

  private mutating func open(_ bytes: inout PieceBuffer) throws(GateError) {
    try bytes.skipMark()
    guard let byte = try skipSpace(&bytes) else {
      state = .end
      return
    }
    guard byte == UInt8(ascii: "[") else {
      throw GateError(
        .malformedData,
        "expected a JSON array of rows",
        at: SourcePlace(file: file, line: bytes.line, column: bytes.column),
        hints: byte == UInt8(ascii: "{") ? ["say format: jsonl for one object a line"] : []
      )
    }
    bytes.drop(1)
    // An empty array ends where an item could begin.
    state = .item
  }

  private func fault(_ message: String, _ bytes: inout PieceBuffer) -> RawRow {
    RawRow(
      line: bytes.line,
      column: bytes.column,
      byteCount: 0,
      content: .fault(message, line: bytes.line, column: bytes.column)
    )
  }

  /// The first byte that is no white space; `nil` at the end.
  private func skipSpace(_ bytes: inout PieceBuffer) throws(GateError) -> UInt8? {
    while let byte = try bytes.byte(at: 0) {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: bytes.drop(1)
      default: return byte
      }
    }
    return nil
  }

  private func item(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow {
    let (line, column) = (bytes.line, bytes.column)
    var scan = ItemScan()
    var seen = 0
    var dropped = 0
    while true {
      let end = bytes.scan(from: seen) { scan.end(in: $0) }
      seen = end.map { seen + $0 } ?? bytes.count
      if seen > RowLimits.mostBytes || (dropped > 0 && end == nil) {
        bytes.drop(seen)
        dropped += seen
        seen = 0
      }
      if end != nil { break }
      guard try bytes.fill() else { break }
    }
    let length = dropped + seen
    let row = dropped > 0 ? [] : Array(bytes.prefix(seen))
    bytes.drop(seen)
    return RawRow(
      line: line,
      column: column,
      byteCount: length,
      content: dropped > 0
        ? .fault(RowLimits.tooLong, line: line, column: column) : .json(row)
    )
  }
}

/// Finds the end of a JSON value without reading it.
struct ItemScan {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// How many of the bytes belong to the value; `nil` where it goes on behind them.
  mutating func end(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    for index in bytes.indices {
      let byte = bytes[index]
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == 0x5C {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return index }
        depth -= 1
        if depth == 0 { return index + 1 }
      case UInt8(ascii: ",") where depth == 0: return index
      default: break
      }
    }
    return nil
  }
}
