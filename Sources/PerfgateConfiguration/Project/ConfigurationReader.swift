internal import PerfgateModel

/// Reads the top level of a configuration, and checks what only the whole of it can tell.
struct ConfigurationReader {
  let problems: ProblemList
  /// The profile that is asked for; one that the file does not have changes nothing.
  var profile: String?

  /// The configuration; `nil`, or one that must not be used, where problems hold errors.
  func read(_ text: String) -> ProjectConfiguration? {
    guard let node = NodeComposer.compose(text, problems: problems) else { return nil }
    let start = TextPosition(line: 1, column: 1)
    let root = NodeReader(
      name: "configuration",
      node: node,
      keyPosition: start,
      problems: problems
    )
    guard !node.isNothing else {
      problems.error("the file is empty", at: nil, hints: [NodeComposer.smallestForm])
      return nil
    }
    guard case .mapping(let entries) = node.content else {
      root.report(
        "a configuration is a mapping of keys and values, found \(node.found)",
        hints: [NodeComposer.smallestForm]
      )
      return nil
    }
    let plain = read(MappingReader(entries, at: node.position, table: .root, problems: problems))
    var configuration = plain
    // All of them are read, so that a mistake in one is found before the night that needs it.
    let profiles = ProfileReader(problems: problems).profiles(of: entries)
    for profile in profiles {
      let isChosen = profile.name == self.profile
      let own = ProblemList(file: problems.file)
      let changed = ProfileReader.root(entries, changedBy: profile)
      let keys = MappingReader(changed, at: node.position, table: .root, problems: own)
      let reading = ConfigurationReader(problems: own).read(keys)
      problems.adopt(errorsOf: own)
      if isChosen {
        configuration = reading
        problems.replaceWarnings(with: own)
      }
    }
    configuration.profiles = profiles.map(\.name)
    return configuration
  }

  private func read(_ keys: MappingReader) -> ProjectConfiguration {
    checkVersion(keys["version"])
    let defaults = BenchmarkDefaults.read(keys["defaults"])
    let beforeBenchmarks = problems.errorCount
    let suites = SuitePattern.read(keys["suites"])
    let monitors = keys["monitors"]
    let evals = keys["evals"]
    // A file that only names others measures nothing itself.
    let benchmarks =
      keys["suites"] == nil && monitors == nil && evals == nil
      ? keys.required("benchmarks", hints: [NodeComposer.smallestForm]) : keys["benchmarks"]
    let measures = benchmarks != nil || monitors != nil || evals != nil
    var configuration = ProjectConfiguration(
      benchmarks: BenchmarkListReader(defaults: defaults, problems: problems)
        .plans(benchmarks: benchmarks, monitors: monitors)
    )
    configuration.evals = EvalListReader(problems: problems)
      .plans(from: evals, beside: configuration.benchmarks)
    let knowsBenchmarks = problems.errorCount == beforeBenchmarks
    configuration.suites = suites
    configuration.suitePlace = problems.location(keys["suite"]?.node.position)
    if let suite = keys["suite"]?.label("a name") { configuration.suite = suite }
    configuration.build = BuildStep.read(keys["build"])
    let beforeGate = problems.errorCount
    configuration.gate = GateSettings.read(keys["gate"])
    let entries = GateRuleReader(problems: problems).entries(from: keys["rules"])
    configuration.rules = entries.map(\.rule)
    if !measures, keys["suites"] != nil { reportDead(keys) }
    // Without all benchmarks a rule may only seem to match nothing.
    if knowsBenchmarks, !(configuration.benchmarks.isEmpty && configuration.evals.isEmpty) {
      RuleCheck(
        entries: entries,
        plans: configuration.benchmarks,
        evals: configuration.evals,
        gate: configuration.gate
      ).run()
    }
    if problems.errorCount == beforeGate, measures {
      warnWhereNothingFails(configuration, at: keys["gate"]?.keyPosition)
      warnOfUnjudgedStages(configuration, at: monitors?.keyPosition)
    }
    configuration.baselines = BaselineSettings.read(keys["baselines"])
    configuration.reports = ReportSettings.read(keys["reports"])
    return configuration
  }

  private func checkVersion(_ reader: NodeReader?) {
    guard let reader else { return }
    guard case .scalar(let text, isPlain: true) = reader.node.content, text == "1" else {
      reader.report("'version' must be 1, found \(reader.node.found)")
      return
    }
  }

  /// What only benchmarks of the same file can use is dead where there are none.
  private func reportDead(_ keys: MappingReader) {
    for key in ["defaults", "rules", "baselines"] {
      guard let reader = keys[key] else { continue }
      problems.error(
        "'\(key)' is for benchmarks of this file, and it has none",
        at: reader.keyPosition,
        hints: ["put it into the suites' own files"]
      )
    }
    guard let gate = keys["gate"]?.mapping(.gate) else { return }
    for key in ["limit", "tolerance", "against"] {
      guard let reader = gate[key] else { continue }
      problems.error(
        "'\(key)' of 'gate' is for benchmarks of this file, and it has none",
        at: reader.keyPosition,
        hints: ["each suite has its own: put it into their files"]
      )
    }
  }

  /// Of stages nothing is judged unless a rule names it, which is easily forgotten.
  private func warnOfUnjudgedStages(
    _ configuration: ProjectConfiguration,
    at position: TextPosition?
  ) {
    let judging = configuration.rules.filter(\.isAboutStages)
    let unjudged = configuration.benchmarks.first { plan in
      plan.monitor != nil && !judging.contains { $0.matches(key: plan.key) }
    }
    guard let unjudged, let position else { return }
    let id = MessageText.shortened(unjudged.key.id.text)
    problems.warning(
      "no rule names a metric of the stages of '\(id)': they are recorded and not judged",
      at: position,
      hints: ["add a rule: - match: {id: \(id), metric: \"stage.**.p95\"}"]
    )
  }

  private func warnWhereNothingFails(
    _ configuration: ProjectConfiguration,
    at position: TextPosition?
  ) {
    let judges = configuration.rules.contains {
      $0.limit?.ratio != nil || $0.against?.limit?.ratio != nil || $0.levels != nil
        || $0.budget != nil
    }
    let gate = configuration.gate
    guard gate.limit == nil, gate.against.limit == nil, !judges else { return }
    problems.warning(
      "the limit is off and no rule sets a limit or a budget: no change can fail",
      at: position,
      hints: ["remove limit: off, or add rules"]
    )
  }
}
