/// A pattern over the metrics of evals.
package struct EvalPattern: Sendable, Equatable {
  private let whole: GlobPattern

  /// Reads a pattern over metrics.
  package init(_ pattern: GlobPattern) {
    whole = pattern
  }

  /// The figures of whole evals that it matches.
  package var figuresOfWhole: [EvalMetric.Figure] {
    EvalMetric.Figure.allCases.filter { whole.matches($0.rawValue) }
  }

  /// The figures that it can match, whatever the scorers.
  package var figures: [EvalMetric.Figure] {
    EvalMetric.Figure.allCases.filter { figure in
      whole.matches(figure.rawValue)
        || (figure.isPerScorer && whole.canMatch(beginning: "\(figure.rawValue).", ending: ""))
    }
  }
}

extension EvalMetric.Figure {
  /// Whether it is told of every scorer, too.
  package var isPerScorer: Bool { self == .passRate || self == .score }
}
