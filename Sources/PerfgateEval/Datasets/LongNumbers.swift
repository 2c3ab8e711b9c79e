internal import PerfgateModel

/// Whole numbers in JSON texts that are other numbers once they were read.
///
/// A number of JSON is kept as a Double, which holds every whole number to 2^53 and few beyond:
/// 12345678901234567 would be written as 12345678901234568, into requests and digests.
enum LongNumbers {
  /// Every whole number of fewer digits is kept.
  private static let shortest = 16

  /// The first whole number that would be written with other digits.
  ///
  /// Numbers with a fraction or an exponent are none: whoever writes those expects rounding.
  ///
  /// - Parameters:
  ///   - bytes: A JSON text.
  ///   - start: Where the value begins that is looked at.
  /// - Returns: The number as it stands there; `nil` where all are kept.
  static func first(in bytes: [UInt8], from start: Int) -> String? {
    guard hasDigits(bytes) else { return nil }
    var index = start
    var depth = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): (depth, index) = (depth + 1, index + 1)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): (depth, index) = (depth - 1, index + 1)
      case UInt8(ascii: "\""): index = endOfString(bytes, from: index)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        let number = bytes[index...].prefix(while: isPartOfNumber)
        if !isKept(number) { return String(decoding: number, as: UTF8.self) }
        index = number.endIndex
      default: index += 1
      }
      if depth == 0 { return nil }
    }
    return nil
  }

  /// Whether enough digits stand in a row, be it in a string: one of them is at every 16th place.
  ///
  /// Most rows have none, and need not be looked at byte by byte.
  private static func hasDigits(_ bytes: [UInt8]) -> Bool {
    for place in stride(from: shortest - 1, to: bytes.count, by: shortest)
    where isDigit(bytes[place]) {
      var first = place
      while first > 0, isDigit(bytes[first - 1]) { first -= 1 }
      let run = bytes[first...].prefix(while: isDigit)
      if run.count >= shortest { return true }
    }
    return false
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    isDigit(byte) || "+-.eE".utf8.contains(byte)
  }

  /// The place behind a string that begins at a place.
  private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index + 1
  }

  private static func isKept(_ number: ArraySlice<UInt8>) -> Bool {
    let digits = number.drop { $0 == UInt8(ascii: "-") }
    guard digits.count >= shortest, digits.allSatisfy(isDigit),
      let value = Double(String(decoding: digits, as: UTF8.self))
    else { return true }
    // Large numbers are written with an exponent, which follows from how many digits there are.
    let written = JSONNumber.text(value).utf8.prefix { $0 != UInt8(ascii: "e") }
    return significant(written) == significant(digits)
  }

  /// The digits up to the last that is not zero.
  private static func significant(_ text: some Sequence<UInt8>) -> [UInt8] {
    var digits = text.filter(isDigit)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return digits
  }
}
