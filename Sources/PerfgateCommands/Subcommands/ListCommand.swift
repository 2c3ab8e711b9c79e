import ArgumentParser
import PerfgateConfiguration
import PerfgateModel

/// `perfgate list`: what would run.
struct ListCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows what would run, with tags and the time to expect."
  )

  @OptionGroup(title: "What") var project: ProjectOptions
  @OptionGroup(title: "What") var shards: ShardOptions

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let loaded = try Project(options: project)
    tool.show(loaded.warnings)
    var selection = try loaded.selection(project)
    selection.shard = try ShardChoice.shard(shards.shard, environment: tool.environment)
    let plans = try loaded.plans(selection)
    var table = TextTable(headers: ["benchmark", "tags", "time", "command"])
    for plan in plans {
      table.append([
        plan.key.description, plan.tags.joined(separator: ","),
        "~\(QuantityText.wait(seconds: plan.samples.timeSeconds))", plan.command.description,
      ])
    }
    let total = plans.reduce(0) { $0 + $1.samples.timeSeconds }
    try tool.output.write(
      table.text + "\(plans.count) benchmark\(plans.count == 1 ? "" : "s"), about "
        + "\(QuantityText.wait(seconds: total)) of measuring and the warm-up\n"
    )
    return .pass
  }
}
