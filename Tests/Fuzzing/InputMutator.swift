import PerfgateStatistics

/// Makes hostile inputs from real documents: bytes, tokens, lines and whole branches are changed.
struct InputMutator {
  /// The documents that inputs are made from.
  let documents: [[UInt8]]

  private static let values = [
    "null", "true", "-1", "0", "-0", "1e308", "-1e308", "1e309", "9007199254740993", "1e-400",
    "0.1",
    "4e-324", "18446744073709551616", "-9223372036854775809", "\"\"", "\"\\ud800\"",
    "\"\\ud83d\\ude00\"", "\"\\u00e9\\n\"", "\"a//b\"",
    "\"../../etc\"", "[]", "{}", "[[]]", "{\"\": {}}", "~", ".nan", ".inf", "0x7fffffffffffffff",
    "12:30:45", "!!binary aGk=", "!!int x", "100000000%", "-5%", "1e9 GiB", "99999999999h",
    "\"perfgate.run/2\"", "\"perfgate.verdict/1\"", "exact", "score", "higher", "**", "off",
  ]
  private static let marks = [
    "{", "}", "[", "]", ",", ":", "\"", "'", "\\", "\n", "\t", "\r", "\u{0}", "\u{FEFF}", "\u{85}",
    "\u{2028}", "\u{202E}", "e\u{301}", "&a ", "*a", "<<: ", "? ", "- ", "| ", "> ", "# ", "---\n",
    "...\n", "%YAML 1.1\n", "!!str ", "!<x> ", "<<<<<<< HEAD\n", "\n=======\n", "{{", "{size}",
    "\\u0000", "]]>", "<!--",
  ]
  private static let tokens = (values + marks).map { Array($0.utf8) }

  /// The input with a number; the same for the same documents.
  ///
  /// - Parameter index: Any number.
  /// - Returns: The input.
  func input(_ index: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: index)
    var bytes = documents[random.nextIndex(below: documents.count)]
    // Most inputs are nearly right: what is quite wrong is refused at its first byte.
    for _ in 0...random.nextIndex(below: random.nextIndex(below: 8) == 0 ? 12 : 3) {
      change(&bytes, &random)
      if bytes.isEmpty { bytes = [0x20] }
    }
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let start = random.nextIndex(below: bytes.count)
    let long = random.nextIndex(below: 10) == 0 ? 300 : 8
    let end = min(bytes.count, start + 1 + random.nextIndex(below: long))
    switch random.nextIndex(below: 12) {
    case 0: bytes[start] = UInt8(random.nextIndex(below: 256))
    case 1: bytes[start] ^= 1 << UInt8(random.nextIndex(below: 8))
    case 2: bytes.removeSubrange(start..<end)
    case 3: bytes.insert(contentsOf: bytes[start..<end], at: random.nextIndex(below: bytes.count))
    case 4: bytes.insert(contentsOf: Self.token(&random), at: start)
    case 5: repeatToken(at: start, in: &bytes, &random)
    case 6: truncate(&bytes, behind: start, &random)
    case 7: changeLine(around: start, in: &bytes, &random)
    case 8: exchangeBranch(around: start, in: &bytes, &random)
    default: replaceWord(around: start, in: &bytes, &random)
    }
  }

  private static func token(_ random: inout SeededGenerator) -> [UInt8] {
    tokens[random.nextIndex(below: tokens.count)]
  }

  /// Ends a text anywhere, or within a token.
  private func truncate(
    _ bytes: inout [UInt8],
    behind start: Int,
    _ random: inout SeededGenerator
  ) {
    bytes.removeSubrange(start...)
    guard random.nextIndex(below: 2) == 0 else { return }
    let isString = random.nextIndex(below: 3) == 0
    let token = (isString ? Array("\"".utf8) : []) + Self.token(&random)
    bytes += token.prefix(1 + random.nextIndex(below: token.count))
  }

  /// Deep nesting, long numbers, long names.
  private func repeatToken(at start: Int, in bytes: inout [UInt8], _ random: inout SeededGenerator)
  {
    let runs = [
      "[", "{\"a\":", "9", "0", "x", " ", "*a,", "- ", "{", "é", "\u{301}", "\"\\u12", ".",
    ]
    let run = Array(runs[random.nextIndex(below: runs.count)].utf8)
    let count = 1 << random.nextIndex(below: 11)
    bytes.insert(contentsOf: (0..<count).flatMap { _ in run }, at: start)
  }

  /// Drops, repeats, indents or moves a line, which is what YAML is made of.
  private func changeLine(
    around place: Int,
    in bytes: inout [UInt8],
    _ random: inout SeededGenerator
  ) {
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[place...].firstIndex(of: newline).map { $0 + 1 } ?? bytes.count
    let line = bytes[start..<end]
    switch random.nextIndex(below: 5) {
    case 0: bytes.removeSubrange(start..<end)
    case 1: bytes.insert(contentsOf: line, at: start)
    case 2: bytes.insert(contentsOf: "  ".utf8, at: start)
    case 3: bytes.removeSubrange(start..<min(end, start + 2))
    default:
      let other = random.nextIndex(below: bytes.count)
      let target = bytes[..<other].lastIndex(of: newline).map { $0 + 1 } ?? 0
      bytes.insert(contentsOf: line, at: target)
    }
  }

  /// Puts a bracketed branch of one document into another place of one.
  private func exchangeBranch(
    around place: Int,
    in bytes: inout [UInt8],
    _ random: inout SeededGenerator
  ) {
    let donor = documents[random.nextIndex(below: documents.count)]
    let branch = Self.branch(of: donor, behind: random.nextIndex(below: donor.count))
    let own = Self.branch(of: bytes, behind: place)
    guard let branch, let own else { return }
    bytes.replaceSubrange(own, with: donor[branch])
  }

  /// The next bracket with everything up to its partner.
  private static func branch(of bytes: [UInt8], behind place: Int) -> Range<Int>? {
    let opening = Set("[{".utf8)
    let closing = Set("]}".utf8)
    guard let start = bytes[place...].firstIndex(where: opening.contains) else { return nil }
    var depth = 0
    for index in start..<bytes.count {
      if opening.contains(bytes[index]) { depth += 1 }
      if closing.contains(bytes[index]) { depth -= 1 }
      if depth == 0 { return start..<index + 1 }
    }
    return nil
  }

  /// Puts another value in the place of a word or number, or turns one digit.
  private func replaceWord(
    around place: Int,
    in bytes: inout [UInt8],
    _ random: inout SeededGenerator
  ) {
    let ends = Set(" ,:[]{}\n\"".utf8)
    guard let start = bytes[place...].firstIndex(where: { !ends.contains($0) }) else { return }
    let end = bytes[start...].firstIndex(where: ends.contains) ?? bytes.count
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    if digits.contains(bytes[start]), random.nextIndex(below: 2) == 0 {
      bytes[start] = digits.lowerBound + UInt8(random.nextIndex(below: 10))
    } else {
      bytes.replaceSubrange(start..<end, with: Self.token(&random))
    }
  }
}
