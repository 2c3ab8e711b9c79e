internal import PerfgateModel

/// Asks whether the output is JSON that fits a schema.
struct JSONSchemaScorer: Scorer {
  let inputs: ScorerInputs
  private let schema: JSONSchema

  /// Reads the schema.
  ///
  /// - Throws: `GateError` where it says what is not understood here.
  init(
    name: String,
    inputs: ScorerInputs,
    schema: JSONValue,
    location: SourcePlace
  ) throws(GateError) {
    self.inputs = inputs
    do throws(JSONSchema.SchemaError) {
      self.schema = try JSONSchema(schema)
    } catch {
      throw GateError(
        .badConfiguration,
        "scorer '\(name)': \(error.message), at \(error.pointer)",
        at: location,
        hints: ["docs/EVALS.md lists the keywords that json_schema understands"]
      )
    }
  }

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    guard let output = inputs.outputJSON(of: item) else { return .zero }
    return .of(try schema.fits(output))
  }
}
