/// The text form of numbers in JSON.
package enum JSONNumber {
  /// The powers of ten that a Double holds exactly.
  private static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A power of ten where a Double holds it exactly; the exponent is not negative.
  static func exactPower(_ exponent: Int) -> Double? {
    exponent < exactPowers.count ? exactPowers[exponent] : nil
  }

  /// The shortest text that reads back as the same number, laid out as ECMAScript does.
  ///
  /// Source: RFC 8785, section 3.2.2.3 (ECMAScript `Number::toString`).
  ///
  /// - Parameter value: Any number; one that is not finite becomes `null`, since JSON has none.
  /// - Returns: The text.
  package static func text(_ value: Double) -> String {
    var bytes: [UInt8] = []
    write(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text of a number.
  ///
  /// - Parameters:
  ///   - value: Any number.
  ///   - output: Receives the bytes of its text.
  static func write(_ value: Double, to output: inout [UInt8]) {
    guard value.isFinite else { return output.append(contentsOf: "null".utf8) }
    if value == 0 { return output.append(UInt8(ascii: "0")) }
    if value == value.rounded(.towardZero), abs(value) < 1e15 {
      return output.append(contentsOf: String(Int64(value)).utf8)
    }
    // Here Swift's shortest text is laid out the same.
    if abs(value) >= 1e-3, abs(value) < 1e15 {
      return output.append(contentsOf: value.description.utf8)
    }
    if value < 0 { output.append(UInt8(ascii: "-")) }
    let decimal = Decimal(of: abs(value))
    let digits = Array(String(decimal.whole).utf8)
    switch decimal.exponent {
    case digits.count...21:
      output += digits
      output.appendZeros(decimal.exponent - digits.count)
    case 1..<max(digits.count, 2):
      output += digits.prefix(decimal.exponent)
      output.append(UInt8(ascii: "."))
      output += digits.dropFirst(decimal.exponent)
    case -5...0:
      output.append(contentsOf: "0.".utf8)
      output.appendZeros(-decimal.exponent)
      output += digits
    default:
      output += digits.prefix(1)
      if digits.count > 1 { output.append(UInt8(ascii: ".")) }
      output += digits.dropFirst()
      let power = decimal.exponent - 1
      output.append(contentsOf: "e\(power < 0 ? "-" : "+")\(abs(power))".utf8)
    }
  }

  /// A number rounded to some significant decimal digits.
  ///
  /// - Parameters:
  ///   - value: Any number; one that is not finite comes back unchanged.
  ///   - digits: Significant digits, 1 to 17.
  /// - Returns: The nearest number with at most so many digits, ties away from zero; the
  ///   number itself where that one is out of range.
  package static func rounded(_ value: Double, significantDigits digits: Int) -> Double {
    guard value.isFinite, value != 0 else { return value }
    let decimal = Decimal(of: abs(value))
    guard decimal.count > digits else { return value }
    let (kept, dropped) = decimal.whole.quotientAndRemainder(
      dividingBy: Decimal.power(decimal.count - digits)
    )
    let first = dropped / Decimal.power(decimal.count - digits - 1)
    let whole = first >= 5 ? kept + 1 : kept
    // The largest numbers would round up to infinity, which JSON has not.
    guard let magnitude = number(whole, timesTenTo: decimal.exponent - digits),
      magnitude.isFinite
    else { return value }
    return value < 0 ? -magnitude : magnitude
  }

  /// The number nearest to a whole one times a power of ten.
  ///
  /// Source: Clinger, "How to read floating point numbers accurately", PLDI 1990: one operation on
  /// exact operands is rounded once.
  private static func number(_ whole: UInt64, timesTenTo power: Int) -> Double? {
    if whole < 1 << 53, let exact = exactPower(abs(power)) {
      return power < 0 ? Double(whole) / exact : Double(whole) * exact
    }
    return Double("\(whole)e\(power)")
  }
}

/// The shortest decimal digits of a positive number, such that it is `0.whole x 10^exponent`.
private struct Decimal {
  /// The digits as one number, without zeros at its end; 17 of them at most.
  private(set) var whole: UInt64 = 0
  /// How many digits there are.
  private(set) var count = 0
  private(set) var exponent = 0

  init(of value: Double) {
    var text = value.description
    text.withUTF8 { bytes in
      var point: Int?
      var digits = 0
      var index = 0
      while index < bytes.count {
        let digit = bytes[index] &- UInt8(ascii: "0")
        if digit <= 9 {
          whole = whole * 10 + UInt64(digit)
          // Zeros at the beginning are no digits.
          if whole != 0 { count += 1 }
          digits += 1
        } else if bytes[index] == UInt8(ascii: ".") {
          point = digits
        } else {
          let rest = UnsafeBufferPointer(rebasing: bytes[(index + 1)...])
          exponent = Int(String(decoding: rest, as: UTF8.self)) ?? 0
          break
        }
        index += 1
      }
      exponent += (point ?? digits) - (digits - count)
    }
    while whole != 0, whole % 10 == 0 { (whole, count) = (whole / 10, count - 1) }
  }

  /// A power of ten, 0 to 17.
  static func power(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension [UInt8] {
  fileprivate mutating func appendZeros(_ count: Int) {
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
  }
}
