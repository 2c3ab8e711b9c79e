import PerfgateModel

/// Verdicts on evals, as the gate would write them.
extension SampleVerdicts {
  private static func score(
    _ metric: String,
    _ state: FindingState,
    base: Double,
    head: Double,
    low: Double,
    high: Double,
    evidence: EvidenceRecord
  ) -> Finding {
    var finding = Finding(key: key("qa"), metric: metric, state: state)
    finding.unit = .ratio
    finding.direction = .higher
    let count = evidence.cases?.compared ?? 0
    finding.base = LevelRecord(center: base, count: count)
    finding.head = LevelRecord(center: head, count: count)
    finding.change = ChangeRecord(
      scale: .points,
      estimate: head - base,
      low: low,
      high: high,
      level: 0.925
    )
    finding.limit = 0.02
    finding.tolerance = 0.005
    finding.provable = 0.012
    finding.evidence = evidence
    finding.measuringSeconds = 12
    finding.next.reproduce = ["perfgate", "run", "--filter", "qa"]
    return finding
  }

  private static func change(
    _ id: String,
    _ before: Double,
    _ after: Double,
    output: String? = nil
  ) -> CaseChange {
    let digest = String(repeating: "0123456789abcdef", count: 4)
    guard let digest = CaseDigest(digest) else { preconditionFailure("these are digits") }
    var change = CaseChange(
      id: id,
      digest: digest,
      passed: CaseChange.Step(before: before, after: after)
    )
    change.scores = ["exact": CaseChange.Step(before: before, after: after)]
    change.output = output
    return change
  }

  /// A pass rate that fell, a score that is open, a percentile of too few values, a skipped eval.
  static var evals: VerdictDocument {
    let mcnemar = EvidenceRecord(
      method: .mcnemar,
      p: 0.0004,
      adjusted: 0.0012,
      cases: CaseEvidence(compared: 500, worse: 16, better: 2)
    )
    var fallen = score(
      "pass_rate",
      .regressed,
      base: 0.9,
      head: 0.872,
      low: -0.041,
      high: -0.012,
      evidence: mcnemar
    )
    fallen.next.accept = [
      "perfgate", "baseline", "accept", "--metric", "pass_rate", "--reason", "why it is worth it",
      "qa",
    ]
    let open = score(
      "score",
      .inconclusive,
      base: 0.91,
      head: 0.897,
      low: -0.03,
      high: 0.002,
      evidence: EvidenceRecord(
        method: .signFlip,
        p: 0.07,
        adjusted: 0.14,
        cases: CaseEvidence(
          compared: 500,
          clusters: 40,
          worse: 20,
          better: 9,
          repeats: 3,
          draws: 1200
        )
      )
    )
    var few = finding("qa", .inconclusive, metric: "latency.p95", head: 1.2)
    few.detail = "it rests on 40 values, and needs 90"
    var learning = score(
      "score.f1",
      .within,
      base: 0.8,
      head: 0.79,
      low: -0.05,
      high: 0.01,
      evidence: EvidenceRecord(
        method: .signFlip,
        p: 0.3,
        adjusted: 0.6,
        cases: CaseEvidence(compared: 60, worse: 5, better: 3)
      )
    )
    learning.isLearning = true
    learning.provable = 0.1
    var skipped = Finding(key: key("summaries"), metric: nil, state: .missing, gates: false)
    skipped.detail = "NOT gated: OPENAI_API_KEY is not set"
    skipped.isExcused = true
    var cost = finding("qa", .unchanged, metric: "tokens", base: 1000, head: 1000)
    cost.unit = .count
    var document = verdict(
      exit: .regression,
      causes: [VerdictCause(code: .regression, key: fallen.key, metric: "pass_rate")],
      results: [fallen, skipped, open, few, learning, cost]
    )
    document.notices = [
      VerdictNotice(
        "evals NOT gated (summaries): OPENAI_API_KEY is not set",
        advice: "run them where that is there before this is merged"
      )
    ]
    document.policy.scores = ScorePolicy(falseAlarms: 0.05, judged: 3)
    var exhibit = CaseExhibit(key: key("qa"))
    (exhibit.compared, exhibit.added, exhibit.removed, exhibit.changed) = (500, 7, 5, 1)
    (exhibit.brokeCount, exhibit.mendedCount) = (16, 2)
    exhibit.broke = (0..<14).map {
      change("math/\($0)", 1, 0, output: "The answer is \($0).\nOr so.")
    }
    exhibit.broke.append(change("math/repeated", 1, 1.0 / 3))
    exhibit.mended = [change("geo/1", 0, 1, output: "Paris"), change("geo/2", 0, 1)]
    document.exhibits.cases = [exhibit]
    return document
  }

  /// Ids and outputs that try to be something else.
  static var hostileEvals: VerdictDocument {
    var document = evals
    var exhibit = CaseExhibit(key: key("qa"))
    exhibit.compared = 99
    exhibit.broke = hostileNames.map { change($0, 1, 0, output: "\($0)\n\($0)") }
    exhibit.mended = hostileNames.prefix(3).map { change("m\($0)", 0, 1) }
    (exhibit.brokeCount, exhibit.mendedCount) = (exhibit.broke.count, exhibit.mended.count)
    document.exhibits.cases = [exhibit]
    return document
  }
}
