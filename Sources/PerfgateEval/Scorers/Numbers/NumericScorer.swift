/// Compares the number that the output ends with with the expected one.
struct NumericScorer: Scorer {
  let inputs: ScorerInputs
  /// How far it may be off; `nil` for not at all unless `relative` allows it.
  let absolute: Double?
  /// How far it may be off, as a share of the expected number.
  let relative: Double?

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    var numbers: [Double] = []
    for text in try inputs.alternatives(of: item) {
      guard let number = NumberText.last(in: text) else {
        throw ScoringError(kind: "expected", message: "there is no number in what is expected")
      }
      numbers.append(number)
    }
    guard let output = inputs.output(of: item), let found = NumberText.last(in: output) else {
      return .zero
    }
    return .of(numbers.contains { isNear(found, $0) })
  }

  private func isNear(_ found: Double, _ expected: Double) -> Bool {
    // Two numbers of opposite signs may be further apart than any number is large.
    let distance = abs(found - expected)
    return distance <= max(absolute ?? 0, (relative ?? 0) * abs(expected)) && distance.isFinite
  }
}

/// Asks whether the number that the output ends with is within bounds, which belong to them.
struct RangeScorer: Scorer {
  let inputs: ScorerInputs
  let minimum: Double?
  let maximum: Double?

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    guard let output = inputs.output(of: item), let found = NumberText.last(in: output) else {
      return .zero
    }
    return .of(found >= minimum ?? -.infinity && found <= maximum ?? .infinity)
  }
}
