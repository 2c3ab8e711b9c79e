import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// `perfgate explain`: which rules apply to a benchmark, and why.
struct ExplainCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows which rules apply to a benchmark, from which line, and what results."
  )

  /// How many benchmarks are explained to a person at once.
  private static let mostShown = 5

  @Argument(
    help: ArgumentHelp(
      "An id, 'id[size=1000]', or a pattern as --filter takes it.",
      valueName: "id"
    )
  )
  var id: String

  @OptionGroup(title: "What") var project: ProjectOptions

  @Flag(help: "JSON for machines.")
  var json = false

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    var options = project
    options.filter = [id]
    let loaded = try Project(options: options)
    tool.show(loaded.warnings)
    let selected = try loaded.selection(options)
    let (plans, evals) = try loaded.selected(selected)
    let machines = try loaded.machines(named: project.machine)
    let store = loaded.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
    let reaches = BaselineReach.all(in: try store.load(), under: loaded.configuration)
    let explanations =
      plans.map { BenchmarkExplanation($0, in: loaded, reaches: reaches) }
      + evals.map { BenchmarkExplanation($0, in: loaded, reaches: reaches) }
    if json {
      let explained = explanations.map(\.json)
      try tool.output.write(
        JSONWriter.bytes(
          .object([
            "schema": .string("perfgate.explain/1"), "class": .string(store.machineClass),
            "benchmarks": .array(explained),
          ])
        )
      )
      return .pass
    }
    let shown = explanations.prefix(Self.mostShown).map {
      $0.text(machineClass: store.machineClass)
    }
    var text = shown.joined(separator: "\n")
    if explanations.count > shown.count {
      text += "\n\(explanations.count - shown.count) more match '\(id)': perfgate list --filter "
      text += "\(ShellQuoting.quoted(id)) names them\n"
    }
    try tool.output.write(text)
    return .pass
  }
}
