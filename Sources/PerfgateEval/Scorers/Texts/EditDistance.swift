/// How alike two texts are by the edits between them.
enum EditDistance {
  /// One less the Levenshtein distance over the length of the longer text, in Unicode scalars.
  ///
  /// As rapidfuzz's `Levenshtein.normalized_similarity`; 1 for two empty texts.
  ///
  /// - Throws: `ScoringError` where the texts are too long to compare.
  static func similarity(_ left: String, _ right: String) throws(ScoringError) -> Double {
    let (a, b) = (left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value))
    let longest = max(a.count, b.count)
    guard longest > 0 else { return 1 }
    let edits = try distance(a, b)
    return 1 - Double(edits) / Double(longest)
  }

  /// The least number of insertions, deletions and substitutions.
  ///
  /// - Throws: `ScoringError` where what differs is too long to compare.
  static func distance(_ left: [UInt32], _ right: [UInt32]) throws(ScoringError) -> Int {
    var (a, b, _) = SequenceEnds.stripped(left, right)
    if a.count > b.count { (a, b) = (b, a) }
    guard !a.isEmpty else { return b.count }
    try ComparisonLimit.check(a.count, b.count)
    return blockDistance(a, b)
  }

  /// A column of the matrix, 64 rows a word: where it rises and where it falls.
  private struct Block {
    var rises = UInt64.max
    var falls: UInt64 = 0
  }

  /// Sources: Myers, "A fast bit-vector algorithm for approximate string matching", 1999; Hyyro,
  /// "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
  private static func blockDistance(
    _ pattern: ArraySlice<UInt32>,
    _ text: ArraySlice<UInt32>
  ) -> Int {
    let masks = SymbolMasks(pattern)
    var matches = [UInt64](repeating: 0, count: masks.wordCount)
    var blocks = [Block](repeating: Block(), count: masks.wordCount)
    let last = blocks.count - 1
    let lastBit = UInt64(1) << UInt64((pattern.count - 1) % 64)
    var distance = pattern.count
    for symbol in text {
      let parts = masks[symbol]
      for part in parts { matches[part.word] = part.places }
      var (rising, falling): (UInt64, UInt64) = (1, 0)
      for index in blocks.indices {
        let block = blocks[index]
        let equal = matches[index] | falling
        let diagonal =
          (((equal & block.rises) &+ block.rises) ^ block.rises) | equal | block.falls
        var up = block.falls | ~(diagonal | block.rises)
        var down = diagonal & block.rises
        if index == last {
          if up & lastBit != 0 { distance += 1 }
          if down & lastBit != 0 { distance -= 1 }
        }
        let (nextRising, nextFalling) = (up >> 63, down >> 63)
        up = up << 1 | rising
        down = down << 1 | falling
        (rising, falling) = (nextRising, nextFalling)
        blocks[index] = Block(rises: down | ~(diagonal | up), falls: up & diagonal)
      }
      for part in parts { matches[part.word] = 0 }
    }
    return distance
  }
}

/// Where each symbol stands in a sequence, 64 places a word.
///
/// Of a symbol only the words that it stands in are kept, so that all of them together are at most
/// one for each place: whole masks of n distinct symbols would take n * n / 8 bytes.
struct SymbolMasks<Symbol: Hashable> {
  /// A word that a symbol stands in.
  struct Part {
    /// Which word.
    let word: Int
    /// The places in it.
    var places: UInt64
  }

  /// How many words the sequence has.
  let wordCount: Int
  private var parts: [Symbol: [Part]] = [:]

  init(_ symbols: ArraySlice<Symbol>) {
    wordCount = (symbols.count + 63) / 64
    for (place, symbol) in symbols.enumerated() {
      Self.add(place, to: &parts[symbol, default: []])
    }
  }

  private static func add(_ place: Int, to parts: inout [Part]) {
    let bit = UInt64(1) << UInt64(place % 64)
    if let last = parts.indices.last, parts[last].word == place / 64 {
      parts[last].places |= bit
    } else {
      parts.append(Part(word: place / 64, places: bit))
    }
  }

  /// The places of a symbol, by word; empty where it has none.
  subscript(symbol: Symbol) -> [Part] { parts[symbol] ?? [] }

  /// How many words are kept for all symbols.
  var partCount: Int { parts.values.reduce(0) { $0 + $1.count } }
}

/// What two sequences begin and end with alike.
enum SequenceEnds {
  /// What is between, and how many symbols were alike.
  static func stripped<Symbol: Equatable>(
    _ left: [Symbol],
    _ right: [Symbol]
  ) -> (left: ArraySlice<Symbol>, right: ArraySlice<Symbol>, count: Int) {
    let most = min(left.count, right.count)
    var first = 0
    while first < most, left[first] == right[first] { first += 1 }
    var last = 0
    while last < most - first, left[left.count - 1 - last] == right[right.count - 1 - last] {
      last += 1
    }
    return (
      left[first..<(left.count - last)], right[first..<(right.count - last)], first + last
    )
  }
}

/// How much two texts may differ that are compared place by place.
enum ComparisonLimit {
  /// The most pairs of places, those of two texts of 524,288: some 20 s of one processor.
  static let mostPairs = 1 << 38

  /// Refuses what would take much longer.
  ///
  /// - Throws: `ScoringError` above the most pairs.
  static func check(_ one: Int, _ other: Int) throws(ScoringError) {
    guard one > 0, other > mostPairs / one else { return }
    throw ScoringError(
      kind: "length",
      message: "the output and what is expected are too long to compare: they differ in \(one) and "
        + "\(other) places, of which the product may be at most \(mostPairs)"
    )
  }
}
