import PerfgateModel

/// Documents in which every optional part is there and every text is hostile.
enum SampleDocument {
  /// A text with everything that a writer could get wrong.
  static let hostile =
    "\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{85}\t\r\n \"quoted\" \\ / 'x' <&> \u{2028}\u{2029}\u{FEFF}"
    + " 🏎️👩‍👩‍👧‍👦 e\u{301} \u{202E}\u{10FFFF}\u{FFFF} <<<<<<< =======\n<<<<<<< \\u0041 ${HOME} %s"
  /// A text of 10,000 characters.
  static let long = String(repeating: "é\"x\n", count: 2_500)

  static func key() throws -> BenchmarkKey {
    BenchmarkKey(
      id: try BenchmarkID("a\u{1}\"b\\\u{2028}/🏎️/é"),
      parameters: [hostile: long, "": "", "size": "1/2"],
      suite: hostile
    )
  }

  static func run() throws -> RunDocument {
    let measured = try entry()
    var skipped = measured
    skipped.key = BenchmarkKey(
      id: try BenchmarkID("skipped"),
      parameters: ["a": "b"],
      suite: "s"
    )
    skipped.status = .skipped
    skipped.presence = .both
    skipped.isIdentical = true
    var excused = skipped
    excused.key = BenchmarkKey(
      id: try BenchmarkID("excused"),
      parameters: ["a": "b"],
      suite: "s"
    )
    excused.isIdentical = false
    excused.origin = .eval
    excused.isExcused = true
    var failed = measured
    failed.key = BenchmarkKey(
      id: try BenchmarkID("failed"),
      parameters: ["a": "b"],
      suite: "s"
    )
    failed.status = .failed
    failed.presence = .head
    var run = RunDocument(
      id: hostile,
      suite: long,
      seed: "18446744073709551615",
      startedAt: "2026-03-01T12:00:00Z",
      environment: environment,
      head: RevisionRecord(commit: hostile, isDirty: true),
      configuration: configuration,
      selection: selection,
      entries: [measured, skipped, excused, failed],
      notices: [VerdictNotice(hostile, advice: long)],
      stages: [StageTiming(name: hostile, seconds: 1e-9)],
      completion: .interrupted
    )
    (run.acceptances, run.ruleChanges) = (try acceptances(), ruleChanges)
    run.base = base
    return run
  }

  private static func entry() throws -> RunEntry {
    var measured = RunEntry(
      key: try key(),
      tags: [hostile, ""],
      command: ["sh", "-c", long],
      status: .measured
    )
    measured.reason = hostile
    measured.invocations = InvocationColumns(count: 4)
    measured.invocations.attempt[2] = 1
    measured.invocations.side = [.base, .head, .base, .base]
    measured.baseCommand = [long, "", hostile]
    measured.presence = .base
    measured.invocations.round = [0, 1, 9_007_199_254_740_992, 2]
    measured.invocations.loops = [1, 1000, 2, 3]
    measured.metrics = [
      MetricSamples(
        name: hostile,
        unit: .seconds,
        kind: .continuous,
        direction: .lower,
        values: [.leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.1],
        overhead: Overhead(median: 0.001, uncertainty: 1e-9)
      ),
      MetricSamples(
        name: "score",
        unit: .ratio,
        kind: .score,
        direction: .higher,
        values: [1 / 3],
        overhead: Overhead(median: 0, uncertainty: 0)
      ),
    ]
    (measured.metrics[0].step, measured.metrics[0].side) = (1e-6, .base)
    (measured.metrics[1].step, measured.metrics[1].side) = (0, .head)
    for index in measured.metrics.indices { measured.metrics[index].observations = index }
    measured.cases = CaseTotals(
      file: hostile,
      sha256: long,
      dataset: "",
      read: 10,
      passed: 4,
      failed: 3,
      errored: 2,
      skipped: 1
    )
    measured.gaps = ["cost": hostile, hostile: ""]
    measured.baseCases = measured.cases
    measured.baseCases?.file = "cases/qa.base.jsonl"
    measured.failures = InvocationFailure.Kind.allCases.map {
      InvocationFailure(invocation: 2, side: .base, kind: $0, detail: hostile, output: long)
    }
    measured.warnings = MeasurementWarning.Kind.allCases.map {
      MeasurementWarning($0, metric: "wall", hostile, advice: long)
    }
    measured.measuringSeconds = 12.5
    return measured
  }

  private static let base = BaseRecord(
    commit: hostile,
    name: long,
    isMergeBase: true,
    pathLengthDifference: -3
  )

  private static let ruleChanges = RuleChanges(base: hostile, files: [long, ""], baselines: 7)

  private static let probe = RecordedProbe(kernel: "", cpu: 1e-12, memory: 1e6)

  static func acceptances() throws -> [Acceptance] {
    [
      Acceptance(
        .metric(try key().of(suite: nil), hostile),
        suite: hostile,
        className: long,
        step: Acceptance.Step(from: 1.5, to: -2e300),
        reason: hostile,
        source: .file(SourcePlace(file: hostile, line: 3, column: 1))
      ),
      Acceptance(
        .metric(try key().of(suite: nil), "wall"),
        reason: long,
        source: .trailer(commit: hostile)
      ),
      Acceptance(.everything, reason: hostile, source: .option),
    ]
  }

  static func baseline() throws -> BaselineDocument {
    let epochs = zip(1..., BaselineEpoch.Cause.allCases).map {
      BaselineEpoch(id: $0, cause: $1, reason: hostile)
    }
    let metric = MetricBaseline(
      unit: .bytes,
      kind: .exact,
      direction: .higher,
      epochs: epochs,
      recordings: [
        Recording(
          run: hostile,
          epoch: 1,
          median: 123_456_789,
          count: 1,
          range: -1...1e300,
          spread: 0,
          probe: probe
        ),
        Recording(
          run: long,
          epoch: 3,
          median: 1 / 3,
          count: 40,
          range: 0...0,
          spread: 0.02,
          probe: probe
        ),
      ],
      sample: [1, 2.25, 1 / 3]
    )
    let timed = MetricBaseline(
      unit: .seconds,
      kind: .continuous,
      direction: .lower,
      epochs: [BaselineEpoch(id: 1, cause: .first, reason: long)],
      recordings: [
        Recording(
          run: long,
          epoch: 1,
          median: 1.234,
          count: 40,
          range: 0...0,
          spread: 0.05,
          probe: RecordedProbe(kernel: hostile, cpu: 0.00065, memory: 1.5)
        )
      ],
      sample: [0.25]
    )
    var document = BaselineDocument(
      key: try key().of(suite: nil),
      metrics: [hostile: metric, "": timed]
    )
    document.cases = RecordedCases(file: "a\"\u{2028}.jsonl", dataset: hostile, count: 20_000)
    return document
  }

  private static func caseExhibit() throws -> CaseExhibit {
    var exhibit = CaseExhibit(key: try key())
    (exhibit.compared, exhibit.added, exhibit.removed, exhibit.changed) = (5, 4, 3, 2)
    (exhibit.errored, exhibit.brokeCount, exhibit.mendedCount) = (1, 60, 1)
    guard let digest = CaseDigest(String(repeating: "f0", count: 32)) else { return exhibit }
    var change = CaseChange(
      id: hostile,
      digest: digest,
      passed: CaseChange.Step(before: 1 / 3, after: 0),
      scores: [hostile: CaseChange.Step(before: 0, after: 1)]
    )
    change.output = long
    (exhibit.broke, exhibit.mended) = ([change], [change])
    return exhibit
  }

  static func verdict() throws -> VerdictDocument {
    let results = try FindingState.allCases.map { try finding($0) }
    var verdict = VerdictDocument(
      run: hostile,
      suite: long,
      mode: .measure,
      exit: .interrupted,
      causes: try GateExit.allCases.map {
        VerdictCause(code: $0, key: try key(), metric: hostile, message: long)
      },
      policy: VerdictPolicy(
        falseAlarms: 0.01,
        missRate: 0.05,
        judged: 3,
        failOn: .minor,
        maximumInconclusive: 0.25
      ),
      comparison: ComparisonRecord(
        baselines: hostile,
        machineClass: hostile,
        otherClasses: [long, ""],
        recordCommand: ["perfgate", hostile],
        suites: [SuiteComparison(suite: hostile, baselines: long, machineClass: hostile)]
      ),
      counts: VerdictCounts(of: results),
      results: results,
      notices: [VerdictNotice(hostile, advice: long)],
      environment: environment,
      head: RevisionRecord(commit: "0", isDirty: false),
      startedAt: hostile,
      measuringSeconds: 1e-7,
      exhibits: VerdictExhibits(
        samples: [try exhibit()],
        stages: [StageTiming(name: "build", seconds: 0)]
      )
    )
    verdict.acceptances = zip(try acceptances(), AcceptanceUse.Outcome.allCases).map {
      AcceptanceUse(acceptance: $0, outcome: $1)
    }
    verdict.base = base
    verdict.policy.scores = ScorePolicy(falseAlarms: 0.05, judged: 7)
    verdict.exhibits.cases = [try caseExhibit()]
    return verdict
  }

  private static let configuration = ConfigurationRecord(
    path: hostile,
    source: long,
    overrides: [hostile: "x"],
    suites: [
      SuiteRecord(path: hostile, source: long, machineClass: hostile, isNamed: true),
      SuiteRecord(path: "", source: "", machineClass: "", isNamed: false),
    ]
  )

  private static let selection = SelectionRecord(
    filters: ["**", hostile],
    excludes: [long],
    suites: [hostile],
    tags: [hostile, ""],
    only: .evals,
    shard: ShardRecord(index: 2, count: 3)
  )

  private static let environment = EnvironmentRecord(
    machineClass: hostile,
    platformClass: long,
    facts: [hostile: hostile, "": long],
    probe: HostProbeRecord(kernel: hostile, cpu: [1e-3, 1e-12, 1e6], memory: [0.25])
  )

  private static func finding(_ state: FindingState) throws -> Finding {
    var finding = Finding(
      key: try key(),
      metric: hostile,
      state: state,
      severity: .major,
      gates: false
    )
    finding.unit = .usd
    finding.direction = .higher
    finding.side = .base
    finding.isLearning = true
    finding.isExcused = true
    finding.base = LevelRecord(center: -1.5, count: 30, recordings: 40)
    finding.head = LevelRecord(center: 0, count: 0, recordings: 0)
    finding.change = ChangeRecord(scale: .absolute, estimate: -1e300, low: -2, high: 3, level: 0.99)
    finding.evidence = EvidenceRecord(
      method: .predictiveT,
      p: 1e-300,
      adjusted: 1,
      cases: CaseEvidence(compared: 9, clusters: 3, worse: 2, better: 1, repeats: 4, draws: 4000)
    )
    finding.evidence?.rounds = RoundEvidence(
      rounds: 17,
      maximum: 40,
      attempts: 2,
      worse: -3.25,
      worseNeeded: 2.3,
      below: 1e-7,
      belowNeeded: 2,
      better: -0.5,
      betterNeeded: 2.75,
      slowBase: 3,
      slowHead: 9,
      isConfirmed: false,
      stop: .interruption
    )
    finding.limit = 0.1
    finding.tolerance = 0.02
    finding.minimumDelta = 2e-5
    finding.provable = 0.18
    finding.recordingsNeeded = 7
    finding.roundsNeeded = 70
    finding.budget = BudgetRecord(maximum: 2, minimum: -2, state: .inconclusive, low: 1, high: 3)
    finding.host = HostRecord(cpu: 0.12, memory: -0.5, isMixed: true)
    finding.budget?.ratchet = RatchetRecord(ratio: 0.02, maximum: 3, minimum: -3)
    finding.budget?.isExisting = true
    finding.putAside = CalendarDate("2028-02-29").map {
      PutAside(until: $0, reason: hostile, rule: SourcePlace(file: hostile, line: 3, column: 4))
    }
    finding.acceptance = try acceptances()[0]
    finding.acceptedChange = 0.23
    finding.isOfEval = true
    finding.rule = SourcePlace(file: hostile, line: 41, column: 7)
    finding.owner = hostile
    finding.detail = long
    finding.output = hostile
    finding.next = NextSteps(
      reproduce: [hostile, "--x"],
      accept: [long],
      settings: .options
    )
    finding.warnings = [hostile, long]
    finding.measuringSeconds = 2
    return finding
  }

  private static func exhibit() throws -> SampleExhibit {
    SampleExhibit(
      key: try key(),
      metric: hostile,
      unit: .count,
      base: [1, 2],
      head: [3],
      summary: SummaryRecord(
        count: 9,
        mean: 1,
        median: 2,
        standardDeviation: 3,
        minimum: 4,
        maximum: 5,
        medianInterval: -1...1,
        confidence: 0.95,
        outliers: 8
      )
    )
  }
}
