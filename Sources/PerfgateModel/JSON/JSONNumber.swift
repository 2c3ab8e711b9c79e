/// The text form of numbers in JSON.
package enum JSONNumber {
  /// The powers of ten that a Double holds exactly.
  static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

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
    if value < 0 { output.append(UInt8(ascii: "-")) }
    let decimal = Decimal(of: abs(value))
    let digits = decimal.digits
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
    guard decimal.digits.count > digits else { return value }
    var whole: UInt64 = 0
    for digit in decimal.digits.prefix(digits) {
      whole = whole * 10 + UInt64(digit - UInt8(ascii: "0"))
    }
    if decimal.digits.dropFirst(digits).first.map({ $0 >= UInt8(ascii: "5") }) == true {
      whole += 1
    }
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
    if whole < 1 << 53, abs(power) < exactPowers.count {
      return power < 0
        ? Double(whole) / exactPowers[-power] : Double(whole) * exactPowers[power]
    }
    return Double("\(whole)e\(power)")
  }
}

/// The shortest decimal digits of a positive number, such that it is `0.digits x 10^exponent`.
private struct Decimal {
  /// ASCII digits without zeros at either end.
  let digits: ArraySlice<UInt8>
  let exponent: Int

  init(of value: Double) {
    var text = value.description
    var all: [UInt8] = []
    all.reserveCapacity(24)
    var whole: Int?
    var power = 0
    text.withUTF8 { bytes in
      for (index, byte) in bytes.enumerated() {
        switch byte {
        case UInt8(ascii: "."): whole = all.count
        case UInt8(ascii: "0")...UInt8(ascii: "9"): all.append(byte)
        default:
          let rest = UnsafeBufferPointer(rebasing: bytes[(index + 1)...])
          power = Int(String(decoding: rest, as: UTF8.self)) ?? 0
          whole = whole ?? all.count
          return
        }
      }
    }
    let zero = UInt8(ascii: "0")
    let first = all.firstIndex { $0 != zero } ?? all.endIndex
    let end = all.lastIndex { $0 != zero }.map { $0 + 1 } ?? first
    digits = all[first..<end]
    exponent = power + (whole ?? all.count) - first
  }
}

extension [UInt8] {
  fileprivate mutating func appendZeros(_ count: Int) {
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
  }
}
