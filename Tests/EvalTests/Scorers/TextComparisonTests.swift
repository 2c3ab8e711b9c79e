import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import Testing

@testable import PerfgateEval

@Suite("Comparing long texts")
struct TextComparisonTests {
  /// The length of the longest common subsequence, cell by cell.
  private func plainLength(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var row = [Int](repeating: 0, count: right.count + 1)
    for symbol in left {
      var diagonal = 0
      for (place, other) in right.enumerated() {
        let above = row[place + 1]
        row[place + 1] = symbol == other ? diagonal + 1 : max(above, row[place])
        diagonal = above
      }
    }
    return row[right.count]
  }

  /// The edit distance, cell by cell.
  private func plainDistance(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var row = Array(0...right.count)
    for (line, symbol) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (place, other) in right.enumerated() {
        let above = row[place + 1]
        row[place + 1] = min(diagonal + (symbol == other ? 0 : 1), above + 1, row[place] + 1)
        diagonal = above
      }
    }
    return row[right.count]
  }

  @Test(
    "distances and subsequences are those of the whole matrix",
    arguments: [2, 20, 150, 100_000] as [UInt32]
  )
  func exact(symbols: UInt32) throws {
    var random = SeededGenerator(seed: UInt64(symbols))
    for _ in 0..<20 {
      let sequences = (0..<2).map { _ in
        (0..<Int.random(in: 0...200, using: &random)).map { _ in
          UInt32.random(in: 0..<symbols, using: &random)
        }
      }
      let (left, right) = (sequences[0], sequences[1])
      // Much of a text is in the other one, in another place.
      let moved = Array(left.suffix(70)) + right + Array(left.prefix(90))
      for other in [right, moved] {
        let (length, distance) = (plainLength(left, other), plainDistance(left, other))
        #expect(try CommonSubsequence.length(left, other) == length)
        #expect(try CommonSubsequence.length(other, left) == length)
        #expect(try EditDistance.distance(left, other) == distance)
        #expect(try EditDistance.distance(other, left) == distance)
      }
    }
  }

  @Test("masks take no more words than a sequence has places")
  func masks() {
    let distinct = SymbolMasks(Array(0..<10_000)[...])
    #expect(distinct.partCount == 10_000)
    #expect(distinct[9_999].map(\.word) == [156] && distinct[10_000].isEmpty)
    let same = SymbolMasks([Int](repeating: 7, count: 10_000)[...])
    #expect(same.partCount == 157)
  }

  @Test("many distinct words take the memory of the words")
  func distinct() throws {
    // Whole masks of all words would take 11 GB.
    #expect(try CommonSubsequence.length(Array(0..<300_000), [5, 299_999, 70]) == 2)
    #expect(try CommonSubsequence.length([5, 299_999, 70], Array(0..<300_000)) == 2)
    let strangers = try CommonSubsequence.length(Array(0..<300_000), Array(300_000..<600_000))
    #expect(strangers == 0)
    // Of each two words that changed places one stays.
    let swapped = (0..<10_000).map { $0 ^ 1 }
    #expect(try CommonSubsequence.length(Array(0..<10_000), swapped) == 5000)
  }

  @Test("texts that would take minutes have no score, and what is alike in them does not count")
  func tooLong() async throws {
    let (letters, other) = (
      String(repeating: "ab", count: 300_000), String(repeating: "ba", count: 300_000)
    )
    let (words, others) = (
      String(repeating: "a b ", count: 300_000), String(repeating: "b a ", count: 300_000)
    )
    let rouge = ScorerPlan.Kind.rougeL(usesStemmer: false)
    for (kind, output, expected) in [
      (ScorerPlan.Kind.levenshtein, letters, other), (rouge, words, others),
    ] {
      let error = try await ScorerSupport.errorKind(kind, output, expected: .string(expected))
      #expect(error == "length")
      #expect(try await ScorerSupport.score(kind, output, expected: .string(output)) == 1)
    }
  }

  @Test("a word of y alone takes time in proportion to its length")
  func stem() {
    let word = [UInt8](repeating: UInt8(ascii: "y"), count: 200_000)
    let stem = PorterStemmer.stem(word + Array("ness".utf8))
    #expect(stem.utf8.elementsEqual(word))
    for (word, stem) in [("yyness", "yyness"), ("yyyness", "yyy"), ("sayyyed", "sayi")] {
      #expect(PorterStemmer.stem(Array(word.utf8)) == stem)
    }
  }
}
