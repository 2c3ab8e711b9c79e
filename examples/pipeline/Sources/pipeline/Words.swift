import Foundation
import PerfgateMacros

/// The bytes that words are made of.
enum Letters {
  /// Whether a byte is an ASCII letter, or part of a character beyond ASCII.
  static func contains(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
  }
}

/// The words of a piece in lower case.
@Measured("tokenise", monitor: monitor)
func words(in piece: Data) -> [String] {
  piece.split { !Letters.contains($0) }.map { word in
    String(decoding: word.map { $0 < 0x80 ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}

/// A word and how often it occurs.
struct RankedWord {
  var word: String
  var count: Int
}

/// How often each word occurs.
struct WordCounts {
  private var counts: [String: Int] = [:]

  /// Counts nothing.
  init() {}

  /// Counts words.
  init(of words: [String]) {
    self.init()
    count(words)
  }

  /// Adds other counts.
  mutating func add(_ other: WordCounts) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// The most frequent words, those that occur equally often by their letters.
  func ranked(atMost limit: Int) -> [RankedWord] {
    let words = counts.map { RankedWord(word: $0.key, count: $0.value) }
    return Array(words.sorted { ($1.count, $0.word) < ($0.count, $1.word) }.prefix(limit))
  }

  @Measured("count", monitor: monitor)
  private mutating func count(_ words: [String]) {
    for word in words { counts[word, default: 0] += 1 }
  }
}
