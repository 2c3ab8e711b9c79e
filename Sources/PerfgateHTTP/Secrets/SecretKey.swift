import PerfgateModel

/// The key of a server: sent with requests, and shown nowhere.
struct SecretKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// What stands for it in texts.
  static let mask = "[key]"
  /// Fewer bytes in a row are not taken for a part of the key.
  private static let recognised = 8
  /// Fewer bytes in a row may be anything in an output, which is scored as it is.
  private static let recognisedInOutputs = 16

  private let value: String
  private let bytes: KeyBytes
  /// The bytes in lower case, as some headers come.
  private let folded: KeyBytes

  /// Takes a key over.
  ///
  /// - Parameters:
  ///   - value: The value of a variable; white space around it is no part of the key.
  ///   - variable: Whose value it is.
  /// - Throws: `GateError` where no header can hold it; it does not show the key.
  init(_ value: String?, variable: String) throws(GateError) {
    let key = Array((value ?? "").utf8).trimmed
    guard !key.isEmpty else {
      let state = value == nil ? "not set" : "empty"
      throw GateError(
        .benchmarkFailed,
        "the key of the server is missing: \(variable) is \(state)",
        hints: [
          "set \(variable), or name it under 'requires_env' and say under 'when_absent' what happens "
            + "without it"
        ]
      )
    }
    guard key.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw GateError(
        .benchmarkFailed,
        "the value of \(variable) is no key: it has a space, a control character or one beyond ASCII",
        hints: ["look for a line end or quotes that were copied with it"]
      )
    }
    bytes = KeyBytes(key)
    folded = KeyBytes(key.map(\.folded))
    self.value = String(decoding: key, as: UTF8.self)
  }

  /// The value of the header `Authorization`.
  var authorization: String { "Bearer \(value)" }

  /// What a text of it shows.
  var description: String { Self.mask }

  /// What a debugger or a dump of it shows.
  var customMirror: Mirror { Mirror(self, children: []) }

  /// A text from a server with every part of the key masked that can be recognised.
  ///
  /// - Parameter text: The bytes.
  /// - Returns: The bytes, `[key]` in place of eight or more in a row that the key has, too, in lower
  ///   or upper case; of a shorter key, in place of all of it.
  func masked(_ text: [UInt8]) -> [UInt8] {
    folded.masked(text, comparedAs: text.map(\.folded), atLeast: Self.recognised)
  }

  /// An output with the key masked, where a server sent it or a part of it back as one.
  ///
  /// - Parameter output: The output.
  /// - Returns: The output, `[key]` in place of sixteen or more bytes in a row that the key has, too;
  ///   of a key of eight bytes or more that is shorter, in place of all of it. A key of fewer bytes,
  ///   as servers without keys get one, is a word that outputs may have.
  func masked(output: String) -> String {
    guard bytes.count >= Self.recognised, output.utf8.count >= Self.recognised else {
      return output
    }
    let text = Array(output.utf8)
    // The key is ASCII, so that no character is cut.
    return String(
      decoding: bytes.masked(text, comparedAs: text, atLeast: Self.recognisedInOutputs),
      as: UTF8.self
    )
  }
}

/// The bytes of a key, to be looked for in texts of any length.
private struct KeyBytes: Sendable {
  private let bytes: [UInt8]
  /// The places of each byte, so that a place of a text is compared with few of the key.
  private let places: [[Int]]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var places = [[Int]](repeating: [], count: 256)
    for (place, byte) in bytes.enumerated() { places[Int(byte)].append(place) }
    self.places = places
  }

  var count: Int { bytes.count }

  /// A text with every part of the key masked that is long enough, or as long as the key.
  ///
  /// - Parameters:
  ///   - text: What is shown.
  ///   - compared: The text as it is compared, byte for byte.
  ///   - shortest: Fewer bytes in a row stay.
  /// - Returns: The text with `[key]` in place of those parts.
  func masked(_ text: [UInt8], comparedAs compared: [UInt8], atLeast shortest: Int) -> [UInt8] {
    let shortest = min(shortest, bytes.count)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let length = longestMatch(compared, at: index)
      if length >= shortest {
        result += SecretKey.mask.utf8
        index += length
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private func longestMatch(_ text: [UInt8], at index: Int) -> Int {
    var longest = 0
    for start in places[Int(text[index])] {
      var length = 1
      while start + length < bytes.count, index + length < text.count,
        bytes[start + length] == text[index + length]
      {
        length += 1
      }
      longest = max(longest, length)
    }
    return longest
  }
}

extension [UInt8] {
  /// The bytes without white space around them.
  var trimmed: [UInt8] {
    guard let first = firstIndex(where: { !$0.isSpace }),
      let last = lastIndex(where: { !$0.isSpace })
    else { return [] }
    return Array(self[first...last])
  }
}

extension UInt8 {
  /// The letter in lower case.
  fileprivate var folded: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }

  fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
