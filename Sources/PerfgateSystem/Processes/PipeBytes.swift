import Glibc

/// What is to be written to a program.
struct OutgoingBytes: Sendable {
  private static let joinedBytes = 64 << 10

  private var chunks: [[UInt8]] = []
  private var firstChunk = 0
  private var position = 0
  /// How many bytes there are.
  private(set) var count = 0

  /// Whether there are none.
  var isEmpty: Bool { count == 0 }

  /// Adds bytes at the end; short ones join each other, so that they are written in one go.
  mutating func append(_ bytes: [UInt8]) {
    count += bytes.count
    if firstChunk < chunks.count, chunks[chunks.count - 1].count + bytes.count <= Self.joinedBytes {
      chunks[chunks.count - 1] += bytes
    } else if !bytes.isEmpty {
      chunks.append(bytes)
    }
  }

  /// The next bytes; there are some.
  func withFirst<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    chunks[firstChunk].withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[position...])) }
  }

  /// Takes away bytes that `withFirst` has shown.
  mutating func removeFirst(_ number: Int) {
    count -= number
    position += number
    guard position == chunks[firstChunk].count else { return }
    position = 0
    chunks[firstChunk] = []
    firstChunk += 1
    guard firstChunk == chunks.count || firstChunk == 64 else { return }
    chunks.removeFirst(firstChunk)
    firstChunk = 0
  }
}

/// What a program has written and nobody has taken yet.
struct IncomingBytes: Sendable {
  private let form: PipedProcess.OutputForm
  private var lines: [[UInt8]] = []
  private var lineBytes = 0
  /// What comes after the last line's end, or everything.
  private(set) var rest: [UInt8] = []
  /// Whether more came than may.
  private(set) var isTooLong = false

  init(_ form: PipedProcess.OutputForm) {
    self.form = form
  }

  /// Whether somebody should take lines before more is read.
  var isFull: Bool { lineBytes >= PipeExchange.highWater }

  /// Whether there are lines.
  var hasSomething: Bool { !lines.isEmpty }

  /// Adds bytes; false where they are too many.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    switch form {
    case .whole(let longest):
      isTooLong = bytes.count > longest - rest.count
      rest += bytes.prefix(longest - rest.count)
    case .lines(let longest):
      addLines(bytes, longest)
    }
    return !isTooLong
  }

  /// Takes the lines that there are, without their ends.
  mutating func takeLines() -> [[UInt8]] {
    defer { (lines, lineBytes) = ([], 0) }
    return lines
  }

  /// Takes everything that is no line.
  mutating func takeRest() -> [UInt8] {
    defer { rest = [] }
    return rest
  }

  private mutating func addLines(_ bytes: UnsafeRawBufferPointer, _ longest: Int) {
    guard let base = bytes.baseAddress else { return }
    var position = 0
    while position < bytes.count, !isTooLong {
      let start = base + position
      let left = bytes.count - position
      let end = memchr(start, 0x0A, left).map { start.distance(to: UnsafeRawPointer($0)) }
      let part = UnsafeRawBufferPointer(start: start, count: end ?? left)
      isTooLong = part.count > longest - rest.count
      if isTooLong { return }
      position += part.count + (end == nil ? 0 : 1)
      guard end != nil else {
        rest += part
        return
      }
      let line = rest.isEmpty ? Array(part) : rest + part
      if !rest.isEmpty { rest = [] }
      // An empty line counts too: a program that writes nothing else must not fill the memory.
      lineBytes += line.count + 32
      lines.append(line)
    }
  }
}

/// The last bytes of what was written.
struct ByteTail: Sendable {
  private let limit: Int
  private var kept: [UInt8] = []
  /// How many bytes there were.
  private(set) var total = 0

  init(limit: Int) {
    self.limit = limit
  }

  /// The last bytes, at most as many as the limit.
  var bytes: [UInt8] { Array(kept.suffix(limit)) }

  /// Adds bytes at the end.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    total += bytes.count
    kept += bytes
    if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
  }
}
