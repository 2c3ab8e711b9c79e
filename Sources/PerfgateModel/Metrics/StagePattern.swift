/// A pattern over the metrics of stages: what stands behind its last full stop is for the figure
/// alone, so that `stage.score.p9*` is no pattern for a stage that is called `score.p9`.
package struct StagePattern: Sendable, Equatable {
  private let whole: GlobPattern
  /// `nil` for a pattern without such a full stop.
  private let figure: GlobPattern?

  /// Reads a pattern over metrics.
  package init(_ pattern: GlobPattern) {
    whole = pattern
    figure = Self.figure(in: pattern.text).map { GlobPattern(String($0)) }
  }

  /// Whether the pattern matches the name of a metric.
  package func matches(_ name: String) -> Bool {
    whole.matches(name)
      && (figure?.matches(Self.figure(in: name).map(String.init) ?? name) ?? true)
  }

  /// The figures that it can match, whatever the stages.
  package var figures: [StageFigure] {
    StageFigure.allCases.filter {
      whole.canMatch(beginning: StageMetric.prefix, ending: ".\($0.rawValue)")
        && (figure?.matches($0.rawValue) ?? true)
    }
  }

  /// What stands behind the last full stop, that of `stage.` not counted.
  private static func figure(in text: String) -> Substring? {
    let rest =
      text.hasPrefix(StageMetric.prefix) ? text.dropFirst(StageMetric.prefix.count) : text[...]
    return rest.lastIndex(of: ".").map { rest[rest.index(after: $0)...] }
  }
}
