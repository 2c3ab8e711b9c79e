import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport
import PerfgateStore

/// `perfgate baseline show`: what is committed and what it can prove.
struct BaselineShowCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows the recorded levels and the change that each can prove."
  )

  @OptionGroup(title: "What") var project: ProjectOptions

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let loaded = try Project(options: project)
    tool.show(loaded.warnings)
    let machines = try loaded.machines(named: project.machine)
    let store = loaded.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
    let baselines = try store.load().following(loaded.configuration.renamed)
    let record = try loaded.selection(project)
    try loaded.check(record, recorded: baselines.keys)
    let selection = Selection(record)
    let tags = loaded.configuration.tags
    let all = BaselineReach.all(in: baselines, under: loaded.configuration)
    let shown = all.filter {
      selection.includes(
        $0.key,
        tags: tags[$0.key] ?? [],
        isEval: baselines.cases(of: $0.key) != nil
      )
    }
    guard !shown.isEmpty else {
      throw GateError(
        .nothingToCompare,
        "no baseline for the machine class '\(store.machineClass)'",
        notes: baselines.otherClasses.isEmpty
          ? [] : ["other classes: \(baselines.otherClasses.joined(separator: ", "))"],
        hints: [
          ShellQuoting.command(
            ["perfgate", "baseline", "record"] + loaded.arguments
              + (project.machine.map { ["--machine", $0] } ?? [])
          )
        ]
      )
    }
    try tool.output.write(
      "machine class \(TerminalText.safe(store.machineClass))\n\(BaselineTable.text(shown))"
    )
    return .pass
  }
}
