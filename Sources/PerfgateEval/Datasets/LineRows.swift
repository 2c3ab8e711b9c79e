internal import PerfgateModel

/// The rows of JSON Lines.
struct LineRows: RowSplitter {
  mutating func next(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow? {
    try bytes.skipMark()
    while true {
      var end = bytes.newline(from: 0)
      var searched = bytes.count
      while end == nil, searched <= RowLimits.mostBytes, try bytes.fill() {
        end = bytes.newline(from: searched)
        searched = bytes.count
      }
      let length = end ?? bytes.count
      if length == 0, end == nil { return nil }
      let line = bytes.line
      guard length <= RowLimits.mostBytes else {
        return RawRow(
          line: line,
          column: 1,
          byteCount: try Self.skipLine(&bytes),
          content: .fault(RowLimits.tooLong, line: line, column: 1)
        )
      }
      let row = Array(bytes.prefix(length))
      bytes.dropLine(end == nil ? length : length + 1, lines: end == nil ? 0 : 1)
      if row.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      return RawRow(line: line, column: 1, byteCount: length, content: .json(row))
    }
  }

  /// Takes the rest of a line away without keeping it.
  ///
  /// - Returns: How many bytes it has.
  static func skipLine(_ bytes: inout PieceBuffer) throws(GateError) -> Int {
    var skipped = 0
    while true {
      if let end = bytes.newline(from: 0) {
        bytes.dropLine(end + 1, lines: 1)
        return skipped + end
      }
      skipped += bytes.count
      bytes.dropLine(bytes.count, lines: 0)
      if !(try bytes.fill()) { return skipped }
    }
  }
}
