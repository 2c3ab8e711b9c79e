/// The text form of numbers in JSON.
package enum JSONNumber {
  /// The shortest text that reads back as the same number, laid out as ECMAScript does.
  ///
  /// Source: RFC 8785, section 3.2.2.3 (ECMAScript `Number::toString`).
  ///
  /// - Parameter value: Any number; one that is not finite becomes `null`, since JSON has none.
  /// - Returns: The text.
  package static func text(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == 0 { return "0" }
    if value == value.rounded(.towardZero), abs(value) < 1e15 { return String(Int64(value)) }
    let (digits, exponent) = decimal(of: abs(value))
    let sign = value < 0 ? "-" : ""
    let count = digits.utf8.count
    switch exponent {
    case count...21:
      return sign + digits + String(repeating: "0", count: exponent - count)
    case 1..<max(count, 2):
      return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    case -5...0:
      return sign + "0." + String(repeating: "0", count: -exponent) + digits
    default:
      let power = exponent - 1
      let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
      return "\(sign)\(mantissa)e\(power < 0 ? "-" : "+")\(abs(power))"
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
    let (text, exponent) = decimal(of: abs(value))
    guard text.utf8.count > digits else { return value }
    var kept = text.utf8.prefix(digits).map { Int($0) - 48 }
    var power = exponent
    if text.utf8.dropFirst(digits).first.map({ $0 >= UInt8(ascii: "5") }) == true {
      var index = digits - 1
      while index >= 0, kept[index] == 9 {
        kept[index] = 0
        index -= 1
      }
      if index >= 0 {
        kept[index] += 1
      } else {
        kept = [1] + kept.dropLast()
        power += 1
      }
    }
    let literal = "0.\(kept.map(String.init).joined())e\(power)"
    // The largest numbers would round up to infinity, which JSON has not.
    guard let magnitude = Double(literal), magnitude.isFinite else { return value }
    return value < 0 ? -magnitude : magnitude
  }

  /// The shortest digits and the exponent such that the value is `0.digits x 10^exponent`.
  private static func decimal(of value: Double) -> (digits: String, exponent: Int) {
    let parts = value.description.split(separator: "e", maxSplits: 1)
    let power = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", maxSplits: 1)
    let whole = mantissa[0]
    let fraction = mantissa.count == 2 ? mantissa[1] : ""
    let all = Array((whole + fraction).utf8)
    let leadingZeros = all.prefix { $0 == UInt8(ascii: "0") }.count
    let significant = all[leadingZeros...]
    let trailingZeros = significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    let digits = String(decoding: significant.dropLast(trailingZeros), as: UTF8.self)
    return (digits, power + whole.utf8.count - leadingZeros)
  }
}
