import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// Makes scorers and what they score.
enum ScorerSupport {
  static let place = SourcePlace(file: "perfgate.yaml", line: 7, column: 3)

  /// A factory that has nothing of other parts.
  static let factory = ScorerFactory(
    makeTarget: { _ throws(GateError) in throw GateError(.internalFault, "no target") },
    makeEmbedder: { _ throws(GateError) in throw GateError(.internalFault, "no embedder") },
    makeProcessScorer: { _ throws(GateError) in throw GateError(.internalFault, "no process") },
    readText: { _, _ throws(GateError) in throw GateError(.missingInput, "no file") }
  )

  static func plan(
    _ kind: ScorerPlan.Kind,
    normalize: [ScorerPlan.Normalizer] = [],
    expected: String? = nil,
    field: String? = nil
  ) -> ScorerPlan {
    var plan = ScorerPlan(name: "s", kind: kind, threshold: 1, location: place)
    plan.normalizers = normalize
    plan.expected = expected
    plan.field = field
    return plan
  }

  static func item(
    _ output: String,
    expected: JSONValue? = nil,
    row: JSONValue = .object([:]),
    repeatIndex: Int = 0
  ) -> ScoredItem {
    let evalCase = EvalCase(
      id: "c1",
      digest: "d",
      line: 3,
      input: .string("question"),
      expected: expected,
      row: row,
      byteCount: 10
    )
    return ScoredItem(evalCase, repeatIndex: repeatIndex, reply: TargetReply(output: output))
  }

  /// The score of an output.
  static func score(
    _ plan: ScorerPlan,
    _ output: String,
    expected: JSONValue? = nil,
    row: JSONValue = .object([:])
  ) async throws -> Double {
    let scorer = try factory.scorer(plan)
    try await scorer.start()
    return try await scorer.score(item(output, expected: expected, row: row)).value
  }

  static func score(
    _ kind: ScorerPlan.Kind,
    _ output: String,
    expected: JSONValue? = nil,
    normalize: [ScorerPlan.Normalizer] = []
  ) async throws -> Double {
    try await score(plan(kind, normalize: normalize), output, expected: expected)
  }

  /// The kind of the error that there is instead of a score; `nil` where there is a score.
  static func errorKind(
    _ kind: ScorerPlan.Kind,
    _ output: String,
    expected: JSONValue? = nil
  ) async throws -> String? {
    do {
      _ = try await score(kind, output, expected: expected)
      return nil
    } catch let error as ScoringError {
      return error.kind
    }
  }

  /// Reads a JSON text.
  static func json(_ text: String) throws -> JSONValue {
    try JSONReader.read(Array(text.utf8)).written
  }
}
