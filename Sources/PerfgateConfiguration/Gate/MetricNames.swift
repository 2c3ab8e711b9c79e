internal import PerfgateModel

/// What texts can name a metric, and what is said of those that cannot.
enum MetricNames {
  /// A pattern that matches a metric which can be measured; `nil` for a text that matches none.
  static func pattern(_ text: String) -> GlobPattern? {
    let pattern = GlobPattern(text)
    guard text.contains("*") || text.contains("?") else {
      return MetricDefinition.named(text) == nil ? nil : pattern
    }
    let isKnown =
      MetricDefinition.process.contains { pattern.matches($0.name) }
      || !StagePattern(pattern).figures.isEmpty || !EvalPattern(pattern).figures.isEmpty
    return isKnown ? pattern : nil
  }

  /// Reports a name that nothing has, with one that was perhaps meant.
  static func reportUnknown(_ text: String, at reader: NodeReader) {
    let process =
      MetricDefinition.process.map(\.name)
      + EvalMetric.Figure.allCases.map(\.rawValue).filter(EvalMetric.isOfEvalsAlone)
    let isStage = text.hasPrefix(StageMetric.prefix)
    let near = NearMiss.phrase(for: text, among: isStage ? stageMetrics(like: text) : process)
    reader.report(
      "unknown metric '\(MessageText.shortened(text))'\(near)",
      hints: near.isEmpty ? [isStage ? stageHint : processHint(process)] : []
    )
  }

  /// Every figure of the stage that a text seems to name.
  private static func stageMetrics(like text: String) -> [String] {
    guard let dot = text.lastIndex(of: "."), dot > text.startIndex else { return [] }
    let stage = text[..<dot]
    guard stage.utf8.count > StageMetric.prefix.utf8.count else { return [] }
    return StageFigure.allCases.map { "\(stage).\($0.rawValue)" }.filter { StageMetric($0) != nil }
  }

  private static var stageHint: String {
    let figures = StageFigure.allCases.map(\.rawValue).joined(separator: ", ")
    return "a stage has stage.STAGE.FIGURE, in STAGE a space is %20; figures: \(figures)"
  }

  private static func processHint(_ names: [String]) -> String {
    "metrics: \(names.joined(separator: ", ")); pass_rate.SCORER and score.SCORER of evals, and "
      + "stage.STAGE.FIGURE of monitored stages"
  }
}
