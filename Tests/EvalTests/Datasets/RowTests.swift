import Foundation
import PerfgateModel
import Testing

@testable import PerfgateEval

@Suite("Rows of datasets")
struct RowTests {
  /// Bytes that come in pieces of these sizes, in turn.
  private func pieces(_ bytes: [UInt8], _ sizes: [Int]) -> PieceBuffer {
    var offset = 0
    var turn = 0
    return PieceBuffer { output throws(GateError) in
      guard offset < bytes.count else { return false }
      let end = min(bytes.count, offset + sizes[turn % sizes.count])
      output += bytes[offset..<end]
      (offset, turn) = (end, turn + 1)
      return true
    }
  }

  private func rows(
    _ bytes: [UInt8],
    _ splitter: any RowSplitter,
    sizes: [Int]
  ) -> Result<[RawRow], GateError> {
    var rows = RowSequence(pieces(bytes, sizes), splitter)
    var found: [RawRow] = []
    do throws(GateError) {
      while let row = try rows.next() { found.append(row) }
      return .success(found)
    } catch {
      return .failure(error)
    }
  }

  @Test(
    "however the bytes come in pieces, the rows are the same",
    arguments: [
      "{\"a\": 1}\r\n\n  {\"b\": \"x\\\"]}\"}\n{\"c\": [1, {}]}",
      " [ {\"a\": [1, \"],\"]} , 2, \"x\\\\\" ,\n {\"b\": {}} {\"c\": 1} , ] tail",
      "\u{FEFF}a,\"b\nb\"\r\n\r\n1,\"2\"\"\r\n3\"\r\r4,ä\n\"5\"x,6\n7,8,9\n\"open",
      "[{}}]", "[}", "[1, }}, {}", "[", "[]", "\u{FEFF}[1]", "\n\n", "a\tb\n1\t2",
    ]
  )
  func pieces(text: String) {
    let bytes = Array(text.utf8)
    let splitters: [() -> any RowSplitter] = [
      { LineRows() }, { ArrayRows(file: "f") }, { TableRows(file: "f", separator: 0x2C) },
      { TableRows(file: "f", separator: 0x09) },
    ]
    for splitter in splitters {
      let whole = rows(bytes, splitter(), sizes: [bytes.count])
      for sizes in [[1], [2], [3, 1], [5, 2, 1], [7]] {
        #expect(rows(bytes, splitter(), sizes: sizes) == whole)
      }
    }
  }

  @Test("items of an array have their line and column, and what is between them is checked")
  func array() throws {
    let text = "[\n  {\"a\": 1},\n  \"é\", 3 4,\n  {\"b\": }\n] x"
    let found = try rows(Array(text.utf8), ArrayRows(file: "f"), sizes: [100]).get()
    let shown = found.map { row in
      switch row.content {
      case .json(let bytes): "\(row.line):\(row.column) \(String(decoding: bytes, as: UTF8.self))"
      case .fault(let message, let line, let column): "\(line):\(column) \(message)"
      case .fields: ""
      }
    }
    #expect(
      shown == [
        "2:3 {\"a\": 1}", "3:3 \"é\"", "3:8 3 4", "4:3 {\"b\": }",
        "5:3 text after the end of the array",
      ]
    )
    let open = try rows(Array("[{}, {\"a\"".utf8), ArrayRows(file: "f"), sizes: [100]).get()
    #expect(open.count == 3)
    #expect(
      open[2].content
        == .fault("the array does not end: the file is truncated", line: 1, column: 10)
    )
  }

  @Test("tables are read as Python's csv module reads them")
  func tables() throws {
    struct Table: Decodable {
      var text: String
      var separator: String
      var rows: [[String]]?
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: datasetFixture("tables/tables.json")))
    let tables = try JSONDecoder().decode([Table].self, from: data)
    #expect(tables.count == 2000)
    for table in tables {
      var splitter = TableRows(file: "f", separator: table.separator.utf8.first ?? 0)
      var bytes = pieces(Array(table.text.utf8), [3])
      var found: [[String]]? = []
      while let row = try splitter.record(&bytes) {
        if case .fields(let fields) = row.content { found?.append(fields) } else { found = nil }
        if found == nil { break }
      }
      #expect(found == table.rows, "\(table.text.debugDescription)")
    }
  }

  @Test("a broken row of a table ends with its line")
  func brokenTable() throws {
    let text = "a,b\n\"1\"x,2\n3,4\n5\n6,\"7\n8"
    let found = try rows(
      Array(text.utf8),
      TableRows(file: "f", separator: 0x2C),
      sizes: [4]
    ).get()
    #expect(
      found.map(\.content) == [
        .fault(
          "expected a separator or the end of the line behind a closing quote",
          line: 2,
          column: 4
        ), .fields(["3", "4"]),
        .fault("the row has 1 fields, the header has 2", line: 4, column: 1),
        .fault("the quote is not closed", line: 5, column: 3),
      ]
    )
    #expect(found.map(\.line) == [2, 3, 4, 5])
  }

  @Test("a row above 64 MiB is refused with its line, and reading goes on", arguments: [0, 1, 2])
  func tooLong(format: Int) throws {
    let splitters: [any RowSplitter] = [
      LineRows(), ArrayRows(file: "f"), TableRows(file: "f", separator: 0x2C),
    ]
    let start = ["{}\n{\"a\": \"", "[{},\n{\"a\": \"", "a\n1\n\""][format]
    let end = ["\"}\n{}\n", "\"},\n{}]", "\"\n2\n"][format]
    var step = 0
    let filler = [UInt8](repeating: 0x61, count: 1 << 20)
    var found = RowSequence(
      PieceBuffer { output throws(GateError) in
        step += 1
        switch step {
        case 1: output += Array(start.utf8)
        case 2...66: output += filler
        case 67: output += Array(end.utf8)
        default: return false
        }
        return true
      },
      splitters[format]
    )
    var rows: [RawRow] = []
    while let row = try found.next() { rows.append(row) }
    #expect(rows.count == 3)
    let line = format == 2 ? 3 : 2
    #expect(rows[1].line == line)
    guard case .fault(RowLimits.tooLong, line, _) = rows[1].content else {
      Issue.record("\(rows[1].line)")
      return
    }
    #expect(rows[1].byteCount > 65 << 20)
    #expect(rows[2].line == line + 1)
  }
}
