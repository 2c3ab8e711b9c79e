/// Reads a stream of server-sent events, in whatever pieces it comes.
///
/// Source: WHATWG HTML, section 9.2.6. Only the data of events is kept; their types, ids and comments
/// are passed over.
struct EventStreamParser: Sendable {
  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var endedWithReturn = false
  private var isAtStart = true

  /// Begins before the first byte.
  init() {}

  /// Takes bytes, and passes the data of each event that they complete.
  ///
  /// An event that is not completed by an empty line is none, as the standard says.
  ///
  /// - Parameters:
  ///   - bytes: The next ones.
  ///   - event: Takes the data of an event, its lines joined by line feeds.
  mutating func take(_ bytes: some Sequence<UInt8>, _ event: ([UInt8]) -> Void) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n"):
        // The second half of one line end.
        if endedWithReturn {
          endedWithReturn = false
          continue
        }
        endLine(event)
      case UInt8(ascii: "\r"):
        endLine(event)
        endedWithReturn = true
        continue
      default: line.append(byte)
      }
      endedWithReturn = false
    }
  }

  private mutating func endLine(_ event: ([UInt8]) -> Void) {
    defer { line.removeAll(keepingCapacity: true) }
    if isAtStart, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    isAtStart = false
    guard !line.isEmpty else {
      if hasData { event(data) }
      data.removeAll(keepingCapacity: true)
      hasData = false
      return
    }
    guard line.starts(with: "data".utf8) else { return }
    var value = line[4...]
    if let colon = value.first {
      // `database: x` is another field.
      guard colon == UInt8(ascii: ":") else { return }
      value = value.dropFirst()
      if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    }
    if hasData { data.append(UInt8(ascii: "\n")) }
    data += value
    hasData = true
  }
}
