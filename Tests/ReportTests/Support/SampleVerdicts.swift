import PerfgateModel

/// Verdicts as the gate would write them, one for each kind of outcome.
enum SampleVerdicts {
  static let machine = "linux-x86_64-amd-25-17-1-2c"

  /// The verdicts that have golden files, by name.
  static let named: [(name: String, verdict: VerdictDocument)] = [
    ("pass", pass), ("mixed", mixed), ("first-run", firstRun), ("measure", measure),
    ("hostile", hostile), ("too-many-inconclusive", tooManyInconclusive), ("against", against),
    ("against-pass", againstPass), ("against-identical", againstIdentical),
    ("against-base-fails", againstBaseFails), ("ab", commands), ("evals", evals),
    ("hostile-evals", hostileEvals),
  ]

  static func verdict(
    exit: GateExit,
    causes: [VerdictCause] = [],
    mode: VerdictDocument.Mode = .baseline,
    results: [Finding],
    samples: [SampleExhibit] = []
  ) -> VerdictDocument {
    let counts = VerdictCounts(of: results)
    return VerdictDocument(
      run: "7f3a9c",
      suite: "parser",
      mode: mode,
      exit: exit,
      causes: causes,
      policy: VerdictPolicy(
        falseAlarms: 0.01,
        missRate: 0.01,
        judged: counts.planned,
        failOn: .critical,
        maximumInconclusive: 0.25
      ),
      comparison: ComparisonRecord(
        baselines: mode == .baseline ? "baselines" : nil,
        machineClass: mode == .baseline ? machine : nil,
        otherClasses: [],
        recordCommand: ["perfgate", "baseline", "record"]
      ),
      counts: counts,
      results: results,
      notices: [],
      environment: EnvironmentRecord(
        machineClass: machine,
        platformClass: "linux-x86_64",
        facts: ["cpu": "AMD EPYC", "cores": "2", "governor": "unknown"]
      ),
      head: RevisionRecord(commit: "0123456789abcdef0123456789abcdef01234567", isDirty: true),
      startedAt: "2026-03-01T12:00:00Z",
      measuringSeconds: 83.2,
      exhibits: VerdictExhibits(
        samples: samples,
        stages: [
          StageTiming(name: "build", seconds: 41.5), StageTiming(name: "parse/large", seconds: 30),
        ]
      )
    )
  }

  /// A finding of a time with its usual numbers.
  static func finding(
    _ id: String,
    _ state: FindingState,
    metric: String? = "wall",
    parameters: [String: String] = [:],
    base: Double? = nil,
    head: Double? = nil,
    change: (estimate: Double, low: Double, high: Double)? = nil
  ) -> Finding {
    var finding = Finding(key: key(id, parameters), metric: metric, state: state)
    finding.unit = metric == "peak_rss" ? .bytes : .seconds
    finding.base = base.map { LevelRecord(center: $0, count: 30, recordings: 4) }
    finding.head = head.map { LevelRecord(center: $0, count: 30) }
    finding.change = change.map {
      ChangeRecord(scale: .ratio, estimate: $0.estimate, low: $0.low, high: $0.high, level: 0.99)
    }
    finding.limit = metric == nil ? nil : 0.1
    finding.tolerance = metric == nil ? nil : 0.02
    finding.measuringSeconds = 2.5
    return finding
  }

  /// Known good ids only; anything else falls back to one that is.
  static func key(_ id: String, _ parameters: [String: String] = [:]) -> BenchmarkKey {
    do {
      return BenchmarkKey(id: try BenchmarkID(id), parameters: parameters)
    } catch {
      preconditionFailure(error.message)
    }
  }
}

extension SampleVerdicts {
  /// Everything passes; one is better, two are undecided, one still learns.
  static var pass: VerdictDocument {
    var undecided = finding(
      "io/write",
      .inconclusive,
      base: 0.2,
      head: 0.215,
      change: (0.075, -0.06, 0.22)
    )
    undecided.provable = 0.21
    undecided.recordingsNeeded = 7
    return verdict(
      exit: .pass,
      results: [
        undecided, finding("io/seek", .new, head: 0.004),
        finding(
          "parse/small",
          .improved,
          base: 0.01,
          head: 0.006,
          change: (-0.4, -0.45, -0.33)
        ),
        learner("parse/unicode"),
        finding("parse/large", .within, base: 0.1, head: 0.105, change: (0.05, 0.02, 0.08)),
        finding("parse/empty", .unchanged, base: 0.1, head: 0.1, change: (0.001, -0.02, 0.022)),
      ]
    )
  }

  static func learner(_ id: String) -> Finding {
    var learner = finding(id, .unchanged, base: 0.02, head: 0.0202, change: (0.01, -0.2, 0.32))
    learner.isLearning = true
    learner.provable = 0.32
    learner.recordingsNeeded = 10
    return learner
  }

  /// A regression, a budget, a missing and a crashed benchmark, and what does not fail beside them.
  static var mixed: VerdictDocument {
    let findings = [
      crashed, regressed, aside, breached, gone, suspected, minor, learner("parse/unicode"),
    ]
    var document = verdict(
      exit: .benchmarkFailed,
      causes: [
        VerdictCause(code: .benchmarkFailed, key: crashed.key),
        VerdictCause(code: .regression, key: regressed.key, metric: "wall"),
        VerdictCause(code: .budget, key: breached.key, metric: "peak_rss"),
        VerdictCause(code: .missing, key: gone.key),
      ],
      results: findings,
      samples: [
        SampleExhibit(
          key: regressed.key,
          metric: "wall",
          unit: .seconds,
          base: (0..<30).map { 0.0112 + Double($0 % 7) * 0.0002 },
          head: (0..<30).map { 0.0237 + Double($0 % 5) * 0.0003 },
          summary: nil
        )
      ]
    )
    document.notices = [
      VerdictNotice(
        "perfgate.yaml was changed in the very change under test",
        advice: "read its rules again"
      )
    ]
    return document
  }

  private static var regressed: Finding {
    var finding = finding(
      "parse/large",
      .regressed,
      parameters: ["size": "1000"],
      base: 0.0112,
      head: 0.0237,
      change: (1.12, 0.98, 1.28)
    )
    finding.evidence = EvidenceRecord(method: .predictiveT, p: 0.000412, adjusted: 0.0061)
    finding.rule = SourcePlace(file: "perfgate.yaml", line: 41, column: 5)
    finding.owner = "@core"
    finding.next = NextSteps(
      reproduce: ["perfgate", "run", "--filter", "parse/large"],
      accept: [
        "perfgate", "baseline", "accept", "parse/large", "--metric", "wall", "--reason",
        "why it's worth it",
      ]
    )
    finding.warnings = ["values fall into two groups"]
    return finding
  }

  private static var aside: Finding {
    var finding = finding(
      "parse/flaky",
      .regressed,
      base: 0.1,
      head: 0.2,
      change: (1, 0.6, 1.4)
    )
    finding.gates = false
    finding.putAside = CalendarDate("2027-03-01").map {
      PutAside(
        until: $0,
        reason: "waits for #812",
        rule: SourcePlace(file: "perfgate.yaml", line: 61)
      )
    }
    return finding
  }

  private static var breached: Finding {
    var finding = finding("parse/huge", .breached, metric: "peak_rss", head: 275_775_488)
    finding.limit = nil
    finding.budget = BudgetRecord(
      maximum: 262_144_000,
      minimum: nil,
      state: .breached,
      low: 273_678_336,
      high: 277_872_640
    )
    finding.rule = SourcePlace(file: "perfgate.yaml", line: 52)
    finding.next.reproduce = ["perfgate", "run", "--filter", "parse/huge"]
    return finding
  }

  private static var gone: Finding {
    var finding = finding("io/copy", .missing, metric: nil)
    finding.detail = "in the baseline, but not configured any more"
    finding.next.accept = ["perfgate", "baseline", "prune", "io/copy"]
    finding.measuringSeconds = 0
    return finding
  }

  private static var crashed: Finding {
    var finding = finding("io/read", .errored, metric: nil)
    finding.detail = "invocation 3 ended with exit code 139 instead of 0"
    finding.output = "reading block 1\nreading block 2\nSegmentation fault\n"
    finding.next.reproduce = ["perfgate", "run", "--filter", "io/read"]
    return finding
  }

  private static var suspected: Finding {
    var finding = finding(
      "io/write",
      .suspected,
      base: 0.2,
      head: 0.228,
      change: (0.14, -0.02, 0.33)
    )
    finding.provable = 0.21
    finding.recordingsNeeded = 7
    return finding
  }

  private static var minor: Finding {
    var finding = finding(
      "io/seek",
      .regressed,
      base: 0.004,
      head: 0.005,
      change: (0.25, 0.18, 0.33)
    )
    finding.severity = .minor
    return finding
  }
}
