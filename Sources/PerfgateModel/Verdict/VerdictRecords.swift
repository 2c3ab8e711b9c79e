/// One reason for the exit code.
package struct VerdictCause: Sendable, Equatable {
  /// The exit code that this reason asks for.
  package var code: GateExit
  /// The benchmark, where one is meant.
  package var key: BenchmarkKey?
  /// The metric, where one is meant.
  package var metric: String?
  /// One phrase where no finding says it.
  package var message: String?

  /// Creates a cause.
  package init(
    code: GateExit,
    key: BenchmarkKey? = nil,
    metric: String? = nil,
    message: String? = nil
  ) {
    self.code = code
    self.key = key
    self.metric = metric
    self.message = message
  }
}

/// The error rates and thresholds that a verdict was reached with.
package struct VerdictPolicy: Sendable, Equatable {
  /// The chance of any false alarm in the whole run, 0 to 1.
  package var falseAlarms: Double
  /// The chance that a regression of exactly the limit passes, 0 to 1.
  package var missRate: Double
  /// How many (benchmark, metric) share the false alarms.
  package var judged: Int
  /// The lowest severity that fails; `nil` where none does.
  package var failOn: FindingSeverity?
  /// The share of benchmarks without a decided metric that a run may have, 0 to 1.
  package var maximumInconclusive: Double
  /// The error rates of scores; `nil` where none was judged.
  package var scores: ScorePolicy?

  /// Creates a policy.
  package init(
    falseAlarms: Double,
    missRate: Double,
    judged: Int,
    failOn: FindingSeverity?,
    maximumInconclusive: Double
  ) {
    self.falseAlarms = falseAlarms
    self.missRate = missRate
    self.judged = judged
    self.failOn = failOn
    self.maximumInconclusive = maximumInconclusive
    self.scores = nil
  }
}

/// The error rates of what is judged case by case.
package struct ScorePolicy: Sendable, Equatable {
  /// The chance of any false alarm among the run's scores, 0 to 1; also that a drop of exactly the limit
  /// passes as below it.
  package var falseAlarms: Double
  /// How many scores share it.
  package var judged: Int

  /// Creates a policy.
  package init(falseAlarms: Double, judged: Int) {
    self.falseAlarms = falseAlarms
    self.judged = judged
  }

  var json: JSONValue {
    .object(["false_alarms": .number(falseAlarms), "judged": .integer(judged)])
  }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      falseAlarms: try object.required("false_alarms").number(),
      judged: try object.required("judged").integer(atLeast: 0)
    )
  }
}

/// What a run was compared with.
package struct ComparisonRecord: Sendable, Equatable {
  /// The folder of the baselines as the configuration names it; `nil` where nothing was compared,
  /// and where several suites have folders of their own.
  package var baselines: String?
  /// The machine class whose baselines apply; `nil` where suites have different ones.
  package var machineClass: String?
  /// Other machine classes that have baselines, when this one has none.
  package var otherClasses: [String]
  /// The command that records baselines for this class.
  package var recordCommand: [String]
  /// Where each suite's baselines are, in a run of several; empty in a run of one.
  package var suites: [SuiteComparison]

  /// Creates a record.
  package init(
    baselines: String?,
    machineClass: String?,
    otherClasses: [String],
    recordCommand: [String],
    suites: [SuiteComparison] = []
  ) {
    self.baselines = baselines
    self.machineClass = machineClass
    self.otherClasses = otherClasses
    self.recordCommand = recordCommand
    self.suites = suites
  }
}

/// What one of several suites was compared with.
package struct SuiteComparison: Sendable, Equatable {
  /// The suite's name.
  package var suite: String
  /// The folder of its baselines as a user would type it.
  package var baselines: String
  /// The machine class whose baselines apply.
  package var machineClass: String

  /// Creates a record.
  package init(suite: String, baselines: String, machineClass: String) {
    self.suite = suite
    self.baselines = baselines
    self.machineClass = machineClass
  }
}

/// A remark about the whole run.
package struct VerdictNotice: Sendable, Equatable {
  /// One phrase.
  package var message: String
  /// What to do about it.
  package var advice: String?

  /// Creates a notice.
  package init(_ message: String, advice: String? = nil) {
    self.message = message
    self.advice = advice
  }
}
