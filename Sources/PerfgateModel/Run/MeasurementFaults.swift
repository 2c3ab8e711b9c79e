/// Why one invocation gave no value.
package struct InvocationFailure: Sendable, Equatable {
  /// What happened.
  package enum Kind: String, Sendable, CaseIterable {
    /// The program could not be started.
    case start
    /// It ended with another exit code than expected.
    case exit
    /// A signal ended it.
    case signal
    /// It ran longer than its timeout.
    case timeout
    /// It left processes behind, whose work cannot be counted.
    case leftover
    /// One of setup, prepare, cleanup and teardown failed.
    case hook
    /// What its stages took was not exported, or cannot be used.
    case export
    /// perfgate was told to end.
    case interrupted
  }

  /// Which invocation, from 0, warm-up not counted; `nil` outside of any.
  package var invocation: Int?
  /// Which side it is about; `nil` where nothing is interleaved.
  package var side: MeasurementSide?
  /// What happened.
  package var kind: Kind
  /// One phrase with the numbers.
  package var detail: String
  /// The end of what the program wrote, stderr before stdout.
  package var output: String

  /// Creates a failure.
  package init(
    invocation: Int?,
    side: MeasurementSide? = nil,
    kind: Kind,
    detail: String,
    output: String = ""
  ) {
    self.invocation = invocation
    self.side = side
    self.kind = kind
    self.detail = detail
    self.output = output
  }
}

/// Something that makes values doubtful without making them wrong.
package struct MeasurementWarning: Sendable, Equatable {
  /// What it is about.
  package enum Kind: String, Sendable, CaseIterable {
    /// The shell costs more than the program or hides its noise.
    case shellCost
    /// The program is too short for process start-up noise.
    case shortProgram
    /// The first values are slower: more warm-up is needed.
    case slowStart
    /// The values have a trend, or warming up never settled.
    case notSteady
    /// Values fall into two groups.
    case bimodal
    /// Many far-off values.
    case outliers
  }

  /// What it is about.
  package var kind: Kind
  /// The metric whose values are doubtful.
  package var metric: String
  /// What was seen, with numbers.
  package var message: String
  /// What to do about it.
  package var advice: String

  /// Creates a warning.
  package init(_ kind: Kind, metric: String, _ message: String, advice: String) {
    self.kind = kind
    self.metric = metric
    self.message = message
    self.advice = advice
  }
}
