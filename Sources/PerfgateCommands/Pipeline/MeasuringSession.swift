import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateStatistics
import PerfgateStore
import PerfgateSystem

/// Everything that stays the same while a command measures: project, machine, spawner, progress.
struct MeasuringSession {
  let project: Project
  /// What the run as a whole is about: the class of the configuration that governs it.
  let machine: MachineClass
  let selection: SelectionRecord
  /// What the command line selects, in the order of the configurations.
  let plans: [BenchmarkPlan]
  private let tool: ToolContext
  private let measurement: MeasurementContext
  private let output: OutputOptions
  private let isBuilt: Bool
  private let maximumTime: GivenDuration?
  /// The classes of each file's baselines.
  private let machines: [MachineClass]
  private let turn: MachineTurn
  /// `off` measures without the host's probe, where it could not tell anything.
  private static let probeVariable = "PERFGATE_HOST_PROBE"

  /// Reads what the command line names, shows what is doubtful in it, and prepares to measure it.
  ///
  /// - Parameters:
  ///   - options: Where the configuration is and what of it is meant.
  ///   - command: One command instead of a configuration; empty for none.
  ///   - build: What builds it; `nil` for nothing.
  ///   - failOn: The lowest severity that fails, where the command line says it.
  ///   - measuring: How to measure.
  ///   - output: How much to say.
  ///   - tool: Where to say it.
  /// - Throws: `GateError` for what cannot be read or selected, and where programs cannot be run.
  init(
    _ options: ProjectOptions,
    command: [String] = [],
    build: String? = nil,
    failOn: String? = nil,
    measuring: MeasuringSettings,
    output: OutputOptions,
    tool: ToolContext
  ) throws(GateError) {
    var project = try Project(options: options, command: command, build: build)
    if let failOn { try project.override(failOn: failOn) }
    try self.init(
      project,
      selection: try project.selection(options),
      machine: options.machine,
      measuring: measuring,
      output: output,
      tool: tool
    )
  }

  /// Prepares to measure a project.
  ///
  /// - Parameters:
  ///   - project: What the command line names.
  ///   - selection: What of it is meant.
  ///   - machine: The machine class whose baselines apply; `nil` for this machine's own.
  ///   - measuring: How to measure.
  ///   - output: How much to say.
  ///   - tool: Where to say it.
  /// - Throws: `GateError` for what cannot be selected, and where programs cannot be run.
  init(
    _ project: Project,
    selection: SelectionRecord = SelectionRecord(),
    machine: String? = nil,
    measuring: MeasuringSettings,
    output: OutputOptions,
    tool: ToolContext
  ) throws(GateError) {
    var project = project
    var selection = selection
    maximumTime = measuring.maximumTime
    if let maximumTime { project.override(maximumTime: maximumTime) }
    tool.show(project.warnings)
    self.project = project
    self.tool = tool
    self.output = output
    isBuilt = measuring.isBuilt
    turn = MachineTurn(
      options: measuring.lock,
      tool: tool,
      now: { MonotonicClock.nowNanoseconds() }
    )
    selection.shard = try ShardChoice.shard(
      measuring.shard,
      environment: tool.environment
    )
    self.selection = selection
    plans = try project.plans(selection)
    machines = try project.machines(named: machine)
    self.machine = machines[0]
    do throws(ProcessError) {
      measurement = MeasurementContext(
        runner: try SpawnerClient.start(interrupt: Interruption.listen()),
        now: { MonotonicClock.nowNanoseconds() },
        isInterrupted: { Interruption.isRaised },
        environment: tool.environment,
        directory: project.directory,
        suiteDirectories: project.directories,
        seed: measuring.seed ?? UInt64.random(in: 0...UInt64(Int64.max))
      )
    } catch {
      throw GateError(.internalFault, error.description)
    }
  }

  /// The baselines of this project for this machine.
  var baselines: ProjectBaselines {
    project.baselines(machines.map { (machine: $0.machine, platform: $0.platform) })
  }

  /// Where reports go, checked before anything is measured.
  ///
  /// - Parameter isFolderDefault: Whether reports go into a folder when the command line names no
  ///   place.
  /// - Returns: A writer that is ready.
  /// - Throws: `GateError` with exit 73 where a report could not be written.
  func reports(isFolderDefault: Bool) throws(GateError) -> ReportWriter {
    let writer = ReportWriter(
      options: output,
      settings: project.configuration.reports,
      tool: tool,
      isFolderDefault: isFolderDefault
    )
    try writer.prepare()
    return writer
  }

  /// Runs the build command of the governing configuration, then those of the suites that are
  /// measured, each in its own folder.
  ///
  /// - Parameter plans: What will be measured.
  /// - Returns: How long each took, an interrupted one too; nothing where nothing is to be built, or
  ///   --no-build says so.
  /// - Throws: `GateError` with exit 30 and the end of what the build wrote.
  func build(for plans: [BenchmarkPlan]) throws(GateError) -> [StageTiming] {
    try checkProcessors(of: plans)
    guard isBuilt else { return [] }
    let measured = Set(plans.map(\.key.suite))
    var tasks: [TreeBuild.Task] = []
    for (index, file) in project.files.enumerated() {
      let suite = project.hasSuites ? file.configuration.suite : nil
      guard index == 0 || measured.contains(suite), let step = file.configuration.build else {
        continue
      }
      tasks.append(TreeBuild.Task(suite: suite, step: step, directory: file.directory))
    }
    let build = TreeBuild(context: measurement) { line in
      if !output.quiet { try? tool.diagnostics.write(line + "\n") }
    }
    return try build.run(tasks)
  }

  /// Prepares a comparison with another revision, and builds both.
  ///
  /// - Parameters:
  ///   - reference: As the user wrote it.
  ///   - reports: The folder of reports, where logs of builds go.
  /// - Returns: The base, which is kept as long as this is held.
  /// - Throws: `GateError` as `BasePreparation` does.
  func prepareBase(_ reference: String, reports: String) throws(GateError) -> PreparedBase {
    var preparation = BasePreparation(
      of: project.comparedSuites(for: plans),
      context: measurement
    ) { line in
      if !output.quiet { try? tool.diagnostics.write(line + "\n") }
    }
    preparation.profile = project.overrides["profile"]
    preparation.reports = reports
    preparation.buildsHead = isBuilt
    return try preparation.prepare(reference)
  }

  /// Measures benchmarks once.
  ///
  /// - Parameters:
  ///   - plans: What to measure.
  ///   - stages: What was done before.
  ///   - reports: Where the run is saved as it grows; `nil` saves nothing.
  /// - Returns: Everything that was measured; after an interruption, what was until then.
  /// - Throws: `GateError` where perfgate itself failed.
  func measure(
    _ plans: [BenchmarkPlan],
    stages: [StageTiming] = [],
    reports: ReportWriter? = nil
  ) throws(GateError) -> RunDocument {
    try checkProcessors(of: plans)
    let isProbed = tool.environment[Self.probeVariable] != "off"
    let planned = plans.map { RunEntry.skipped($0, reason: Self.notReached) }
    return try conduct(planned, stages: stages, reports: reports) {
      conduct throws(GateError) in
      let progress = ProgressPrinter(
        stream: tool.diagnostics,
        plans: plans,
        end: conduct.time?.end,
        isQuiet: output.quiet,
        now: measurement.now
      )
      // Also after an error: its message must not stand behind a line of progress.
      defer { progress.finish() }
      let probing = HostProbing(plans, now: measurement.now) {
        isProbed ? HostProbe.measure() : nil
      }
      let entries = try attempt { () throws(ProcessError) in
        try SuiteMeasurement.measure(
          plans,
          context: conduct.context,
          within: conduct.time,
          finished: conduct.finished,
          pause: probing.pause,
          progress: { progress.show($0) }
        )
      }
      return (entries, probing.finish())
    }
  }

  /// Measures base and head of benchmarks in turns, round by round.
  ///
  /// - Parameters:
  ///   - plans: What the head has.
  ///   - missing: What only the base has.
  ///   - base: What the head is compared with.
  ///   - family: The metrics that share the run's false alarms.
  ///   - repetition: How often the same session measured before: every one draws anew.
  ///   - stages: What was done before.
  ///   - reports: Where the run is saved as it grows; `nil` saves nothing.
  /// - Returns: Everything that was measured; after an interruption, what was until then.
  /// - Throws: `GateError` where perfgate itself failed.
  func compare(
    _ plans: [InterleavedPlan],
    missing: [RunEntry] = [],
    with base: ComparedBase,
    family: InterleavedFamily,
    repetition: Int = 0,
    stages: [StageTiming] = [],
    reports: ReportWriter? = nil
  ) throws(GateError) -> RunDocument {
    try checkProcessors(of: plans.map(\.plan))
    let planned = plans.map { plan -> RunEntry in
      var entry = RunEntry.skipped(plan.plan, reason: Self.notReached)
      entry.presence = plan.presence
      entry.isIdentical = plan.isIdentical
      return entry
    }
    let seed = measurement.seed &+ UInt64(repetition) &* 0x9E37_79B9_7F4A_7C15
    var run = try conduct(planned + missing, base: base, stages: stages, reports: reports) {
      conduct throws(GateError) in
      let progress = RoundPrinter(
        stream: tool.diagnostics,
        end: conduct.time?.end,
        isQuiet: output.quiet,
        now: measurement.now
      )
      defer { progress.finish() }
      var trees = InterleavedMeasurement.Trees(
        head: conduct.context,
        base: conduct.context,
        pathLengthDifference: base.record.pathLengthDifference
      )
      trees.head.seed = seed
      trees.base.seed = seed
      if let folders = base.folders {
        // What a hook of git was told about its own tree would be wrong in the other one.
        trees.base.environment = conduct.context.environment.withoutGitRepository
        trees.head.environment = trees.base.environment
        trees.base.directory = folders.base.directory
        trees.base.suiteDirectories = folders.base.suites
        trees.head.directory = folders.head.directory
        trees.head.suiteDirectories = folders.head.suites
      }
      var interleaved = InterleavedMeasurement(
        plans,
        trees: trees,
        family: family,
        remeasures: project.configuration.gate.remeasures,
        within: conduct.time,
        changed: conduct.finished,
        progress: { progress.show($0) }
      )
      let entries = try attempt { () throws(ProcessError) in try interleaved.measure() }
      return (entries + missing, nil)
    }
    run.seed = String(seed)
    return run
  }

  /// What the measuring itself needs while it is conducted.
  private struct Conduct {
    let context: MeasurementContext
    let time: TimeShare?
    let finished: (Int, RunEntry) -> Void
  }

  private static let notReached = "the run had not come to it"

  /// Takes the machine's turn, has everything measured, and makes the run document, which is saved
  /// as it grows.
  private func conduct(
    _ planned: [RunEntry],
    base: ComparedBase? = nil,
    stages: [StageTiming],
    reports: ReportWriter?,
    _ measure: (Conduct) throws(GateError) -> (entries: [RunEntry], probe: HostProbeRecord?)
  ) throws(GateError) -> RunDocument {
    // Held until measuring ends, and by nobody else meanwhile.
    let (lock, notice) = turn.take()
    var context = measurement
    context.environment = measurement.environment.adding(turn.environment)
    var empty = try emptyRun(beside: base, stages: stages, notices: [notice].compactMap { $0 })
    if let base {
      empty.base = base.record
      empty.notices += base.notices
    }
    let growing = GrowingRun(empty, planned: planned, reports: reports, now: measurement.now)
    let (entries, probe) = try measure(
      Conduct(
        context: context,
        time: maximumTime.map {
          TimeShare(seconds: $0.seconds, text: $0.text, now: measurement.now())
        },
        finished: { growing.finished($0, $1) }
      )
    )
    let run = growing.finish(
      entries,
      probe: probe,
      isInterrupted: measurement.isInterrupted()
    )
    withExtendedLifetime(lock) {}
    guard run.accounting.isBalanced, run.accounting.planned == planned.count else {
      throw GateError(.internalFault, "the accounting of the run does not add up")
    }
    return run
  }

  private func emptyRun(
    beside base: ComparedBase?,
    stages: [StageTiming],
    notices: [VerdictNotice]
  ) throws(GateError) -> RunDocument {
    let repository = GitRepository(
      runner: measurement.runner,
      directory: project.directory,
      environment: tool.environment
    )
    let facts = try RevisionFacts(
      of: repository,
      in: project,
      baselines: baselines,
      isCI: tool.isCI,
      base: base
    )
    var run = RunDocument(
      id: Self.newIdentifier(),
      suite: project.configuration.suite,
      seed: String(measurement.seed),
      startedAt: WallClock.timestamp(),
      environment: machine.environment,
      head: facts.head,
      configuration: project.record(machines: machines),
      selection: selection,
      entries: [],
      notices: notices,
      stages: stages
    )
    run.ruleChanges = facts.ruleChanges
    run.acceptances = facts.acceptances
    return run
  }

  /// Refuses a benchmark that asks for processors that are not to be had.
  private func checkProcessors(of plans: [BenchmarkPlan]) throws(GateError) {
    guard let allowed = Processors.allowed() else { return }
    for plan in plans {
      guard let pin = plan.pin, let missing = pin.numbers.first(where: { !allowed.contains($0) })
      else { continue }
      let numbers = allowed.map(String.init).joined(separator: ", ")
      throw GateError(
        .badConfiguration,
        "'\(plan.key)' is bound to processor \(missing), which cannot be used here",
        at: pin.location,
        hints: ["processors that can be used: \(TerminalText.safe(numbers))"]
      )
    }
  }

  private func attempt<Value>(
    _ body: () throws(ProcessError) -> Value
  ) throws(GateError) -> Value {
    do throws(ProcessError) {
      return try body()
    } catch {
      throw GateError(.internalFault, error.description)
    }
  }

  private static func newIdentifier() -> String {
    let digits = String(UInt64.random(in: 0..<(1 << 48)), radix: 16)
    return String(repeating: "0", count: 12 - digits.utf8.count) + digits
  }
}
