import PerfgateConfiguration
import PerfgateEval
import PerfgateGate
import PerfgateHost
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
  /// The evals that it selects, likewise.
  let evals: [EvalPlan]
  let tool: ToolContext
  let measurement: MeasurementContext
  let output: OutputOptions
  private let isBuilt: Bool
  private let maximumTime: GivenDuration?
  /// The classes of each file's baselines.
  private let machines: [MachineClass]
  let turn: MachineTurn
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
    (plans, evals) = try project.selected(selection)
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
    // An empty shard needs nothing to be built.
    guard isBuilt, !plans.isEmpty || !evals.isEmpty else { return [] }
    let measured = Set(plans.map(\.key.suite) + evals.map(\.key.suite))
    var tasks: [TreeBuild.Task] = []
    for (index, file) in project.files.enumerated() {
      let suite = project.hasSuites ? file.configuration.suite : nil
      guard index == 0 || measured.contains(suite), let step = file.configuration.build else {
        continue
      }
      tasks.append(TreeBuild.Task(suite: suite, step: step, directory: file.directory))
    }
    let build = TreeBuild(context: measurement, announce: announce)
    return try build.run(tasks)
  }

  private func announce(_ line: String) {
    if !output.quiet { try? tool.diagnostics.write(line + "\n") }
  }

  /// Prepares a comparison with another revision, and builds both.
  ///
  /// - Parameters:
  ///   - reference: As the user wrote it.
  ///   - reports: The folder of reports, where logs of builds go.
  ///   - resumed: A run that was cut, and is to be gone on with.
  /// - Returns: The base, which is kept as long as this is held.
  /// - Throws: `GateError` as `BasePreparation` does, and with exit 65 where the run that was cut is
  ///   another one.
  func prepareBase(
    _ reference: String,
    reports: String,
    resuming resumed: ResumedRun? = nil
  ) throws(GateError) -> PreparedBase {
    if let resumed { try check(resumed) }
    try checkMonitors(of: plans)
    var preparation = BasePreparation(
      of: project.comparedSuites(for: plans.map(\.key) + evals.map(\.key)),
      context: measurement,
      announce: announce
    )
    preparation.profile = project.overrides["profile"]
    preparation.reports = reports
    preparation.buildsHead = isBuilt
    if let resumed {
      preparation.check = { base throws(GateError) in
        try resumed.check(base: base.commit, name: reference)
      }
    }
    return try preparation.prepare(reference)
  }

  /// Makes sure that a run that was cut measures what this one would.
  ///
  /// - Throws: `GateError` with exit 65 and everything that differs.
  func check(_ resumed: ResumedRun) throws(GateError) {
    try resumed.check(
      project.record(machines: machines),
      selection: selection,
      machineClass: machine.environment.machineClass,
      head: repository.head()
    )
  }

  private var repository: GitRepository {
    GitRepository(
      runner: measurement.runner,
      directory: project.directory,
      environment: tool.environment
    )
  }

  /// Measures benchmarks once, and then runs evals.
  ///
  /// - Parameters:
  ///   - plans: What to measure.
  ///   - evals: What to evaluate.
  ///   - stages: What was done before.
  ///   - reports: Where the run is saved as it grows; `nil` saves nothing.
  /// - Returns: Everything that was measured; after an interruption, what was until then.
  /// - Throws: `GateError` where perfgate itself failed.
  func measure(
    _ plans: [BenchmarkPlan],
    evals: PreparedEvals = PreparedEvals(),
    stages: [StageTiming] = [],
    reports: ReportWriter? = nil
  ) async throws(GateError) -> RunDocument {
    try checkProcessors(of: plans)
    let planned = plans.map { RunEntry.skipped($0, reason: Self.notReached) } + evals.planned
    let notices = plans.compactMap(VerdictNotice.init(ofFileAlone:)) + evals.notices
    return try await conduct(planned, notices: notices, stages: stages, reports: reports) {
      conduct throws(GateError) in
      var measured = try measure(plans, conduct)
      try await evaluate(evals, conduct, into: &measured)
      return measured
    }
  }

  private func measure(
    _ plans: [BenchmarkPlan],
    _ conduct: Conduct
  ) throws(GateError) -> Measured {
    guard !plans.isEmpty else { return Measured(entries: []) }
    let isProbed = tool.environment[Self.probeVariable] != "off"
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
    return Measured(entries: entries, probe: probing.finish())
  }

  /// Measures base and head of benchmarks in turns, round by round.
  ///
  /// - Parameters:
  ///   - plans: What the head has.
  ///   - missing: What only the base has.
  ///   - base: What the head is compared with.
  ///   - policy: What is decided, and with which error rates.
  ///   - repetition: How often the same session measured before: every one draws anew.
  ///   - stages: What was done before.
  ///   - reports: Where the run is saved as it grows; `nil` saves nothing.
  ///   - resumed: A run that was cut, and is gone on with.
  ///   - evals: What is evaluated on both sides.
  /// - Returns: Everything that was measured; after an interruption, what was until then.
  /// - Throws: `GateError` where perfgate itself failed, and with exit 65 where the run that was cut
  ///   is another one.
  func compare(
    _ plans: [InterleavedPlan],
    missing: [RunEntry] = [],
    with base: ComparedBase,
    deciding policy: InterleavedPolicy,
    repetition: Int = 0,
    stages: [StageTiming] = [],
    reports: ReportWriter? = nil,
    resuming resumed: ResumedRun? = nil,
    evals: PreparedEvals = PreparedEvals()
  ) async throws(GateError) -> RunDocument {
    try checkProcessors(of: plans.map(\.plan))
    try checkMonitors(of: plans.map(\.plan))
    let planned = plans.map { plan -> RunEntry in
      var entry = RunEntry.skipped(plan.plan, reason: Self.notReached)
      entry.presence = plan.presence
      entry.isIdentical = plan.isIdentical
      return entry
    }
    let seed = measurement.seed &+ UInt64(repetition) &* 0x9E37_79B9_7F4A_7C15
    var run = try await conduct(
      planned + missing + evals.planned,
      base: base,
      notices: evals.notices,
      stages: stages,
      reports: reports,
      resuming: resumed
    ) {
      conduct throws(GateError) in
      let progress = RoundPrinter(
        stream: tool.diagnostics,
        end: conduct.time?.end,
        isQuiet: output.quiet,
        now: measurement.now
      )
      defer { progress.finish() }
      var interleaved = InterleavedMeasurement(
        plans,
        trees: Self.trees(conduct.context, base, seed: seed),
        family: policy.family,
        remeasures: project.configuration.gate.remeasures,
        within: conduct.time,
        changed: conduct.finished,
        progress: { progress.show($0) }
      )
      interleaved.decideStages { stages in
        let whole = policy.knowing(stages)
        return (whole.family, whole.terms(for:))
      }
      if let resumed { try interleaved.goOn(with: resumed.part) }
      let entries = try attempt { () throws(ProcessError) in try interleaved.measure() }
      progress.finish()
      var measured = Measured(entries: entries + missing, isCut: interleaved.isCut)
      try await evaluate(evals, conduct, into: &measured)
      return measured
    }
    run.seed = String(seed)
    return run
  }

  /// Where and in which circumstances both sides are measured.
  private static func trees(
    _ context: MeasurementContext,
    _ base: ComparedBase,
    seed: UInt64
  ) -> InterleavedMeasurement.Trees {
    var trees = InterleavedMeasurement.Trees(
      head: context,
      base: context,
      pathLengthDifference: base.record.pathLengthDifference
    )
    trees.head.seed = seed
    trees.base.seed = seed
    if let folders = base.folders {
      // What a hook of git was told about its own tree would be wrong in the other one.
      trees.base.environment = context.environment.withoutGitRepository
      trees.head.environment = trees.base.environment
      trees.base.directory = folders.base.directory
      trees.base.suiteDirectories = folders.base.suites
      trees.head.directory = folders.head.directory
      trees.head.suiteDirectories = folders.head.suites
    }
    return trees
  }

  /// What the measuring itself needs while it is conducted.
  struct Conduct {
    let context: MeasurementContext
    let time: TimeShare?
    let finished: (Int, RunEntry) -> Void
  }

  /// What measuring gave.
  struct Measured {
    var entries: [RunEntry]
    var probe: HostProbeRecord?
    /// What a reader must know of it.
    var notices: [VerdictNotice] = []
    /// Whether a signal kept something that has values from being measured on.
    var isCut = false
  }

  private static let notReached = "the run had not come to it"

  /// Takes the machine's turn, has everything measured, and makes the run document, which is saved
  /// as it grows.
  private func conduct(
    _ planned: [RunEntry],
    base: ComparedBase? = nil,
    notices: [VerdictNotice] = [],
    stages: [StageTiming],
    reports: ReportWriter?,
    resuming resumed: ResumedRun? = nil,
    _ measure: (Conduct) async throws(GateError) -> Measured
  ) async throws(GateError) -> RunDocument {
    // Held until measuring ends, and by nobody else meanwhile.
    let (lock, notice) = turn.take()
    var context = measurement
    context.environment = measurement.environment.adding(turn.environment)
    var empty = try emptyRun(
      beside: base,
      stages: stages,
      notices: [notice].compactMap { $0 } + notices
    )
    if let base {
      empty.base = base.record
      empty.notices += base.notices
    }
    var planned = planned
    if let resumed { try resumed.lead(into: &empty, &planned) }
    let growing = GrowingRun(empty, planned: planned, reports: reports, now: measurement.now)
    let measured = try await measure(
      Conduct(
        context: context,
        time: maximumTime.map {
          TimeShare(seconds: $0.seconds, text: $0.text, now: measurement.now())
        },
        finished: { growing.finished($0, $1) }
      )
    )
    var run = growing.finish(
      measured.entries,
      probe: measured.probe,
      isInterrupted: measurement.isInterrupted(),
      isCut: measured.isCut
    )
    withExtendedLifetime(lock) {}
    run.notices += measured.notices
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

  /// Refuses to compare what nothing runs: one file, as it lies there, has no other side.
  private func checkMonitors(of plans: [BenchmarkPlan]) throws(GateError) {
    guard let plan = plans.first(where: \.isOnlyRead), let monitor = plan.monitor else { return }
    throw GateError(
      .usage,
      "'\(plan.key)' is only read from \(monitor.path), which nobody writes for the other side",
      at: monitor.location,
      hints: [
        "let perfgate run what writes it: run: [./program]",
        "or leave it out: --exclude \(ShellQuoting.quoted(plan.key.id.text))",
      ]
    )
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

extension VerdictNotice {
  /// What a file proves that perfgate did not see being written; `nil` for what it runs.
  fileprivate init?(ofFileAlone plan: BenchmarkPlan) {
    guard plan.isOnlyRead, let monitor = plan.monitor else { return nil }
    self.init(
      "'\(plan.key)' was only read from \(monitor.path): one invocation, and nobody here knows of "
        + "which code, when or how disturbed",
      advice: "let perfgate run what writes it (run: [./program])"
    )
  }
}
