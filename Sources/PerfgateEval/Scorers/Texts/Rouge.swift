/// ROUGE as F1, as Google's `rouge-score` computes it.
///
/// Source: Lin, "ROUGE: a package for automatic evaluation of summaries", 2004.
struct Rouge: Sendable {
  let usesStemmer: Bool

  /// ROUGE-N: F1 of the n-grams.
  func ngrams(_ n: Int, _ output: String, _ expected: String) -> Double {
    let found = Ngrams.all(n, of: tokens(of: output))
    let wanted = Ngrams.all(n, of: tokens(of: expected))
    return HarmonicMean.f1(
      overlap: TokenCounts(found).overlap(with: TokenCounts(wanted)),
      found: found.count,
      wanted: wanted.count
    )
  }

  /// ROUGE-L: F1 of the longest common subsequence.
  ///
  /// - Throws: `ScoringError` where the texts are too long to compare.
  func longestSubsequence(
    _ output: String,
    _ expected: String
  ) throws(ScoringError) -> Double {
    let (found, wanted) = (tokens(of: output), tokens(of: expected))
    guard !found.isEmpty, !wanted.isEmpty else { return 0 }
    let overlap = try CommonSubsequence.length(found, wanted)
    return HarmonicMean.f1(
      overlap: overlap,
      found: found.count,
      wanted: wanted.count
    )
  }

  /// The runs of ASCII letters and digits in lower case; those above three letters by their stems.
  func tokens(of text: String) -> [String] {
    text.lowercased().utf8.split { byte in
      !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte)
    }.map { bytes in
      usesStemmer && bytes.count > 3
        ? PorterStemmer.stem(Array(bytes)) : String(decoding: bytes, as: UTF8.self)
    }
  }
}

/// Runs of n tokens.
enum Ngrams {
  static func all<Token>(_ n: Int, of tokens: [Token]) -> [ArraySlice<Token>] {
    guard tokens.count >= n else { return [] }
    return (0...(tokens.count - n)).map { tokens[$0..<($0 + n)] }
  }
}

/// The longest common subsequence of two sequences.
enum CommonSubsequence {
  /// Its length.
  ///
  /// - Throws: `ScoringError` where what both have is too long to compare.
  static func length<Symbol: Hashable>(
    _ left: [Symbol],
    _ right: [Symbol]
  ) throws(ScoringError) -> Int {
    // What the other has not is in no common subsequence, and need not be compared.
    let (shorter, longer) = left.count <= right.count ? (left, right) : (right, left)
    let kept = Self.kept(of: longer, in: shorter)
    let (a, b, same) = SequenceEnds.stripped(Self.kept(of: shorter, in: kept), kept)
    try ComparisonLimit.check(a.count, b.count)
    return same + (a.count <= b.count ? blockLength(a, b) : blockLength(b, a))
  }

  private static func kept<Symbol: Hashable>(of symbols: [Symbol], in other: [Symbol]) -> [Symbol] {
    let known = Set(other)
    return symbols.filter { known.contains($0) }
  }

  /// 64 rows of the matrix at a time.
  ///
  /// Source: Hyyro, "Bit-parallel LCS-length computation revisited", 2004.
  private static func blockLength<Symbol: Hashable>(
    _ pattern: ArraySlice<Symbol>,
    _ text: ArraySlice<Symbol>
  ) -> Int {
    let masks = SymbolMasks(pattern)
    var column = [UInt64](repeating: .max, count: masks.wordCount)
    var matches = [UInt64](repeating: 0, count: masks.wordCount)
    for symbol in text {
      let parts = masks[symbol]
      guard !parts.isEmpty else { continue }
      for part in parts { matches[part.word] = part.places }
      var carry: UInt64 = 0
      for index in column.indices {
        let both = column[index] & matches[index]
        let (partial, first) = column[index].addingReportingOverflow(both)
        let (sum, second) = partial.addingReportingOverflow(carry)
        carry = first || second ? 1 : 0
        column[index] = sum | (column[index] & ~matches[index])
      }
      for part in parts { matches[part.word] = 0 }
    }
    // A place beyond the end matches nothing and keeps its one.
    return column.reduce(0) { $0 + (~$1).nonzeroBitCount }
  }
}
