import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport
import PerfgateSystem
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
    let machine = try MachineClass(
      named: project.machine,
      declared: loaded.configuration.baselines.classes,
      facts: MachineFacts.current()
    )
    let store = loaded.baselines(machine: machine.machine, platform: machine.platform)
    let baselines = try store.load()
    let selection = loaded.selection(project)
    try loaded.check(selection, recorded: baselines.keys.map(\.id))
    let all = BaselineReach.all(in: baselines, under: loaded.configuration)
    let shown = all.filter { selection.includes($0.key.id) }
    guard !shown.isEmpty else {
      throw GateError(
        .nothingToCompare,
        "no baseline for the machine class '\(machine.machine.name)'",
        notes: baselines.otherClasses.isEmpty
          ? [] : ["other classes: \(baselines.otherClasses.joined(separator: ", "))"],
        hints: ["perfgate baseline record"]
      )
    }
    try tool.output.write(
      "machine class \(TerminalText.safe(machine.machine.name))\n\(BaselineTable.text(shown))"
    )
    return .pass
  }
}
