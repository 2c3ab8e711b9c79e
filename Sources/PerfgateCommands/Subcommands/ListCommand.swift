import ArgumentParser
import PerfgateConfiguration
import PerfgateModel
import PerfgateStatistics
import PerfgateStore

/// `perfgate list`: what would run.
struct ListCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows what would run, with tags and the time to expect.",
    discussion: """
      Times rest on recorded levels where there are any, else on those of the last run in \
      perfgate-out, else on what samples.time asks for; hooks and builds come on top. Under --against: \
      from the 8 rounds that an unchanged benchmark needs at least to all that there may be, with \
      those of a second attempt. Cases are counted where the dataset is a file of at most 16 MiB; \
      what evals cost is an upper bound, where tokens are estimated and the model has a price.
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
    let (plans, selectedEvals) = try loaded.selected(selection)
    let evals = await EvalListing(
      of: selectedEvals,
      folder: loaded.folder,
      means: means(of: selectedEvals, in: loaded),
      environment: tool.environment
    )
    let listing = BenchmarkListing(
      of: plans,
      within: try time.limit(),
      remeasures: loaded.configuration.gate.remeasures,
      levels: levels(of: plans, in: loaded)
    )
    if json {
      try tool.output.write(JSONWriter.text(listing.json(with: evals)))
    } else {
      let parts = [plans.isEmpty ? nil : listing.text, evals.isEmpty ? nil : evals.text]
      try tool.output.write(parts.compactMap { $0 }.joined(separator: "\n"))
    }
    return .pass
  }

  /// What the replies of evals took when they were recorded, else in the last run here.
  private func means(of plans: [EvalPlan], in loaded: Project) -> [BenchmarkKey: EvalCost.Mean] {
    guard !plans.isEmpty else { return [:] }
    var recorded: [BenchmarkKey: StoredBaseline] = [:]
    if let machines = try? loaded.machines(named: project.machine) {
      let store = loaded.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
      recorded = (try? store.load())?.places[.portable] ?? [:]
    }
    var means = recorded.compactMapValues { baseline in
      EvalCost.Mean(.recorded) {
        baseline.document.metrics[EvalMetric($0).name]?.recordings.last?.median
      }
    }
    guard let last = try? DocumentStore.read("\(ReportWriter.defaultFolder)/run.json"),
      case .run(let run) = last
    else { return means }
    for entry in run.entries where entry.origin == .eval && means[entry.key] == nil {
      let own = entry.only(.head)
      means[entry.key] = EvalCost.Mean(.lastRun) {
        own.samples(of: EvalMetric($0).name)?.values.first
      }
    }
    return means
  }

  /// How long an invocation took when it was recorded, else in the last run here; what cannot be read
  /// is not known, since a list has to work where a run would not.
  private func levels(of plans: [BenchmarkPlan], in loaded: Project) -> [BenchmarkKey: Double] {
    guard let machines = try? loaded.machines(named: project.machine) else { return [:] }
    let store = loaded.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
    var levels = ((try? store.load())?.places[.machine] ?? [:]).compactMapValues {
      $0.document.metrics["wall"]?.recordings.last?.median
    }
    guard plans.contains(where: { levels[$0.key] == nil }),
      let last = try? DocumentStore.read("\(ReportWriter.defaultFolder)/run.json"),
      case .run(let run) = last, run.environment.machineClass == machines[0].machine.name
    else { return levels }
    for entry in run.entries where levels[entry.key] == nil {
      levels[entry.key] = entry.only(.head).samples(of: "wall")
        .flatMap { try? Summary.median(of: $0.values) }
    }
    return levels
  }
}
