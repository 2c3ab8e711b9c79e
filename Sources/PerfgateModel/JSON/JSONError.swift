/// What is wrong with a JSON text, and where.
package struct JSONError: Error, Sendable, Equatable {
  /// One phrase without a full stop.
  package var message: String
  /// The offset of the offending byte.
  package var offset: Int

  /// Creates an error.
  package init(_ message: String, offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// The line and column of the error in its text, from one; the column counts Unicode scalars.
  package func location(in bytes: [UInt8], file: String) -> SourcePlace {
    let before = bytes.prefix(offset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    return SourcePlace(file: file, line: line, column: column)
  }
}
