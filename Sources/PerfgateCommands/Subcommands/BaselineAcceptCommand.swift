import ArgumentParser
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport
import PerfgateStore
import PerfgateSystem

/// `perfgate baseline accept`: take worse levels on purpose, from a saved verdict.
struct BaselineAcceptCommand: GateCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accepts worse levels that a saved verdict shows, without measuring.",
    discussion: """
      Writes accepted.yaml beside the baselines: runs are held against the accepted level from then \
      on, until the next recording makes it the committed one.
      """
  )

  @OptionGroup var writing: WritingOptions

  @Option(help: ArgumentHelp("Only this metric (default: all that are worse).", valueName: "name"))
  var metric: String?

  @Option(help: "Why it is worth it; it is written into accepted.yaml.")
  var reason: String

  @Option(help: ArgumentHelp("The saved verdict.", valueName: "path"))
  var run = "\(ReportWriter.defaultFolder)/verdict.json"

  @Argument(help: "Ids, for all of their parameters, or names such as 'parse[size=1000]'.")
  var ids: [String]

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) {
      throw ValidationError("--reason must say why, in a few words.")
    }
  }

  func execute(in tool: ToolContext) async throws(GateError) -> GateExit {
    try BaselineRecording.checkPermission(ciWrite: writing.ciWrite, tool: tool)
    let project = try Project(paths: writing.config)
    tool.show(project.warnings)
    let verdict = try savedVerdict()
    var accepted: [Finding] = []
    var problems: [Diagnostic] = []
    for id in ids {
      do throws(GateError) {
        accepted += try findings(of: id, in: verdict)
      } catch {
        problems += error.diagnostics
      }
    }
    guard problems.isEmpty else { throw GateError(.usage, problems) }
    try write(accepted, of: verdict, in: project, tool: tool)
    tool.show(breaches(in: verdict))
    return .pass
  }

  /// What fails by itself behind a level that was accepted: an acceptance takes worse levels, and no
  /// breach of a budget.
  private func breaches(in verdict: VerdictDocument) -> [Diagnostic] {
    ids.flatMap { self.all(of: $0, in: verdict) }.filter { finding in
      (metric == nil || finding.metric == metric) && finding.budget?.state == .breached
        && finding.budget?.isExisting == false && finding.putAside == nil
    }.map { finding in
      .warning(
        "'\(FindingWording.title(finding))' stays beyond its budget, which fails as before",
        at: finding.rule,
        hints: [FindingWording.advice(finding)].compactMap { $0 }
      )
    }
  }

  /// Everything that a verdict has about an id or a name.
  private func all(of name: String, in verdict: VerdictDocument) -> [Finding] {
    verdict.results.filter { finding in
      [finding.key.id.text, finding.key.name, finding.key.description].contains(name)
    }
  }

  private func savedVerdict() throws(GateError) -> VerdictDocument {
    if (try? Files.kind(at: run)) == .directory {
      throw GateError(
        .missingInput,
        "'\(run)' is a folder, and the verdict in it is needed",
        hints: ["--run \(ShellQuoting.quoted(Files.join(run, "verdict.json")))"]
      )
    }
    let hint = "perfgate run writes one; --run PATH names another, such as what CI uploaded"
    guard case .verdict(let verdict) = try DocumentStore.read(run, hints: [hint]) else {
      throw GateError(
        .usage,
        "'\(run)' is a run, and what was decided about it is needed",
        hints: ["name the verdict.json beside it"]
      )
    }
    return verdict
  }

  /// What is worse about a benchmark.
  private func findings(
    of name: String,
    in verdict: VerdictDocument
  ) throws(GateError) -> [Finding] {
    let all = all(of: name, in: verdict)
    guard !all.isEmpty else {
      let known = Set(verdict.results.flatMap { [$0.key.id.text, $0.key.description] })
      throw GateError(
        .usage,
        "'\(name)' is not in \(run)\(NearMiss.phrase(for: name, among: known.sorted()))",
        hints: ["--run PATH names another verdict"]
      )
    }
    let meant = all.filter { metric == nil || $0.metric == metric }
    let worse = meant.filter { $0.state == .regressed || $0.state == .suspected }
    guard worse.isEmpty else { return worse }
    if let breach = meant.first(where: { $0.budget?.state == .breached }) {
      throw GateError(
        .usage,
        "'\(FindingWording.title(breach))' is beyond a budget",
        at: breach.rule,
        hints: [FindingWording.advice(breach)].compactMap { $0 }
      )
    }
    if let metric, meant.isEmpty {
      let metrics = all.compactMap(\.metric)
      throw GateError(
        .usage,
        "'\(name)' has no '\(metric)' in \(run)\(NearMiss.phrase(for: metric, among: metrics))",
        hints: metrics.isEmpty ? [] : ["its metrics are \(metrics.joined(separator: ", "))"]
      )
    }
    throw GateError(
      .usage,
      "nothing about '\(name)' is worse, so that there is nothing to accept",
      notes: meant.map(ReportedFinding.line)
    )
  }

  private func write(
    _ findings: [Finding],
    of verdict: VerdictDocument,
    in project: Project,
    tool: ToolContext
  ) throws(GateError) {
    var text = ""
    for (name, file) in project.suites {
      let own = findings.filter { $0.key.suite == name }
      guard !own.isEmpty else { continue }
      let suite = file.configuration.suite
      guard name != nil || verdict.suite == suite else { break }
      let folder = BaselineFolder(path: file.baselineFolder)
      var acceptances: [Acceptance] = []
      for finding in own {
        let acceptance = try acceptance(of: finding, in: suite, verdict)
        let earlier = project.configuration.renamed[finding.key]?.of(suite: nil)
        // Against a revision, it is a step of the change, whatever is committed.
        if verdict.mode == .baseline {
          try check(acceptance, of: finding, recordedAs: earlier, in: folder)
        }
        acceptances.append(acceptance)
      }
      try folder.accept(acceptances)
      text += own.map { "accepted: \(ReportedFinding.line($0))\n" }.joined()
      text += "\(folder.acceptedPath) was written; review and commit it\n"
    }
    guard !text.isEmpty else {
      throw GateError(
        .usage,
        "\(run) is about the suite '\(verdict.suite)', which this project does not have",
        hints: ["name its configuration with -c"]
      )
    }
    try tool.output.write(text)
  }

  /// Makes sure that the committed level is the one that the verdict is about: else the entry would
  /// do nothing.
  private func check(
    _ acceptance: Acceptance,
    of finding: Finding,
    recordedAs earlier: BenchmarkKey?,
    in folder: BaselineFolder
  ) throws(GateError) {
    guard let suite = acceptance.suite, let step = acceptance.step, let metric = finding.metric
    else { return }
    let title = FindingWording.title(finding)
    let className = acceptance.className ?? BaselinePlace.portable.rawValue
    let keys = [finding.key.of(suite: nil), earlier].compactMap { $0 }
    var found: MetricBaseline?
    for key in keys where found == nil {
      let stored = try folder.baseline(of: key, suite: suite, inClass: className)
      found = stored?.document.metrics[metric]
    }
    guard let baseline = found else {
      throw GateError(
        .usage,
        "'\(title)' has no baseline of the class '\(className)' in \(folder.path)",
        hints: ["take over what the run proposes instead: perfgate baseline apply"]
      )
    }
    guard acceptance.isSpent(by: baseline) else { return }
    let levels = [step.from, baseline.level].compactMap { level in
      level.map { QuantityText.text($0, unit: baseline.unit) }
    }
    throw GateError(
      .usage,
      "the baseline of '\(title)' is not what \(run) was judged against any more: "
        + levels.joined(separator: " there, ") + " here",
      hints: ["perfgate run, and accept what that finds"]
    )
  }

  private func acceptance(
    of finding: Finding,
    in suite: String,
    _ verdict: VerdictDocument
  ) throws(GateError) -> Acceptance {
    guard let metric = finding.metric, let definition = MetricDefinition.named(metric),
      let base = finding.acceptance?.step?.from ?? finding.base?.center,
      let head = finding.head?.center, base >= 0, head >= 0
    else {
      throw GateError(
        .usage,
        "'\(FindingWording.title(finding))' has no level that could be accepted",
        hints: ["record it instead: perfgate baseline record --reason \"...\""]
      )
    }
    let machine =
      verdict.comparison.suites.first { $0.suite == suite }?.machineClass
      ?? verdict.environment.machineClass
    let className: String? =
      switch BaselinePlace(of: definition.kind, metric: metric) {
      case .machine: machine
      case .platform: verdict.environment.platformClass
      case .portable: nil
      }
    return Acceptance(
      .metric(finding.key.of(suite: nil), metric),
      suite: suite,
      className: className,
      step: Acceptance.Step(from: base, to: head),
      reason: reason,
      source: .option
    )
  }
}
