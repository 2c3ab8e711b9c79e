/// Changes a text at random places: bytes, tokens, and whole pieces of it.
struct DocumentMutator {
  private let original: [UInt8]
  private var state: UInt64

  private static let tokens = [
    "null", "true", "-1", "0", "1e308", "-1e308", "9007199254740993", "1e-400", "-0", "0.1",
    "\"\"", "\"\\ud800\"", "\"a//b\"", "{", "}", "[", "]", ",", ":", "\"", "\\", "[]", "{}",
    "<<<<<<<\n", "\n=======", String(repeating: "9", count: 400),
    String(repeating: "[", count: 200),
    "\"\u{0}\"", "18446744073709551616", "\"perfgate.run/2\"", "\"kind\": \"exact\"",
  ].map { Array($0.utf8) }

  init(text: String, seed: UInt64) {
    original = Array(text.utf8)
    state = seed
  }

  /// The text with one or two changes.
  mutating func next() -> [UInt8] {
    var bytes = original
    for _ in 0...below(2) { change(&bytes) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let start = below(bytes.count)
    let end = min(bytes.count, start + 1 + below(below(10) == 0 ? 400 : 8))
    switch below(9) {
    case 0: bytes[start] = UInt8(truncatingIfNeeded: below(256))
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: below(bytes.count))
    case 3: bytes.insert(contentsOf: Self.tokens[below(Self.tokens.count)], at: start)
    case 4: bytes[start] ^= 1 << UInt8(below(8))
    case 5, 6: replaceValue(after: start, in: &bytes)
    default: changeDigit(after: start, in: &bytes)
    }
    if bytes.isEmpty { bytes = [0x20] }
  }

  /// Puts another value into the place of a number, string or word, so that the text stays JSON.
  private mutating func replaceValue(after start: Int, in bytes: inout [UInt8]) {
    let ends = Set(",]}\n".utf8)
    guard let colon = bytes[start...].firstIndex(where: { $0 == UInt8(ascii: ":") }),
      let end = bytes[colon...].firstIndex(where: ends.contains)
    else { return }
    let value = Self.tokens[below(11)]
    bytes.replaceSubrange(colon + 1..<end, with: value)
  }

  /// Puts one digit into the place of another.
  private mutating func changeDigit(after start: Int, in bytes: inout [UInt8]) {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let index = bytes[start...].firstIndex(where: digits.contains) else { return }
    bytes[index] = digits.lowerBound + UInt8(below(10))
  }

  /// A number from 0 to below a bound, by a linear congruential generator (Knuth's MMIX).
  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, bound)
  }
}
