import PerfgateModel
import PerfgateStatistics
import RealModule

/// Turns what rounds have proven into the words and figures of a finding.
struct InterleavedDecision {
  private let metric: ComparedMetric
  private let attempts: InterleavedAttempts
  private let conclusion: InterleavedConclusion
  private let completion: RunDocument.Completion
  private let settings: NextSteps.Settings

  /// Prepares a decision.
  ///
  /// - Parameters:
  ///   - metric: Both sides' values.
  ///   - attempts: The rounds.
  ///   - conclusion: What they prove among all metrics of the run.
  ///   - run: What was measured.
  init(
    _ metric: ComparedMetric,
    attempts: InterleavedAttempts,
    conclusion: InterleavedConclusion,
    of run: RunDocument
  ) {
    self.metric = metric
    self.attempts = attempts
    self.conclusion = conclusion
    completion = run.completion
    settings = Commands.settings(of: run)
  }

  private var first: InterleavedComparison { attempts.first }

  /// Gives a finding its state, severity and figures.
  func describe(in finding: inout Finding) {
    finding.base = metric.judged.baseline?.recordings.last.map {
      LevelRecord(center: $0.median, count: $0.count)
    }
    finding.evidence = EvidenceRecord(method: .rounds)
    finding.evidence?.rounds = evidence
    guard let estimate = conclusion.estimate else {
      finding.state = .inconclusive
      finding.detail = obstacleText
      return
    }
    finding.change = change(estimate)
    switch conclusion.outcome {
    case .worse:
      finding.state = .regressed
      if let scale = workingScale, let tolerance = scale.tolerance(first.terms.tolerance) {
        SeverityScale(metric.judged.rule, tolerance: tolerance, on: scale)?
          .classify(estimate.change, in: &finding)
      }
    case .below: finding.state = stateBelowLimit(estimate)
    case .suspected: finding.state = .suspected
    case .undecided, .impossible: finding.state = .inconclusive
    }
    if finding.state == .suspected || finding.state == .inconclusive {
      describeOpen(estimate, in: &finding)
    }
  }

  private func stateBelowLimit(_ estimate: InterleavedComparison.Estimate) -> FindingState {
    if conclusion.isBetter { return .improved }
    let tolerance = first.working(ratio: first.terms.tolerance) ?? 0
    return abs(estimate.change) <= tolerance ? .unchanged : .within
  }

  /// What would settle it, and what could be seen with the rounds that there may be.
  private func describeOpen(
    _ estimate: InterleavedComparison.Estimate,
    in finding: inout Finding
  ) {
    finding.provable = first.smallestVisibleChange(
      rounds: metric.maximumRounds,
      neededToFail: conclusion.neededToFail
    ).flatMap { first.shown($0)?.ratio }.map(abs)
    if conclusion.agreement == .disagrees {
      let found = first.worseRound == nil ? "suspected it to be worse" : "found it to be worse"
      finding.detail = "two attempts disagree: the first \(found), the second below the limit"
      return
    }
    finding.roundsNeeded = first.roundsToSettle(
      change: estimate.change,
      neededToFail: conclusion.neededToFail
    ).map { max($0, first.count + 1) }
    if first.belowEvidence >= first.terms.neededToPass, first.slowInvocations.areSuspicious {
      let slow = first.slowInvocations
      finding.detail =
        "most invocations are as fast as before, but \(slow.head) of the head are slower than the "
        + "base's median by the limit, and \(slow.base) of the base"
    }
  }

  private var obstacleText: String? {
    guard case .impossible(let obstacle) = conclusion.outcome else {
      return "no round was measured to its end"
    }
    return switch obstacle {
    case .needsMinimumDelta: "values of 0 cannot be compared by ratio: \(minimumDeltaAdvice)"
    case .outOfRange: "a value is beyond what can be compared"
    case .coarse:
      "the machine counts '\(metric.judged.samples.name)' in steps that are too coarse for the limit: "
        + "let the program do more, or raise \(settings == .options ? "--limit" : "the limit")"
    }
  }

  private var minimumDeltaAdvice: String {
    let rule = "give '\(metric.judged.samples.name)' a rule with min_delta"
    return switch settings {
    case .file: rule
    case .options, .none:
      "let the program do more, or describe it in perfgate.yaml and \(rule)"
    }
  }

  private var workingScale: WorkingScale? {
    guard let level = first.baseLevel else { return nil }
    return try? WorkingScale(
      epochs: [[level]],
      // The scale is that of the rounds, which may have begun with a 0.
      observed: [first.isLinear ? 0 : metric.judged.center],
      direction: first.terms.direction,
      minimumDelta: first.terms.minimumDelta
    )
  }

  private func change(_ estimate: InterleavedComparison.Estimate) -> ChangeRecord? {
    guard let shown = first.shown(estimate.change) else { return nil }
    let confidence = max(0, 1 - Double.exp(-conclusion.neededToFail) - first.terms.miss)
    let isRatio = shown.ratio != nil
    let value = { (change: Double) -> Double? in
      first.shown(change).flatMap { isRatio ? $0.ratio : $0.difference }
        .flatMap { $0.isFinite ? $0 : nil }
    }
    let ends = [estimate.low.flatMap(value), estimate.high.flatMap(value)]
    // Where more is better, worse is less.
    let isTurned = first.terms.direction == .higher
    return ChangeRecord(
      scale: isRatio ? .ratio : .absolute,
      estimate: value(estimate.change) ?? 0,
      low: isTurned ? ends[1] : ends[0],
      high: isTurned ? ends[0] : ends[1],
      level: confidence
    )
  }

  private var evidence: RoundEvidence {
    let decimal = Double.log(10)
    let slow = first.slowInvocations
    return RoundEvidence(
      rounds: conclusion.estimate?.rounds ?? first.count,
      maximum: metric.maximumRounds,
      attempts: attempts.second == nil ? 1 : metric.attemptCount,
      worse: first.worseEvidence / decimal,
      worseNeeded: conclusion.neededToFail / decimal,
      below: first.belowEvidence / decimal,
      belowNeeded: first.terms.neededToPass / decimal,
      better: first.betterEvidence / decimal,
      betterNeeded: conclusion.neededForBetter / decimal,
      slowBase: slow.base,
      slowHead: slow.head,
      isConfirmed: isConfirmed,
      stop: stop
    )
  }

  private var stop: RoundEvidence.Stop? {
    guard !attempts.isSettled, attempts.current.count < metric.maximumRounds else { return nil }
    return switch completion {
    case .complete: .time
    case .interrupted: .interruption
    case .incomplete: .death
    }
  }

  private var isConfirmed: Bool? {
    switch conclusion.agreement {
    case .open: nil
    case .confirmed: true
    case .disagrees: false
    }
  }
}
