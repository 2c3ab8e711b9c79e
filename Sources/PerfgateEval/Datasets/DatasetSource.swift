internal import PerfgateConfiguration
internal import PerfgateModel
internal import PerfgateSystem

/// Where the rows of a dataset come from, as often as they are read.
struct DatasetSource: Sendable {
  /// What messages call it: as the user would type it.
  let name: String
  /// The file; empty for a command, whose rows are spooled.
  let path: String
  /// How rows are written.
  let format: DatasetPlan.Format
  /// What a command has written; `nil` for a file that is opened each time.
  let spool: ReadableFile?

  private static let pieceBytes = 1 << 18

  /// Opens the file.
  ///
  /// - Throws: `GateError` where it is not there, or no regular file.
  func open() throws(GateError) -> ReadableFile {
    if let spool { return spool }
    do throws(FileError) {
      if let file = try ReadableFile.open(path) { return file }
    } catch {
      throw GateError(
        .missingInput,
        error.isMissing ? "there is no dataset \(name)" : "\(error)",
        hints: error.isMissing ? ["paths are relative to the folder of perfgate.yaml"] : []
      )
    }
    throw GateError(
      .missingInput,
      "the dataset \(name) is no regular file, and it is read twice",
      hints: ["write its rows to a file, or say dataset: {command: ...}"]
    )
  }

  /// The bytes of a file from its start.
  func pieces(of file: ReadableFile) -> PieceBuffer {
    var offset = 0
    return PieceBuffer { bytes throws(GateError) in
      do throws(FileError) {
        let count = try file.read(at: offset, atMost: Self.pieceBytes, into: &bytes)
        offset += count
        return count > 0
      } catch {
        throw GateError(.missingInput, "\(error)")
      }
    }
  }

  /// What takes the rows apart.
  func rows(_ bytes: PieceBuffer) -> RowSequence {
    switch format {
    case .jsonLines: RowSequence(bytes, LineRows())
    case .jsonArray: RowSequence(bytes, ArrayRows(file: name))
    case .csv: RowSequence(bytes, TableRows(file: name, separator: UInt8(ascii: ",")))
    case .tsv: RowSequence(bytes, TableRows(file: name, separator: UInt8(ascii: "\t")))
    }
  }
}

/// The rows of bytes that come in pieces.
struct RowSequence {
  private var bytes: PieceBuffer
  private var splitter: any RowSplitter

  init(_ bytes: PieceBuffer, _ splitter: any RowSplitter) {
    self.bytes = bytes
    self.splitter = splitter
  }

  /// The next row; `nil` at the end.
  mutating func next() throws(GateError) -> RawRow? { try splitter.next(&bytes) }

  /// The names of a table's columns, once a row was read.
  var columns: [String] { (splitter as? TableRows)?.columns ?? [] }
}
