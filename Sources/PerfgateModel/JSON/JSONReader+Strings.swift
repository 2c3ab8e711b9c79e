// How a string is read.
extension JSONReader {
  /// Reads a string; without escapes it stays where it is in the text.
  mutating func string() throws(JSONError) {
    let start = index
    let first = start + 1
    var end = first
    var union: UInt8 = 0
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != 0x5C,
      bytes[end] >= 0x20
    {
      union |= bytes[end]
      end += 1
    }
    index = end
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else {
      return try escapedString(from: start)
    }
    if union >= 0x80 { _ = try utf8(UnsafeBufferPointer(rebasing: bytes[first..<end]), start) }
    values.append(
      .init(
        union < 0x80 ? .plainString : .string,
        offset: start,
        next: values.count + 1,
        first: first,
        count: end - first
      )
    )
    index += 1
  }

  /// Reads the rest of a string, from its first byte that cannot stay as it is.
  private mutating func escapedString(from start: Int) throws(JSONError) {
    var content = Array(bytes[start + 1..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        let text = try content.withUnsafeBufferPointer { buffer throws(JSONError) in
          try utf8(buffer, start)
        }
        values.append(
          .init(.escapedString, offset: start, next: values.count + 1, first: texts.count)
        )
        return texts.append(text)
      case 0x5C: try escape(into: &content)
      case 0..<0x20: throw JSONError("a control character must be escaped", offset: index)
      default:
        content.append(byte)
        index += 1
      }
    }
    throw endOfText()
  }

  private func utf8(
    _ content: UnsafeBufferPointer<UInt8>,
    _ start: Int
  ) throws(JSONError) -> String {
    guard let string = String(validating: content, as: UTF8.self) else {
      throw JSONError("this string is not valid UTF-8", offset: start)
    }
    return string
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONError) {
    let start = index
    index += 1
    guard index < bytes.count else { throw endOfText() }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "u"): content += Array(String(try unicodeEscape(start: start)).utf8)
    default: throw JSONError("unknown escape in a string", offset: start)
    }
  }

  private mutating func unicodeEscape(start: Int) throws(JSONError) -> Unicode.Scalar {
    let unit = try hexUnit(start: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, consume(0x5C), consume(UInt8(ascii: "u")) else {
      throw JSONError("half of a surrogate pair is not a character", offset: start)
    }
    let low = try hexUnit(start: start)
    let combined = 0x10000 &+ ((unit &- 0xD800) << 10) &+ (low &- 0xDC00)
    guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(combined) else {
      throw JSONError("half of a surrogate pair is not a character", offset: start)
    }
    return scalar
  }

  private mutating func hexUnit(start: Int) throws(JSONError) -> UInt32 {
    guard index + 4 <= bytes.count else { throw endOfText() }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[index])).hexDigitValue, bytes[index] < 0x80
      else { throw JSONError("\\u needs four hexadecimal digits", offset: start) }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}
