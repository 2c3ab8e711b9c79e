/// The first 16 bytes of the SHA-256 of a case: enough to tell cases of any dataset apart.
package struct CaseDigest: Sendable, Hashable, Comparable {
  private let high: UInt64
  private let low: UInt64

  /// How many hexadecimal digits are written.
  package static let digits = 32

  /// Reads the first 32 of at least as many hexadecimal digits; `nil` for anything else.
  package init?(_ text: String) {
    var words: [UInt64] = [0, 0]
    var count = 0
    for byte in text.utf8.prefix(Self.digits) {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      words[count / 16] = words[count / 16] << 4 | UInt64(digit)
      count += 1
    }
    guard count == Self.digits else { return nil }
    (high, low) = (words[0], words[1])
  }

  /// The digits.
  package var text: String {
    let digits = Array("0123456789abcdef".utf8)
    let bytes = [high, low].flatMap { word in
      stride(from: 60, through: 0, by: -4).map { digits[Int(word >> UInt64($0) & 15)] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The order of their bytes.
  package static func < (left: CaseDigest, right: CaseDigest) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// A number as evenly spread as the digest.
  var spread: UInt64 { low }
}
