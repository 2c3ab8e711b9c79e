internal import PerfgateConfiguration
internal import PerfgateModel

/// The rows of a table whose fields a character separates, below a row with the names of its columns.
///
/// Source: RFC 4180; a line may also end in LF or CR alone, and a quote within a field that does not
/// begin with one is a quote.
struct TableRows: RowSplitter {
  /// The file, for messages.
  let file: String
  /// What stands between fields: a comma or a tab.
  let separator: UInt8
  /// The names of the columns, once they are read.
  private(set) var columns: [String]?

  private var line = 1
  private var endedInReturn = false

  init(file: String, separator: UInt8) {
    self.file = file
    self.separator = separator
  }

  mutating func next(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow? {
    guard let columns else {
      try bytes.skipMark()
      guard let header = try record(&bytes) else { return nil }
      self.columns = try names(header)
      return try next(&bytes)
    }
    guard var row = try record(&bytes) else { return nil }
    if case .fields(let fields) = row.content, fields.count != columns.count {
      row.content = .fault(
        "the row has \(fields.count) fields, the header has \(columns.count)",
        line: row.line,
        column: 1
      )
    }
    return row
  }

  private func names(_ header: RawRow) throws(GateError) -> [String] {
    switch header.content {
    case .fields(let names):
      var seen: Set<String> = []
      guard let twice = names.first(where: { !seen.insert($0).inserted }) else { return names }
      throw GateError(
        .malformedData,
        "the column '\(MessageText.shortened(twice))' is there twice",
        at: SourcePlace(file: file, line: header.line, column: 1),
        hints: ["give each column a name of its own in the first row"]
      )
    case .fault(let message, let line, let column):
      throw GateError(
        .malformedData,
        "the names of the columns cannot be read: \(message)",
        at: SourcePlace(file: file, line: line, column: column)
      )
    case .json: return []
    }
  }

  /// The next record that is not empty.
  mutating func record(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow? {
    while true {
      var record = TableRecord(separator: separator, line: line, afterReturn: endedInReturn)
      var length = 0
      var isEnded = false
      while !isEnded {
        let used = bytes.scan(from: 0) { record.take($0) }
        isEnded = record.isEnded
        length += used
        bytes.dropLine(used, lines: 0)
        if !isEnded, length > RowLimits.mostBytes { record.giveUp(RowLimits.tooLong) }
        if !isEnded, !(try bytes.fill()) { break }
      }
      if !isEnded { record.end() }
      let start = record.startLine
      (line, endedInReturn) = (record.line, record.endedInReturn)
      if let content = record.content {
        return RawRow(line: start, column: 1, byteCount: length, content: content)
      }
      if !isEnded { return nil }
    }
  }
}

/// One record of a table while its bytes come in.
private struct TableRecord {
  private enum State { case start, plain, quoted, quote, skipping }

  let separator: UInt8
  /// The line on which it begins.
  private(set) var startLine: Int
  /// The line behind what was taken.
  private(set) var line: Int
  /// Whether it ended in CR, behind which LF is no further line.
  private(set) var endedInReturn = false
  private(set) var isEnded = false

  private var state = State.start
  private var fields: [String] = []
  private var field: [UInt8] = []
  private var column = 1
  private var quotePlace = (line: 1, column: 1)
  private var fault: RawRow.Content?
  private var isBlank = true
  private var previous: UInt8

  init(separator: UInt8, line: Int, afterReturn: Bool) {
    self.separator = separator
    startLine = line
    self.line = line
    previous = afterReturn ? 0x0D : 0
  }

  /// What it has; `nil` where it is an empty line.
  var content: RawRow.Content? { fault ?? (isBlank ? nil : .fields(fields)) }

  /// Takes bytes up to its end.
  ///
  /// - Returns: How many of them belong to it, its line end included.
  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for index in bytes.indices {
      let byte = bytes[index]
      let isSecondOfPair = byte == 0x0A && previous == 0x0D
      previous = byte
      let isLineEnd = byte == 0x0A || byte == 0x0D
      // LF behind a CR that ended the record before.
      if isSecondOfPair, isBlank, state == .start, fields.isEmpty { continue }
      if isLineEnd, state != .quoted {
        finish()
        if !isSecondOfPair { line += 1 }
        endedInReturn = byte == 0x0D
        isEnded = true
        return index + 1
      }
      take(byte)
      if isLineEnd {
        if !isSecondOfPair { line += 1 }
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return bytes.count
  }

  private mutating func take(_ byte: UInt8) {
    isBlank = false
    let isQuote = byte == UInt8(ascii: "\"")
    switch state {
    case .start where isQuote:
      state = .quoted
      quotePlace = (line, column)
    case .start, .plain:
      if byte == separator {
        endField()
      } else {
        state = .plain
        field.append(byte)
      }
    case .quoted:
      if isQuote { state = .quote } else { field.append(byte) }
    case .quote:
      if isQuote {
        field.append(byte)
        state = .quoted
      } else if byte == separator {
        endField()
      } else {
        giveUp("expected a separator or the end of the line behind a closing quote")
      }
    case .skipping: break
    }
  }

  /// Says what is wrong, and skips the rest of the line.
  mutating func giveUp(_ message: String) {
    if fault == nil { fault = .fault(message, line: line, column: column) }
    state = .skipping
    field = []
  }

  /// Ends it where the file ends.
  mutating func end() {
    if state == .quoted {
      fault =
        fault ?? .fault("the quote is not closed", line: quotePlace.line, column: quotePlace.column)
    }
    finish()
  }

  private mutating func finish() {
    if !isBlank { endField() }
  }

  private mutating func endField() {
    if state != .skipping {
      if let text = String(validating: field, as: UTF8.self) {
        fields.append(text)
      } else {
        fault = fault ?? .fault("a field is not UTF-8", line: line, column: column)
      }
      state = .start
    }
    field.removeAll(keepingCapacity: true)
  }
}
