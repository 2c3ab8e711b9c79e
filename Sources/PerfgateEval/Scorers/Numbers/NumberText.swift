internal import Foundation

/// Numbers inside texts that people or models write.
package enum NumberText {
  /// The last number of a text; `nil` where it has none that is finite.
  ///
  /// Graders of GSM8K take it: an answer that reasons ends with its result. A number is a run of
  /// digits with an optional sign in front, `1,000` with its commas, a fraction and an exponent;
  /// a currency sign may stand on either side of the sign. A hyphen behind a letter, a digit or a
  /// closing bracket is no sign: `16-3` ends with 3.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The number.
  package static func last(in text: String) -> Double? {
    var scanner = NumberScanner(text)
    var last: Double?
    while let token = scanner.next() { last = token.value }
    guard let last, last.isFinite else { return nil }
    return last
  }

  /// The text with its numbers written alike: no commas between digits, no zeros that say nothing.
  ///
  /// What touches a letter, or has two full stops as a version, stays as it is.
  static func alike(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var output = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      guard scalars[index].isPlainDigit || scalars[index].isOfWord else {
        output.append(scalars[index])
        index += 1
        continue
      }
      var end = index
      while end < scalars.count, scalars[end].continuesToken(at: end, of: scalars) { end += 1 }
      output.append(contentsOf: alike(scalars[index..<end]))
      index = end
    }
    return String(output)
  }

  private static func alike(_ token: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = digits(ofWhole: parts[0]),
      parts.count == 1 || parts[1].allSatisfy(\.isPlainDigit)
    else { return Array(token) }
    let significant = Array(whole.drop { $0 == "0" })
    var fraction = parts.count == 2 ? parts[1] : []
    while fraction.last == "0" { fraction.removeLast() }
    let shown = significant.isEmpty ? ["0"] : significant
    return fraction.isEmpty ? shown : shown + ["."] + fraction
  }

  /// The digits of `1,000`; `nil` where commas do not stand before each three.
  private static func digits(ofWhole part: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]? {
    let groups = part.split(separator: ",", omittingEmptySubsequences: false)
    guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isPlainDigit) }) else { return nil }
    guard
      groups.count == 1 || (groups[0].count <= 3 && groups.dropFirst().allSatisfy { $0.count == 3 })
    else { return nil }
    return groups.flatMap { $0 }
  }
}

extension Unicode.Scalar {
  /// Whether it is one of `0` to `9`.
  fileprivate var isPlainDigit: Bool { ("0"..."9").contains(self) }

  /// Whether it is of a word, or a comma or full stop between two digits.
  fileprivate func continuesToken(at index: Int, of scalars: [Unicode.Scalar]) -> Bool {
    if isOfWord { return true }
    guard self == "," || self == ".", index > 0, index + 1 < scalars.count else { return false }
    return scalars[index - 1].isPlainDigit && scalars[index + 1].isPlainDigit
  }
}

/// Finds the numbers of a text one after the other.
private struct NumberScanner {
  struct Token {
    /// Infinite where the digits are out of range.
    var value: Double
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  private func isDigit(_ place: Int) -> Bool {
    place < scalars.count && scalars[place].isPlainDigit
  }

  mutating func next() -> Token? {
    while index < scalars.count {
      let startsFraction = scalars[index] == "." && isDigit(index + 1)
      guard isDigit(index) || startsFraction else {
        index += 1
        continue
      }
      return token()
    }
    return nil
  }

  private mutating func token() -> Token {
    let isNegative = hasSign(before: index)
    var text = isNegative ? "-" : ""
    takeWhole(to: &text)
    if index < scalars.count, scalars[index] == ".", isDigit(index + 1) {
      text += text.last?.isNumber == true ? "." : "0."
      index += 1
      takeDigits(to: &text)
    }
    takeExponent(to: &text)
    // Underflow is 0 and overflow infinite: what is read here is always a number.
    return Token(value: Double(text) ?? .infinity)
  }

  private mutating func takeDigits(to text: inout String) {
    while isDigit(index) {
      text.unicodeScalars.append(scalars[index])
      index += 1
    }
  }

  /// Takes digits, and groups of three behind commas where up to three digits come first.
  private mutating func takeWhole(to text: inout String) {
    let start = index
    takeDigits(to: &text)
    guard (1...3).contains(index - start) else { return }
    while index < scalars.count, scalars[index] == ",",
      isDigit(index + 1), isDigit(index + 2), isDigit(index + 3), !isDigit(index + 4)
    {
      index += 1
      takeDigits(to: &text)
    }
  }

  private mutating func takeExponent(to text: inout String) {
    guard index < scalars.count, scalars[index] == "e" || scalars[index] == "E" else { return }
    var place = index + 1
    if place < scalars.count, scalars[place] == "-" || scalars[place] == "+" { place += 1 }
    guard isDigit(place) else { return }
    text.unicodeScalars.append(contentsOf: scalars[index..<place])
    index = place
    takeDigits(to: &text)
  }

  /// Whether a sign stands before the digits, currency signs apart.
  private func hasSign(before place: Int) -> Bool {
    var before = place - 1
    while before >= 0, scalars[before].properties.generalCategory == .currencySymbol { before -= 1 }
    guard before >= 0, scalars[before] == "-" || scalars[before] == "\u{2212}" else { return false }
    guard before > 0 else { return true }
    let previous = scalars[before - 1]
    return !(previous.isOfWord || previous == ")" || previous == "]" || previous == "}")
  }
}
