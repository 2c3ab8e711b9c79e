import PerfgateStatistics
import Testing

@testable import PerfgateHTTP

@Suite("Server-sent events")
struct EventStreamParserTests {
  private func events(_ pieces: [[UInt8]]) -> [String] {
    var parser = EventStreamParser()
    var events: [String] = []
    for piece in pieces {
      parser.take(piece) { events.append(String(decoding: $0, as: UTF8.self)) }
    }
    return events
  }

  private static let stream =
    ": a comment\r\n\r\ndata: one\r\n\r\nevent: x\ndata:two\nid: 7\ndata:  three\n\n"
    + "database: no\r\n\rdata\n\ndata: \u{e9}\u{1F600}\r\rdata: [DONE]\n\ndata: cut"
  private static let expected = ["one", "two\n three", "", "\u{e9}\u{1F600}", "[DONE]"]

  @Test("line ends, comments, other fields and several lines of data are read as the standard says")
  func whole() {
    #expect(events([Array(Self.stream.utf8)]) == Self.expected)
    #expect(events([Array("\u{FEFF}data: x\n\n".utf8)]) == ["x"])
    #expect(events([Array("data: x\r\ndata: y\r\n\r\n".utf8)]) == ["x\ny"])
    #expect(events([Array("\n\n\n".utf8)]) == [])
    #expect(events([Array("data: x\n".utf8)]) == [])
  }

  @Test("wherever the bytes are split in three, the events are the same")
  func everySplit() {
    let bytes = Array(Self.stream.utf8)
    for first in 0...bytes.count {
      for second in first...bytes.count {
        let pieces = [
          Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...]),
        ]
        guard events(pieces) == Self.expected else {
          Issue.record("split at \(first) and \(second)")
          return
        }
      }
    }
  }

  @Test("streams of random lines are the same in one piece, byte by byte and in random pieces")
  func random() {
    var random = SeededGenerator(seed: 11)
    let parts = ["\n", "\r", "\r\n", "data:", "data: ", "x", ":", " ", "\u{e9}", "id", "\u{0}"]
    for _ in 0..<2000 {
      let count = random.nextIndex(below: 40)
      let text = (0..<count).map { _ in parts[random.nextIndex(below: parts.count)] }.joined()
      let bytes = Array(text.utf8)
      var pieces: [[UInt8]] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let size = 1 + random.nextIndex(below: 7)
        pieces.append(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(events([bytes]) == events(pieces))
      #expect(events([bytes]) == events(bytes.map { [$0] }))
    }
  }
}
