// How a number is read.
extension JSONReader {
  /// Reads a number; short ones exactly by one multiplication or division of exact operands.
  ///
  /// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990.
  mutating func number() throws(JSONError) -> Double {
    let start = index
    let negative = consume(UInt8(ascii: "-"))
    var mantissa: UInt64 = 0
    var digits = 0
    let wholeStart = index
    digits += scanDigits(into: &mantissa)
    let wholeCount = index - wholeStart
    guard wholeCount > 0 else { throw unexpected("a digit") }
    if wholeCount > 1, bytes[wholeStart] == UInt8(ascii: "0") {
      throw JSONError("a number must not begin with 0", offset: start)
    }
    var scale = 0
    if consume(UInt8(ascii: ".")) {
      let fractionStart = index
      digits += scanDigits(into: &mantissa)
      scale = fractionStart - index
      guard scale < 0 else { throw unexpected("a digit") }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") { scale += try exponent() }
    if digits <= 15, let power = JSONNumber.exactPower(abs(scale)) {
      let magnitude = scale < 0 ? Double(mantissa) / power : Double(mantissa) * power
      return negative ? -magnitude : magnitude
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw JSONError("the number \(text.prefix(40)) is out of range", offset: start)
    }
    return value
  }

  /// Reads an exponent; one beyond every finite number stays far beyond.
  private mutating func exponent() throws(JSONError) -> Int {
    index += 1
    let isNegative = consume(UInt8(ascii: "-"))
    if !isNegative { _ = consume(UInt8(ascii: "+")) }
    let start = index
    var magnitude: UInt64 = 0
    _ = scanDigits(into: &magnitude)
    guard index > start else { throw unexpected("a digit") }
    // More digits may be leading zeros, or wrap: the slow way knows what to make of them.
    let bounded = index - start <= 9 ? Int(magnitude) : 1_000_000_000
    return isNegative ? -bounded : bounded
  }

  /// Skips digits, adding them to a mantissa that wraps; returns how many are significant.
  private mutating func scanDigits(into mantissa: inout UInt64) -> Int {
    var significant = 0
    var value = mantissa
    var end = index
    while end < bytes.count {
      let digit = bytes[end] &- UInt8(ascii: "0")
      guard digit <= 9 else { break }
      value = value &* 10 &+ UInt64(digit)
      if value != 0 { significant += 1 }
      end += 1
    }
    (mantissa, index) = (value, end)
    return significant
  }
}
