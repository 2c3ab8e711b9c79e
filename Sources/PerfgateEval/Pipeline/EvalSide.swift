package import PerfgateModel

/// A target of an eval, and where its results go; without a base there is one.
package struct EvalSide: Sendable {
  /// Which side it is.
  package var side: MeasurementSide
  /// What is evaluated.
  package var target: any EvalTarget
  /// The SHA-256 of everything that its results depend on besides their cases, in hexadecimal.
  package var configurationDigest: String
  /// The file for its results; its folder exists.
  package var path: String

  /// Creates a side.
  package init(
    side: MeasurementSide = .head,
    target: any EvalTarget,
    configurationDigest: String,
    path: String
  ) {
    self.side = side
    self.target = target
    self.configurationDigest = configurationDigest
    self.path = path
  }
}

/// What evaluating one side gave.
package struct EvalOutcome: Sendable {
  /// Which side it is.
  package var side: MeasurementSide
  /// What became of its cases.
  package var tally: EvalTally
  /// Why not every case was tried, one phrase; `nil` where each was.
  package var stopReason: String?
  /// Whether it was stopped since perfgate was asked to end.
  package var isInterrupted: Bool
  /// What running took, in seconds.
  package var wallSeconds: Double
  /// What is known of its processes.
  package var summary: TargetSummary
  /// The metrics.
  package var metrics: [MetricSamples]
}
