/// The exit codes of perfgate; 1 and 2 are never among them, since build tools produce those.
package enum GateExit: Int32, Sendable, CaseIterable, Comparable {
  /// Everything that was judged passed, or what was asked for was written.
  case pass = 0
  /// A regression at or above `fail_on`.
  case regression = 10
  /// A budget is exceeded.
  case budget = 11
  /// A required benchmark, case or metric is missing.
  case missing = 12
  /// Suspected or inconclusive where that fails.
  case undecided = 13
  /// A baseline older than allowed.
  case stale = 14
  /// Nothing to compare with: the set-up is unfinished.
  case nothingToCompare = 20
  /// The host disturbed the measuring.
  case disturbedHost = 21
  /// A benchmark crashed, timed out or could not be evaluated.
  case benchmarkFailed = 30
  /// Wrong arguments.
  case usage = 64
  /// Malformed data.
  case malformedData = 65
  /// An input that is not there.
  case missingInput = 66
  /// A fault of perfgate itself.
  case internalFault = 70
  /// An output that cannot be written.
  case cannotWrite = 73
  /// A wrong configuration.
  case badConfiguration = 78
  /// Stopped by a signal.
  case interrupted = 130

  /// Where several apply, the smallest rank wins: what was proven is never hidden behind what may be retried.
  private var rank: Int {
    switch self {
    case .interrupted: 0
    case .internalFault: 1
    case .cannotWrite: 2
    case .badConfiguration: 3
    case .usage: 4
    case .malformedData: 5
    case .missingInput: 6
    case .benchmarkFailed: 7
    case .regression: 8
    case .budget: 9
    case .missing: 10
    case .nothingToCompare: 11
    case .disturbedHost: 12
    case .stale: 13
    case .undecided: 14
    case .pass: 15
    }
  }

  /// Orders by precedence: the greater one decides the exit of a run.
  package static func < (left: GateExit, right: GateExit) -> Bool { left.rank > right.rank }

  /// What the code means, one phrase for people.
  package var meaning: String {
    switch self {
    case .pass: "pass"
    case .regression: "regression"
    case .budget: "budget exceeded"
    case .missing: "something required is missing"
    case .undecided: "undecided"
    case .stale: "baseline stale"
    case .nothingToCompare: "set-up unfinished, not your change"
    case .disturbedHost: "the host disturbed the measuring"
    case .benchmarkFailed: "a benchmark failed"
    case .usage: "usage"
    case .malformedData: "malformed data"
    case .missingInput: "missing input"
    case .internalFault: "fault of perfgate"
    case .cannotWrite: "cannot write output"
    case .badConfiguration: "bad configuration"
    case .interrupted: "interrupted"
    }
  }
}
