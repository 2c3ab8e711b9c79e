import PerfgateModel

/// What processes are told.
enum ProcessQuestion {
  /// What a worker is told of a case, the id of the call and its deadline apart.
  static func members(
    _ evalCase: EvalCase,
    repeatIndex: Int,
    config: JSONValue?
  ) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [
      ("case", .string(evalCase.id)), ("repeat", .integer(repeatIndex)),
      ("input", evalCase.input),
    ]
    if let config { members.append(("config", config)) }
    return members
  }

  /// What a process for one case is told.
  static func forOneCase(
    _ evalCase: EvalCase,
    repeatIndex: Int,
    config: JSONValue?,
    deadline: Duration,
    adding more: [(String, JSONValue)] = []
  ) -> [UInt8] {
    var members: [(String, JSONValue)] = [
      ("id", .string(evalCase.id)), ("case", .string(evalCase.digest)), ("row", evalCase.row),
      ("repeat", .integer(repeatIndex)), ("input", evalCase.input),
      ("deadline_ms", .integer(deadline.wholeMilliseconds)),
    ]
    if let config { members.append(("config", config)) }
    return line(members + more)
  }

  /// An object as a line.
  static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
    JSONWriter.bytes(.object(JSONMembers(members)), form: .compact) + [UInt8(ascii: "\n")]
  }
}

extension Duration {
  /// In milliseconds, at least 1.
  var wholeMilliseconds: Int { max(1, Int((self / .milliseconds(1)).rounded())) }

  /// In nanoseconds, at least 1 and at most a century.
  var wholeNanoseconds: Int64 { Int64(min(max(self / .nanoseconds(1), 1), 3e18)) }

  /// A time limit of a plan.
  static func limit(_ seconds: Double) -> Duration { .seconds(min(max(seconds, 1e-3), 3e9)) }
}
