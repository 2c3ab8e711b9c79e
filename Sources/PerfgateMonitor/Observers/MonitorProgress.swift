/// How far a stage has come.
public struct MonitorProgress: Sendable, Hashable {
  /// The name of the stage.
  public var stage: String
  /// The spans that ended, failed ones among them.
  public var completed: Int
  /// The spans that failed.
  public var failed: Int
  /// How many there will be, where it was said (`Stage.expect`).
  public var expected: Int?
  /// The time since the first span of the stage began, in nanoseconds.
  public var elapsedNanoseconds: Int64

  /// Spans a second since the first one began; 0 before any time has passed.
  public var rate: Double {
    elapsedNanoseconds > 0 ? Double(completed) / (Double(elapsedNanoseconds) / 1e9) : 0
  }

  /// How long the rest will take at this rate, in nanoseconds; `nil` where that is unknown.
  public var remainingNanoseconds: Int64? {
    guard let expected, completed > 0 else { return nil }
    let each = Double(elapsedNanoseconds) / Double(completed)
    return Int64(exactly: (each * Double(max(0, expected - completed))).rounded())
  }

  /// Creates a progress.
  ///
  /// - Parameters:
  ///   - stage: The name of the stage.
  ///   - completed: The spans that ended, failed ones among them.
  ///   - failed: The spans that failed.
  ///   - expected: How many there will be, where that is known.
  ///   - elapsedNanoseconds: The time since the first span began.
  public init(
    stage: String,
    completed: Int,
    failed: Int,
    expected: Int?,
    elapsedNanoseconds: Int64
  ) {
    self.stage = stage
    self.completed = completed
    self.failed = failed
    self.expected = expected
    self.elapsedNanoseconds = elapsedNanoseconds
  }
}
