internal import PerfgateModel

/// Looks for a pattern in the output; with a group, compares what it captured.
struct PatternScorer: Scorer {
  let inputs: ScorerInputs
  let pattern: String
  let group: Int?
  private let compiled: BoundedPattern

  /// Compiles the pattern.
  ///
  /// - Throws: `GateError` where it is none, or has no such group.
  init(
    name: String,
    inputs: ScorerInputs,
    pattern: String,
    group: Int?,
    location: SourcePlace
  ) throws(GateError) {
    guard let compiled = BoundedPattern(pattern) else {
      throw GateError(
        .badConfiguration,
        "scorer '\(name)': '\(pattern)' is no regular expression",
        at: location,
        hints: ["patterns are written as ICU reads them, in YAML best in single quotes"]
      )
    }
    if let group, !(0...compiled.groupCount).contains(group) {
      throw GateError(
        .badConfiguration,
        "scorer '\(name)' wants group \(group) of a pattern that has \(compiled.groupCount)",
        at: location,
        hints: ["put parentheses around what is to be captured"]
      )
    }
    self.inputs = inputs
    self.pattern = pattern
    self.group = group
    self.compiled = compiled
  }

  func score(_ item: ScoredItem) async throws(ScoringError) -> Score {
    let alternatives = try group.map { _ throws(ScoringError) in try inputs.alternatives(of: item) }
    guard let output = inputs.output(of: item) else { return .zero }
    let match: [String?]?
    do throws(BoundedPattern.SearchError) {
      match = try compiled.firstMatch(in: output)
    } catch {
      throw error.scoringError(pattern: pattern)
    }
    guard let group, let alternatives else { return .of(match != nil) }
    guard let captured = match?[group] else { return .zero }
    // Normalised again: the white space that was around it in the output is now at its ends.
    let shown = inputs.normalize(captured)
    return .of(alternatives.contains { shown.isSameText(as: $0) })
  }
}
