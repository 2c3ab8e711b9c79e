/// Writes one JSON document, a member a line, in the order in which it is told.
///
/// What `PerfgateModel` has for that would bring Foundation into every program that is monitored.
struct JSONText {
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true

  /// Writes an object.
  ///
  /// - Parameters:
  ///   - key: Its name in the object around it; `nil` for an item or the document.
  ///   - members: Writes what is in it.
  mutating func object(_ key: String? = nil, _ members: (inout JSONText) -> Void) {
    block("{", "}", key, members)
  }

  /// Writes an array of objects.
  mutating func objects<Element>(
    _ key: String,
    _ elements: some Sequence<Element>,
    _ members: (Element, inout JSONText) -> Void
  ) {
    block("[", "]", key) { text in
      for element in elements { text.object { members(element, &$0) } }
    }
  }

  /// Writes a whole number; nothing where there is none.
  mutating func integer(_ key: String, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    start(key)
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a number; `null` for one that JSON has not, nothing where there is none.
  mutating func number(_ key: String, _ value: Double?) {
    guard let value else { return }
    start(key)
    let isWhole = value == value.rounded() && abs(value) < 1e15
    let text = isWhole ? String(Int64(value)) : value.description
    bytes.append(contentsOf: (value.isFinite ? text : "null").utf8)
  }

  /// Writes a text; nothing where there is none.
  mutating func string(_ key: String, _ value: String?) {
    guard let value else { return }
    start(key)
    quote(value)
  }

  /// Writes a truth.
  mutating func flag(_ key: String, _ value: Bool) {
    start(key)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  private mutating func block(
    _ open: Unicode.Scalar,
    _ close: Unicode.Scalar,
    _ key: String?,
    _ content: (inout JSONText) -> Void
  ) {
    start(key)
    bytes.append(UInt8(ascii: open))
    depth += 1
    isFirst = true
    content(&self)
    depth -= 1
    if !isFirst { line() }
    isFirst = false
    bytes.append(UInt8(ascii: close))
    if depth == 0 { bytes.append(UInt8(ascii: "\n")) }
  }

  private mutating func start(_ key: String?) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    isFirst = false
    if depth > 0 { line() }
    guard let key else { return }
    quote(key)
    bytes.append(contentsOf: ": ".utf8)
  }

  private mutating func line() {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }

  /// Escapes what RFC 8259 (section 7) requires.
  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        let hex = String(byte, radix: 16)
        bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(hex)".utf8)
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
