/// File names for ids: readable, reversible and valid on every common file system.
package enum FileNameEncoding {
  private static let reserved = Set("%[],=/\\:*?\"<>|".utf8)
  private static let windowsNames: Set<String> = {
    let numbered = ["com", "lpt"].flatMap { name in (1...9).map { "\(name)\($0)" } }
    return Set(["con", "prn", "aux", "nul"] + numbered)
  }()

  /// Percent-encodes what a file name must not hold.
  ///
  /// Encoded are `%[],=/\:*?"<>|`, controls, a leading `.` or `_`, a trailing `.` or space, the
  /// dot of an ending `.json`, since a folder of that name would stand where a baseline's file
  /// belongs, and the first letter of a name that Windows reserves.
  package static func encode(_ segment: Substring) -> String {
    if isPlain(segment) { return String(segment) }
    let bytes = Array(segment.utf8)
    let ending = segment.lowercased().hasSuffix(".json") ? bytes.count - 5 : -1
    let stem = segment.prefix { $0 != "." }.lowercased()
    var output: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isFirst = index == 0
      let isLast = index == bytes.count - 1
      let isDot = byte == UInt8(ascii: ".")
      let mustEncode =
        byte < 0x20 || byte == 0x7F || reserved.contains(byte)
        || isFirst && (isDot || byte == UInt8(ascii: "_") || windowsNames.contains(stem))
        || isLast && (isDot || byte == 0x20) || index == ending
      if mustEncode {
        let hex = String(byte, radix: 16, uppercase: true)
        output += Array("%\(hex.utf8.count == 1 ? "0" : "")\(hex)".utf8)
      } else {
        output.append(byte)
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Whether a name is that of most benchmarks: letters, digits, dashes and underscores, and longer
  /// than any that Windows reserves.
  private static func isPlain(_ segment: Substring) -> Bool {
    let bytes = segment.utf8
    guard bytes.count > 4, bytes.first != UInt8(ascii: "_") else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
