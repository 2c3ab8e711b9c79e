import Foundation
import PerfgateConfiguration
@testable import PerfgateEval
import PerfgateModel
import Testing

/// What the reference implementations say: Fixtures/scorers/ORIGIN.md.
@Suite("Agreement with the reference implementations")
struct ReferenceTests {
  private static let tolerance = 1e-9

  private static func fixture(_ name: String) throws -> JSONNode {
    let folder = try #require(Bundle.module.resourceURL?.appending(path: "Fixtures/scorers"))
    return try JSONReader.read(Array(try Data(contentsOf: folder.appending(path: name))))
  }

  @Test(
    "text metrics agree to 1e-9",
    arguments: [
      ("levenshtein", ScorerPlan.Kind.levenshtein), ("token_f1", .tokenF1),
      ("rouge_1", .rougeN(n: 1, usesStemmer: false)),
      ("rouge_2", .rougeN(n: 2, usesStemmer: false)),
      ("rouge_3", .rougeN(n: 3, usesStemmer: false)), ("rouge_l", .rougeL(usesStemmer: false)),
      ("rouge_1_stemmed", .rougeN(n: 1, usesStemmer: true)),
      ("rouge_2_stemmed", .rougeN(n: 2, usesStemmer: true)),
      ("rouge_l_stemmed", .rougeL(usesStemmer: true)), ("bleu", .bleu),
    ]
  )
  func texts(column: String, kind: ScorerPlan.Kind) async throws {
    let rows = try Self.fixture("texts.json").array()
    #expect(rows.count > 400)
    for row in rows {
      let row = try row.object()
      let output = try row.required("output").string()
      let expected = try row.required("expected").string()
      let reference = try row.required(column).number()
      let score = try await ScorerSupport.score(kind, output, expected: .string(expected))
      #expect(
        abs(score - reference) <= Self.tolerance,
        "\(column) of \(output.debugDescription) and \(expected.debugDescription)"
      )
    }
  }

  @Test("words have the stems of NLTK's Porter stemmer")
  func stems() async throws {
    let words = try Self.fixture("stems.json").texts()
    #expect(words.count > 2000)
    for (word, stem) in words {
      #expect(PorterStemmer.stem(Array(word.utf8)) == stem, "\(word)")
    }
  }

  @Test("nDCG agrees with scikit-learn")
  func rankings() async throws {
    for row in try Self.fixture("rankings.json").array() {
      let row = try row.object()
      let grades = try row.required("grades").numbers()
      let ranking = try row.required("ranking").integers(atLeast: 0)
      let expected = JSONValue.object(
        JSONMembers(grades.enumerated().map { ("d\($0.offset)", .number($0.element)) })
      )
      let output = ranking.map { "d\($0)" }.joined(separator: "\n")
      let all = try await ScorerSupport.score(.ndcg(k: nil), output, expected: expected)
      #expect(abs(all - (try row.required("ndcg").number())) <= Self.tolerance)
      let k = try row.required("k").integer()
      let first = try await ScorerSupport.score(.ndcg(k: k), output, expected: expected)
      #expect(abs(first - (try row.required("ndcg_at_k").number())) <= Self.tolerance)
    }
  }
}
