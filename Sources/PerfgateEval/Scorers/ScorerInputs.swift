internal import PerfgateConfiguration
internal import PerfgateModel

/// What a scorer compares: output and expectation as its plan wants them read and normalised.
///
/// What the output lacks is the system's fault and scores 0; what the dataset lacks is an error.
struct ScorerInputs: Sendable {
  /// What is done to texts before they are compared.
  let normalize: TextNormalization
  private let expectedField: String?
  private let outputField: String?

  init(_ plan: ScorerPlan) {
    normalize = TextNormalization(plan.normalizers)
    expectedField = plan.expected
    outputField = plan.field
  }

  /// The output as it is; `nil` where it lacks the field that is scored.
  func rawOutput(of item: ScoredItem) -> String? {
    guard let outputField else { return item.reply.output }
    guard let value = JSONValue(parsing: item.reply.output)?.value(atPath: outputField) else {
      return nil
    }
    return value.scalarText ?? JSONWriter.text(value, form: .compact)
  }

  /// The output, normalised; `nil` where it lacks the field that is scored.
  func output(of item: ScoredItem) -> String? {
    rawOutput(of: item).map { normalize($0) }
  }

  /// The output as JSON; `nil` where it is none or lacks the field that is scored.
  func outputJSON(of item: ScoredItem) -> JSONValue? {
    let value = JSONValue(parsing: item.reply.output)
    guard let outputField else { return value }
    return value?.value(atPath: outputField)
  }

  /// What is expected, as the row has it.
  ///
  /// - Throws: `ScoringError` where the row has nothing.
  func expected(of item: ScoredItem) throws(ScoringError) -> JSONValue {
    let found = expectedField.map { item.evalCase.row.value(atPath: $0) } ?? item.evalCase.expected
    guard let found, found != .null else {
      throw ScoringError(
        kind: "expected",
        message: expectedField.map { "the row has no '\($0)'" }
          ?? "the row does not say what is expected"
      )
    }
    return found
  }

  /// What is expected, as it is: one text, or any of several.
  ///
  /// - Throws: `ScoringError` where the row has nothing, or no text.
  func rawAlternatives(of item: ScoredItem) throws(ScoringError) -> [String] {
    let value = try expected(of: item)
    let texts = value.elements?.map(\.scalarText) ?? [value.scalarText]
    let known = texts.compactMap { $0 }
    guard known.count == texts.count else {
      throw ScoringError(
        kind: "expected",
        message: "expected a text, a number, a boolean or a list of them in the row"
      )
    }
    guard !known.isEmpty else {
      throw ScoringError(kind: "expected", message: "the list of what is expected is empty")
    }
    return known
  }

  /// What is expected, normalised.
  func alternatives(of item: ScoredItem) throws(ScoringError) -> [String] {
    try rawAlternatives(of: item).map { normalize($0) }
  }
}

extension Score {
  static let zero = Score(0)

  /// 1 or 0.
  static func of(_ isGood: Bool) -> Score { Score(isGood ? 1 : 0) }

  /// A score within 0 and 1 whatever rounding made of it; 0 for what is no number.
  static func within(_ value: Double) -> Score {
    Score(value.isNaN ? 0 : min(1, max(0, value)))
  }
}
