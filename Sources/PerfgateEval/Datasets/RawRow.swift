internal import PerfgateModel

/// A row as it stands in the file, not yet understood.
struct RawRow: Equatable {
  /// What a row has.
  enum Content: Equatable {
    /// JSON text.
    case json([UInt8])
    /// The fields of a row of a table, in the order of its columns.
    case fields([String])
    /// Nothing that can be used: what is wrong, and where.
    case fault(String, line: Int, column: Int)
  }

  /// The line on which it begins, from 1.
  var line: Int
  /// The column in which it begins, from 1.
  var column: Int
  /// The bytes that it takes.
  var byteCount: Int
  /// What it has.
  var content: Content
}

/// Takes rows from bytes that come in pieces, one after the other.
protocol RowSplitter {
  /// The next row.
  ///
  /// - Returns: `nil` at the end.
  /// - Throws: `GateError` where nothing of the file can be read.
  mutating func next(_ bytes: inout PieceBuffer) throws(GateError) -> RawRow?
}

/// The limits of rows.
enum RowLimits {
  /// The longest row in bytes.
  static let mostBytes = 64 << 20

  /// What is said of a longer one.
  static let tooLong = "a row is longer than 64 MiB"
}
