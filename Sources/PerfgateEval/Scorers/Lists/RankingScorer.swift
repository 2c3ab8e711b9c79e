internal import Foundation
internal import PerfgateModel

/// Compares the ranking in the output with what is relevant.
struct RankingScorer: Scorer {
  /// What of the ranking is the score.
  enum Figure: Sendable {
    /// The share of the relevant items that are among the first k.
    case recall(k: Int)
    /// One over the rank of the first relevant item.
    case reciprocalRank
    /// Normalised discounted cumulative gain of the first k; `nil` for all.
    case discountedGain(k: Int?)
  }

  let inputs: ScorerInputs
  let figure: Figure

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let grades = try Self.grades(try inputs.expected(of: item), inputs.normalize)
    guard let output = inputs.rawOutput(of: item) else { return .zero }
    var seen: Set<ExactText> = []
    // An item that comes again is no further find.
    let ranking = ItemList.items(of: output, inputs.normalize).map(ExactText.init)
      .filter { seen.insert($0).inserted }
    return .within(Ranking(items: ranking, grades: grades).value(of: figure))
  }

  /// How relevant items are, above 0: a list has items of grade 1, an object says the grades.
  private static func grades(
    _ value: JSONValue,
    _ normalize: TextNormalization
  ) throws(ScoringError) -> [ExactText: Double] {
    var grades: [ExactText: Double] = [:]
    if case .object(let members) = value {
      for member in members.sorted {
        guard case .number(let grade) = member.value, grade >= 0, grade.isFinite else {
          throw ScoringError(
            kind: "expected",
            message: "the grade of '\(member.key)' is not a number of at least 0"
          )
        }
        let item = ExactText(normalize(member.key.trimmed))
        if grade > 0 { grades[item] = max(grade, grades[item] ?? 0) }
      }
    } else {
      let items =
        value.elements.map { ItemList.items(of: $0, normalize) }
        ?? value.scalarText.map { ItemList.items(of: $0, normalize) } ?? []
      for item in items { grades[ExactText(item)] = 1 }
    }
    guard !grades.isEmpty else {
      throw ScoringError(
        kind: "expected",
        message: "the row names nothing that is relevant, so that no ranking can be judged"
      )
    }
    return grades
  }
}

/// A ranking and how relevant items are.
struct Ranking<Item: Hashable> {
  /// The items, the best first, each once.
  let items: [Item]
  /// How relevant items are, above 0; not empty.
  let grades: [Item: Double]

  func value(of figure: RankingScorer.Figure) -> Double {
    switch figure {
    case .recall(let k):
      return Double(items.prefix(k).count { grades[$0] != nil }) / Double(grades.count)
    case .reciprocalRank:
      guard let place = items.firstIndex(where: { grades[$0] != nil }) else { return 0 }
      return 1 / Double(place + 1)
    case .discountedGain(let k):
      return gain(items.map { grades[$0] ?? 0 }, k) / gain(grades.values.sorted(by: >), k)
    }
  }

  /// Discounted cumulative gain, linear in the grades.
  ///
  /// Source: Jarvelin and Kekalainen, "Cumulated gain-based evaluation of IR techniques", 2002, with
  /// the discount of trec_eval and scikit-learn: the logarithm of the rank plus one. Grades are taken
  /// relative to the largest, whose sum could be more than any number.
  private func gain(_ grades: [Double], _ k: Int?) -> Double {
    let largest = self.grades.values.max() ?? 1
    return grades.prefix(k ?? grades.count).enumerated().reduce(0) { sum, entry in
      sum + entry.element / largest / log2(Double(entry.offset + 2))
    }
  }
}
