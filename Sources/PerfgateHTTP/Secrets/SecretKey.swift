import PerfgateModel

/// The key of a server: sent with requests, and shown nowhere.
struct SecretKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// What stands for it in texts.
  static let mask = "[key]"
  /// Fewer bytes in a row are not taken for a part of the key.
  private static let recognised = 8

  private let value: String
  private let bytes: [UInt8]
  /// The bytes in lower case, as some headers come.
  private let folded: [UInt8]

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
    bytes = key
    folded = key.map(\.folded)
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
  /// - Parameter text: At most some thousand bytes, since each is compared with all of the key.
  /// - Returns: The bytes, `[key]` in place of eight or more in a row that the key has, too.
  func masked(_ text: [UInt8]) -> [UInt8] {
    let shortest = min(Self.recognised, bytes.count)
    let compared = text.map(\.folded)
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let length = longestMatch(compared, at: index)
      if length >= shortest {
        result += Self.mask.utf8
        index += length
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// An output with the key masked, where a server sent it back as one.
  ///
  /// A key of a few bytes, as servers without keys get one, is a word that outputs may have.
  func masked(output: String) -> String {
    guard bytes.count >= Self.recognised, output.utf8.count >= bytes.count,
      output.contains(value)
    else { return output }
    return output.split(separator: value, omittingEmptySubsequences: false)
      .joined(separator: Self.mask)
  }

  private func longestMatch(_ text: [UInt8], at index: Int) -> Int {
    var longest = 0
    for start in folded.indices where folded[start] == text[index] {
      var length = 1
      while start + length < folded.count, index + length < text.count,
        folded[start + length] == text[index + length]
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
