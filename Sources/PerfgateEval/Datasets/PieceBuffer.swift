internal import PerfgateModel

/// Bytes that come in pieces, of which those are kept that are not done with.
struct PieceBuffer {
  /// Appends the next piece; false at the end.
  typealias Source = (inout [UInt8]) throws(GateError) -> Bool

  /// What is kept; what is before `start` is done with.
  private(set) var bytes: [UInt8] = []
  /// Where what is not done with begins.
  private(set) var start = 0
  /// The line of `start`, from 1.
  private(set) var line = 1
  /// The column of `start` in Unicode scalars, from 1.
  private(set) var column = 1
  private var isAtEnd = false
  private let source: Source
  private var isFresh = true

  /// How much is kept that is done with, before it is dropped.
  private static let mostDone = 1 << 16

  init(_ source: @escaping Source) {
    self.source = source
  }

  /// How many bytes are there.
  var count: Int { bytes.count - start }

  /// Reads more; false where there is no more.
  mutating func fill() throws(GateError) -> Bool {
    if isAtEnd { return false }
    if start > Self.mostDone || start == bytes.count {
      bytes.removeSubrange(..<start)
      start = 0
    }
    isAtEnd = !(try source(&bytes))
    return !isAtEnd
  }

  /// A byte by its place from `start`; `nil` at the end.
  mutating func byte(at place: Int) throws(GateError) -> UInt8? {
    while place >= count { if !(try fill()) { return nil } }
    return bytes[start + place]
  }

  /// Skips a byte order mark at the very start.
  mutating func skipMark() throws(GateError) {
    guard isFresh else { return }
    isFresh = false
    while count < 3 { if !(try fill()) { break } }
    if bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
  }

  /// Takes bytes away, counting their lines and columns.
  mutating func drop(_ taken: Int) {
    for byte in bytes[start..<start + taken] {
      if byte == 0x0A {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    start += taken
  }

  /// Takes bytes away up to the end of a line or of the file; they have so many line ends.
  mutating func dropLine(_ taken: Int, lines: Int) {
    line += lines
    column = 1
    start += taken
  }

  /// The place of the next line end from a place on; `nil` where none is kept.
  func newline(from place: Int) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
      buffer[(start + place)...].firstIndex(of: 0x0A).map { $0 - start }
    }
  }

  /// The first bytes that are not done with.
  func prefix(_ count: Int) -> ArraySlice<UInt8> { bytes[start..<start + count] }

  /// Looks at the bytes that are kept, from a place on.
  func scan<Result>(from place: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[(start + place)...])) }
  }
}
