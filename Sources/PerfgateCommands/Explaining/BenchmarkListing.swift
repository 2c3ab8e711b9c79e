import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel

/// What would run, and how long that takes, alone and beside a base.
struct BenchmarkListing {
  private struct Row {
    let plan: BenchmarkPlan
    let time: TimeEstimate
    /// `nil` for what is only read, which has no rounds.
    let rounds: RoundEstimate?
  }

  private let rows: [Row]
  private let limit: GivenDuration?

  /// Estimates benchmarks.
  ///
  /// - Parameters:
  ///   - plans: The benchmarks, in their order.
  ///   - limit: A fixed time for all of them; `nil` where each one's own holds.
  ///   - remeasures: Whether what is about to fail beside a base is measured again.
  ///   - levels: How long one invocation took, in seconds, as far as that is known.
  init(
    of plans: [BenchmarkPlan],
    within limit: GivenDuration?,
    remeasures: Bool,
    levels: [BenchmarkKey: Double]
  ) {
    self.limit = limit
    let times = TimeEstimate.all(of: plans, within: limit?.seconds) { levels[$0.key] }
    rows = zip(plans, times).map { plan, time in
      let rounds = RoundEstimate(plan, remeasures: remeasures, level: levels[plan.key])
      return Row(plan: plan, time: time, rounds: plan.isOnlyRead ? nil : rounds)
    }
  }

  private var seconds: Double { rows.reduce(0) { $0 + $1.time.seconds } }

  /// How long all of them take beside a base; `nil` where that is not known of one of them.
  private var againstSeconds: ClosedRange<Double>? {
    let measured = rows.compactMap(\.rounds)
    let known = measured.compactMap(\.seconds)
    guard !known.isEmpty, known.count == measured.count else { return nil }
    let most = limit?.seconds ?? .infinity
    let fewest = known.reduce(0) { $0 + $1.lowerBound }
    return min(most, fewest)...min(most, known.reduce(0) { $0 + $1.upperBound })
  }
}

// The text.
extension BenchmarkListing {
  /// A table, and its sum in a line.
  var text: String {
    var table = TextTable(headers: ["benchmark", "tags", "time", "--against", "command"])
    for row in rows {
      let time = "~\(QuantityText.wait(seconds: row.time.seconds))"
      table.append([
        row.plan.key.description, row.plan.tags.joined(separator: ","),
        row.time.isKnown || row.plan.isOnlyRead ? time : "\(time) ?",
        row.rounds.map { Self.range($0.seconds) ?? Self.range($0.invocations) } ?? "",
        row.plan.activity,
      ])
    }
    return table.text + summary + "\n"
  }

  private var summary: String {
    let count = "\(rows.count) benchmark\(rows.count == 1 ? "" : "s")"
    var text = "\(count), about \(QuantityText.wait(seconds: seconds)) of measuring"
    if let limit { text += ", at most \(limit.text) by --max-time" }
    let measured = rows.compactMap(\.rounds)
    let fewest = measured.reduce(0) { $0 + $1.invocations.lowerBound }
    let most = measured.reduce(0) { $0 + $1.invocations.upperBound }
    if !measured.isEmpty {
      text += "; with --against \(Self.range(againstSeconds) ?? Self.range(fewest...most))"
    }
    let unknown = rows.count { !$0.time.isKnown && !$0.plan.isOnlyRead }
    if unknown > 0 {
      text += "; ? was not recorded here yet, "
      text += limit == nil ? "its samples.time is shown" : "its share of the time is shown"
    }
    return text
  }

  /// `~1.2 s to 12 s`.
  private static func range(_ seconds: ClosedRange<Double>?) -> String? {
    guard let seconds else { return nil }
    let ends = [seconds.lowerBound, seconds.upperBound].map { QuantityText.wait(seconds: $0) }
    return ends[0] == ends[1] ? "~\(ends[0])" : "~\(ends[0]) to \(ends[1])"
  }

  /// `32 to 320 invocations`.
  private static func range(_ invocations: ClosedRange<Int>) -> String {
    let ends = [invocations.lowerBound, invocations.upperBound].map {
      QuantityText.fixed(Double($0), decimals: 0)
    }
    return "\(ends[0]) to \(ends[1]) invocations"
  }
}

// The JSON.
extension BenchmarkListing {
  /// The same for machines, with the evals where there are any.
  func json(with evals: EvalListing) -> JSONValue {
    .object(
      [
        "schema": .string("perfgate.list/1"), "benchmarks": .array(rows.map(Self.json)),
        "evals": evals.isEmpty ? nil : evals.json,
        "seconds": .number(seconds), "max_seconds": (limit?.seconds).map(JSONValue.number),
        "against": againstSeconds.map { .object(JSONMembers(Self.members($0))) },
      ],
      omittingNil: true
    )
  }

  private static func json(_ row: Row) -> JSONValue {
    .object(
      [
        "id": .string(row.plan.key.id.text), "params": .texts(row.plan.key.parameters),
        "suite": row.plan.key.suite.map(JSONValue.string),
        "tags": .strings(row.plan.tags), "command": .string(row.plan.command.description),
        "stages": row.plan.monitor.map { .string($0.path) },
        "place": row.plan.location.members, "seconds": .number(row.time.seconds),
        "recorded": .bool(row.time.isKnown),
        "against": row.rounds.map { .object(JSONMembers(members($0))) },
      ],
      omittingNil: true
    )
  }

  private static func members(_ rounds: RoundEstimate) -> [(String, JSONValue)] {
    [
      ("invocations", .integer(rounds.invocations.lowerBound)),
      ("max_invocations", .integer(rounds.invocations.upperBound)),
    ] + (rounds.seconds.map(members) ?? [])
  }

  private static func members(_ seconds: ClosedRange<Double>) -> [(String, JSONValue)] {
    [("seconds", .number(seconds.lowerBound)), ("max_seconds", .number(seconds.upperBound))]
  }
}
