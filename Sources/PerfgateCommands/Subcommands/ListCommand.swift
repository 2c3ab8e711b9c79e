import ArgumentParser
import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel

/// `perfgate list`: what would run.
struct ListCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows what would run, with tags and the time to expect.",
    discussion: """
      Times rest on recorded levels where there are any, else on what samples.time asks for; \
      hooks and the build come on top.
      """
  )

  @OptionGroup(title: "What") var project: ProjectOptions
  @OptionGroup(title: "What") var shards: ShardOptions
  @OptionGroup(title: "Measuring") var time: TimeOptions

  @Flag(help: "JSON for machines.")
  var json = false

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let loaded = try Project(options: project)
    tool.show(loaded.warnings)
    var selection = try loaded.selection(project)
    selection.shard = try ShardChoice.shard(shards.shard, environment: tool.environment)
    let plans = try loaded.plans(selection)
    let limit = try time.limit()
    let levels = recordedLevels(loaded)
    let estimates = TimeEstimate.all(of: plans, within: limit?.seconds) { levels[$0.key] }
    let rows = Array(zip(plans, estimates))
    try tool.output.write(
      json ? JSONWriter.text(Self.json(rows, limit)) : Self.text(rows, limit)
    )
    return .pass
  }

  /// How long an invocation took when it was recorded; what cannot be read is not known, since a
  /// list has to work where a run would not.
  private func recordedLevels(_ loaded: Project) -> [BenchmarkKey: Double] {
    guard let machines = try? loaded.machines(named: project.machine) else { return [:] }
    let store = loaded.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
    guard let baselines = try? store.load() else { return [:] }
    return (baselines.places[.machine] ?? [:]).compactMapValues {
      $0.document.metrics["wall"]?.recordings.last?.median
    }
  }

  private static func text(
    _ rows: [(BenchmarkPlan, TimeEstimate)],
    _ limit: GivenDuration?
  ) -> String {
    var table = TextTable(headers: ["benchmark", "tags", "time", "command"])
    for (plan, estimate) in rows {
      let time = "~\(QuantityText.wait(seconds: estimate.seconds))"
      table.append([
        plan.key.description, plan.tags.joined(separator: ","),
        estimate.isKnown ? time : "\(time) ?", plan.command.description,
      ])
    }
    let total = rows.reduce(0) { $0 + $1.1.seconds }
    let count = "\(rows.count) benchmark\(rows.count == 1 ? "" : "s")"
    var summary = "\(count), about \(QuantityText.wait(seconds: total)) of measuring"
    if let limit { summary += ", at most \(limit.text) by --max-time" }
    let unknown = rows.count { !$0.1.isKnown }
    if unknown > 0 {
      summary += "; ? was not recorded here yet, "
      summary += limit == nil ? "its samples.time is shown" : "its share of the time is shown"
    }
    return table.text + summary + "\n"
  }

  private static func json(
    _ rows: [(BenchmarkPlan, TimeEstimate)],
    _ limit: GivenDuration?
  ) -> JSONValue {
    let benchmarks = rows.map { plan, estimate in
      JSONValue.object(
        [
          "id": .string(plan.key.id.text), "params": .texts(plan.key.parameters),
          "suite": plan.key.suite.map(JSONValue.string),
          "tags": .strings(plan.tags), "command": .string(plan.command.description),
          "place": plan.location.members, "seconds": .number(estimate.seconds),
          "recorded": .bool(estimate.isKnown),
        ],
        omittingNil: true
      )
    }
    return .object(
      [
        "schema": .string("perfgate.list/1"), "benchmarks": .array(benchmarks),
        "seconds": .number(rows.reduce(0) { $0 + $1.1.seconds }),
        "max_seconds": (limit?.seconds).map(JSONValue.number),
      ],
      omittingNil: true
    )
  }
}
