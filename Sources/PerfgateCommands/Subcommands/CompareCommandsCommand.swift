import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateMeasurement
import PerfgateModel

/// `perfgate ab`: two commands, interleaved, judged.
struct CompareCommandsCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "ab",
    abstract: "Measures two commands in turns, and judges the new one against the old one.",
    discussion: """
      perfgate ab 'sort -n data.txt' './mysort data.txt'
      perfgate ab --limit 20% --tolerance 5% 'gzip -6c data' 'gzip -9c data'

      A round is two fresh invocations of each in random order. Rounds go on until each of wall time, \
      processor time and peak memory is proven to be worse by more than the tolerance, or to be below \
      the limit, or until there are too many. What is about to fail is measured once more. Exit 0: below \
      the limit; 10: worse; 13: undecided; 30: a command failed.
      """
  )

  @Argument(help: "The old command, quoted: 'sort -n data.txt'.")
  var old: String

  @Argument(help: "The new command, quoted.")
  var new: String

  @OptionGroup(title: "Deciding") var thresholds: ThresholdOptions
  @OptionGroup(title: "Measuring") var lock: LockOptions
  @OptionGroup(title: "Measuring") var time: TimeOptions
  @OptionGroup(title: "Measuring") var chance: SeedOptions
  @OptionGroup(title: "Measuring") var resuming: ResumeOptions
  @OptionGroup(title: "Reports") var output: OutputOptions

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    let options = try thresholds.given()
    let base = try Self.plan(of: old, id: "old")
    let head = try Self.plan(of: new, id: "new")
    let names = [base, head].map(\.command.programName)
    let id = names[0] == names[1] ? names[0] ?? "ab" : "ab"
    let source = ProjectConfiguration.comparedCommand(
      new,
      id: id,
      limit: thresholds.limit,
      tolerance: thresholds.tolerance,
      rounds: thresholds.rounds
    )
    let resumed = try resuming.run(in: output, drawing: chance)
    let session = try MeasuringSession(
      try Project(source: source, options: options),
      measuring: MeasuringSettings(
        lock: lock,
        maximumTime: try time.limit(),
        seed: resumed?.seed ?? chance.seed
      ),
      output: output,
      tool: tool
    )
    let reports = try session.reports(isFolderDefault: true)
    if let resumed {
      try session.check(resumed)
      try resumed.check(base: nil, name: old)
      try resumed.check(programs: [base.command, head.command], in: session.project.directory)
    }
    let policy = InterleavedPolicy(
      configuration: session.project.configuration,
      comparing: session.plans.map(\.key)
    )
    let plans = session.plans.map { plan -> InterleavedPlan in
      var compared = InterleavedPlan(plan, terms: policy.terms(for: plan.key))
      compared.baseCommand = base.command
      return compared
    }
    let run = try await session.compare(
      plans,
      with: ComparedBase(command: old),
      deciding: policy,
      reports: reports,
      resuming: resumed
    )
    let verdict = Judge.verdict(on: run, under: session.project.configuration)
    try reports.publish(verdict, of: run)
    return verdict.exit
  }

  /// A command as a configuration reads it.
  private static func plan(of text: String, id: String) throws(GateError) -> BenchmarkPlan {
    let source = ProjectConfiguration.comparedCommand(text, id: id)
    let hints = ["perfgate ab 'OLD --its-option' 'NEW', each command one quoted word"]
    do throws(GateError) {
      let reading = try ProjectConfiguration.read(text: source, path: id)
      if let plan = reading.configuration.benchmarks.first { return plan }
    } catch {
      // Nobody has seen the text that stands for the command.
      let messages = error.diagnostics.map { diagnostic in
        diagnostic.message.replacing("'command'", with: "the \(id) command")
      }
      throw GateError(.usage, messages.map { Diagnostic.error($0, hints: hints) })
    }
    throw GateError(.usage, "the \(id) command is empty", hints: hints)
  }
}
