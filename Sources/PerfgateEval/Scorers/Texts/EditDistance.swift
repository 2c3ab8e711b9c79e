/// How alike two texts are by the edits between them.
enum EditDistance {
  /// One less the Levenshtein distance over the length of the longer text, in Unicode scalars.
  ///
  /// As rapidfuzz's `Levenshtein.normalized_similarity`; 1 for two empty texts.
  static func similarity(_ left: String, _ right: String) -> Double {
    let (a, b) = (left.unicodeScalars.map(\.value), right.unicodeScalars.map(\.value))
    let longest = max(a.count, b.count)
    return longest == 0 ? 1 : 1 - Double(distance(a, b)) / Double(longest)
  }

  /// The least number of insertions, deletions and substitutions.
  static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var (a, b) = (left[...], right[...])
    while let first = a.first, first == b.first { (a, b) = (a.dropFirst(), b.dropFirst()) }
    while let last = a.last, last == b.last { (a, b) = (a.dropLast(), b.dropLast()) }
    if a.count > b.count { (a, b) = (b, a) }
    return a.isEmpty ? b.count : blockDistance(Array(a), b)
  }

  /// A column of the matrix, 64 rows a word: where it rises and where it falls.
  private struct Block {
    var rises = UInt64.max
    var falls: UInt64 = 0
  }

  /// Sources: Myers, "A fast bit-vector algorithm for approximate string matching", 1999; Hyyro,
  /// "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
  private static func blockDistance(_ pattern: [UInt32], _ text: ArraySlice<UInt32>) -> Int {
    let masks = SymbolMasks(pattern)
    var blocks = [Block](repeating: Block(), count: masks.wordCount)
    let last = blocks.count - 1
    let lastBit = UInt64(1) << UInt64((pattern.count - 1) % 64)
    var distance = pattern.count
    for symbol in text {
      let matches = masks[symbol]
      var (rising, falling): (UInt64, UInt64) = (1, 0)
      for index in blocks.indices {
        let block = blocks[index]
        let equal = (matches?[index] ?? 0) | falling
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
    }
    return distance
  }
}

/// Where each symbol stands in a sequence, 64 places a word.
struct SymbolMasks<Symbol: Hashable> {
  let wordCount: Int
  private var masks: [Symbol: [UInt64]] = [:]

  init(_ symbols: [Symbol]) {
    wordCount = (symbols.count + 63) / 64
    for (place, symbol) in symbols.enumerated() {
      masks[symbol, default: [UInt64](repeating: 0, count: wordCount)][place / 64] |=
        1 << UInt64(place % 64)
    }
  }

  /// The places of a symbol; `nil` where it has none.
  subscript(symbol: Symbol) -> [UInt64]? { masks[symbol] }
}
