/// F1 over the words of two texts, as the evaluation of SQuAD 2.0 has it.
///
/// Source: Rajpurkar et al., "Know what you don't know: unanswerable questions for SQuAD", 2018,
/// `evaluate-v2.0.py`: lower case, without ASCII punctuation and English articles, words by white
/// space, each counted as often as it is in both.
enum TokenF1 {
  static func score(_ output: String, _ expected: String) -> Double {
    let (found, wanted) = (tokens(of: output), tokens(of: expected))
    // Without an answer there is nothing to overlap: only two empty ones agree.
    guard !found.isEmpty, !wanted.isEmpty else { return found.isEmpty && wanted.isEmpty ? 1 : 0 }
    return HarmonicMean.f1(
      overlap: TokenCounts(found).overlap(with: TokenCounts(wanted)),
      found: found.count,
      wanted: wanted.count
    )
  }

  private static func tokens(of text: String) -> [ExactText] {
    let plain = text.lowercased().unicodeScalars.filter { !$0.isASCIIPunctuation }
    return String(String.UnicodeScalarView(plain)).withoutArticles(leavingSpace: true)
      .unicodeScalars.split(whereSeparator: \.isPythonSpace).map { ExactText(String($0)) }
  }
}

/// How often each token is in a text.
struct TokenCounts<Token: Hashable> {
  private(set) var counts: [Token: Int] = [:]

  init(_ tokens: some Sequence<Token>) {
    for token in tokens { counts[token, default: 0] += 1 }
  }

  /// How many tokens both have, each as often as in the one that has it less.
  func overlap(with other: TokenCounts) -> Int {
    counts.reduce(0) { sum, entry in sum + min(entry.value, other.counts[entry.key] ?? 0) }
  }
}

/// The harmonic mean of precision and recall.
enum HarmonicMean {
  /// F1 of an overlap; 0 where nothing overlaps.
  static func f1(overlap: Int, found: Int, wanted: Int) -> Double {
    guard overlap > 0 else { return 0 }
    let precision = Double(overlap) / Double(found)
    let recall = Double(overlap) / Double(wanted)
    return 2 * precision * recall / (precision + recall)
  }
}
