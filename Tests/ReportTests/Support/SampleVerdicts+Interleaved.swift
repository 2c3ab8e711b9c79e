import PerfgateModel

/// Verdicts of interleaved runs.
extension SampleVerdicts {
  private static let mergeBase = BaseRecord(
    commit: "89abcdef0123456789abcdef0123456789abcdef",
    name: "origin/main",
    isMergeBase: true,
    pathLengthDifference: 3
  )

  private static func interleaved(
    exit: GateExit,
    causes: [VerdictCause] = [],
    results: [Finding],
    samples: [SampleExhibit] = [],
    base: BaseRecord = mergeBase
  ) -> VerdictDocument {
    var verdict = verdict(
      exit: exit,
      causes: causes,
      mode: .against,
      results: results,
      samples: samples
    )
    verdict.base = base
    verdict.comparison.recordCommand = []
    return verdict
  }

  /// A finding as rounds decide it.
  static func rounds(
    _ id: String,
    _ state: FindingState,
    metric: String = "wall",
    base: Double,
    change: (estimate: Double, low: Double, high: Double),
    _ evidence: RoundEvidence
  ) -> Finding {
    var finding = finding(
      id,
      state,
      metric: metric,
      base: base,
      head: base * (1 + change.estimate),
      change: change
    )
    let count = evidence.rounds * 2
    finding.base = LevelRecord(center: base, count: count)
    finding.head?.count = count
    finding.limit = 0.05
    finding.provable = 0.061
    finding.evidence = EvidenceRecord(method: .rounds, rounds: evidence)
    finding.next = NextSteps(
      reproduce: ["perfgate", "run", "--against", "origin/main", "--filter", id]
    )
    return finding
  }

  static func evidence(
    _ rounds: Int,
    worse: Double,
    below: Double,
    better: Double = -1
  ) -> RoundEvidence {
    RoundEvidence(
      rounds: rounds,
      maximum: 40,
      worse: worse,
      worseNeeded: 2.301,
      below: below,
      belowNeeded: 2,
      better: better,
      betterNeeded: 2.301
    )
  }

  /// Slower, suspected and gone on one side, and everything else that rounds can say.
  static var against: VerdictDocument {
    let gone = goneFromHead
    return interleaved(
      exit: .regression,
      causes: [
        VerdictCause(code: .regression, key: slower.key, metric: "wall"),
        VerdictCause(code: .missing, key: gone.key),
        VerdictCause(code: .undecided, key: maybeSlower.key, metric: "wall"),
      ],
      results: [
        slower, gone, maybeSlower, undecided, disagreeing, rarelySlow, onlyInHead, faster, within,
        same, identical,
      ],
      samples: [
        SampleExhibit(
          key: slower.key,
          metric: "wall",
          unit: .seconds,
          base: (0..<12).map { 0.0112 + Double($0 % 7) * 0.0001 },
          head: (0..<12).map { 0.0124 + Double($0 % 5) * 0.0001 },
          summary: nil
        )
      ]
    )
  }

  private static var slower: Finding {
    var rounds = evidence(6, worse: 4.23, below: -3)
    rounds.attempts = 2
    rounds.isConfirmed = true
    var finding = decided("parse/large", .regressed, 0.0112, (0.112, 0.07, 0.15), rounds)
    finding.rule = SourcePlace(file: "perfgate.yaml", line: 41, column: 5)
    finding.owner = "@core"
    finding.next.accept = [
      "perfgate", "baseline", "accept", "parse/large", "--metric", "wall", "--reason",
      "why it is worth it",
    ]
    return finding
  }

  private static func decided(
    _ id: String,
    _ state: FindingState,
    _ base: Double,
    _ change: (estimate: Double, low: Double, high: Double),
    _ evidence: RoundEvidence
  ) -> Finding {
    rounds(id, state, base: base, change: change, evidence)
  }

  private static var goneFromHead: Finding {
    var finding = finding("io/copy", .missing, metric: nil)
    finding.side = .base
    finding.measuringSeconds = 0
    return finding
  }

  private static var onlyInHead: Finding {
    var finding = finding("io/seek", .new, head: 0.004)
    finding.side = .head
    return finding
  }

  private static var maybeSlower: Finding {
    var finding = decided(
      "io/write",
      .suspected,
      0.2,
      (0.058, -0.01, 0.12),
      evidence(40, worse: 1.42, below: -0.4)
    )
    finding.roundsNeeded = 70
    return finding
  }

  private static var undecided: Finding {
    var finding = decided(
      "io/read",
      .inconclusive,
      0.2,
      (0.03, -0.02, 0.08),
      evidence(12, worse: 0.2, below: 1.1)
    )
    finding.evidence?.rounds?.stop = .time
    finding.roundsNeeded = 28
    return finding
  }

  private static var disagreeing: Finding {
    var rounds = evidence(40, worse: 2.2, below: 0.3)
    rounds.attempts = 2
    rounds.isConfirmed = false
    return decided("net/fetch", .inconclusive, 0.5, (0.06, 0.01, 0.11), rounds)
  }

  private static var rarelySlow: Finding {
    var rounds = evidence(40, worse: -2, below: 2.4)
    (rounds.slowBase, rounds.slowHead) = (1, 5)
    return decided("net/ping", .inconclusive, 0.001, (0.01, -0.01, 0.03), rounds)
  }

  private static var faster: Finding {
    decided(
      "parse/small",
      .improved,
      0.01,
      (-0.4, -0.45, -0.33),
      evidence(7, worse: -8, below: 5.5, better: 3.6)
    )
  }

  private static var within: Finding {
    decided(
      "parse/medium",
      .within,
      0.1,
      (0.024, 0.004, 0.045),
      evidence(14, worse: -1, below: 2.02)
    )
  }

  private static var same: Finding {
    decided(
      "parse/empty",
      .unchanged,
      0.1,
      (0.001, -0.012, 0.02),
      evidence(8, worse: -4, below: 2.6)
    )
  }

  private static var identical: Finding {
    var finding = finding("tokens/all", .identical, metric: nil)
    finding.measuringSeconds = 0
    return finding
  }

  /// Nothing became slower.
  static var againstPass: VerdictDocument {
    interleaved(exit: .pass, results: [undecided, faster, within, same, identical])
  }

  /// A change of the documentation alone.
  static var againstIdentical: VerdictDocument {
    interleaved(exit: .pass, results: [identical])
  }

  /// One benchmark fails, and in the base alone.
  static var againstBaseFails: VerdictDocument {
    var failing = finding("io/read", .errored, metric: nil)
    failing.side = .base
    failing.gates = false
    failing.detail = "invocation 0 ended with exit code 3 instead of 0"
    failing.output = "no such file: data/large.json\n"
    return interleaved(
      exit: .nothingToCompare,
      causes: [VerdictCause(code: .nothingToCompare, key: failing.key)],
      results: [failing, same]
    )
  }

  /// Two commands.
  static var commands: VerdictDocument {
    interleaved(
      exit: .pass,
      results: [faster],
      base: BaseRecord(commit: nil, name: "./parse-1.0 'data/large file.json'")
    )
  }
}
