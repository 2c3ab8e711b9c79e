internal import PerfgateModel

/// The words for what the rounds of an interleaved run say; raw texts.
enum RoundWording {
  /// How surely something is known, `slower for certain: evidence 10^4.2, 10^2.3 needed, after 6
  /// rounds`; `nil` where no round tells.
  static func evidence(_ finding: Finding) -> String? {
    guard let rounds = finding.evidence?.rounds else { return nil }
    let claim: String
    switch finding.state {
    case .regressed, .accepted:
      claim = certain(words(finding).worse, rounds.worse, of: rounds.worseNeeded)
    case .improved:
      claim = certain(words(finding).better, rounds.better, of: rounds.betterNeeded)
    case .within, .unchanged:
      claim = certain("below the limit", rounds.below, of: rounds.belowNeeded)
    case .suspected, .inconclusive: return open(finding, rounds)
    case .breached, .new, .missing, .errored, .identical, .measured: return nil
    }
    return "\(claim), after \(Phrase.count(rounds.rounds, "round"))\(attempts(rounds))"
  }

  /// The same for a cell of a table, `10^2.1 of 10^2, 8 rounds`.
  static func brief(_ finding: Finding) -> String? {
    guard let rounds = finding.evidence?.rounds else { return nil }
    let pair: Pair
    switch finding.state {
    case .within, .unchanged: pair = Pair(rounds.below, of: rounds.belowNeeded)
    case .improved: pair = Pair(rounds.better, of: rounds.betterNeeded)
    default: pair = Pair(rounds.worse, of: rounds.worseNeeded)
    }
    return "\(pair.found ?? "none") of \(pair.needed), \(Phrase.count(rounds.rounds, "round"))"
  }

  /// What would decide what is undecided; `nil` where no round tells.
  static func settlement(_ finding: Finding) -> String? {
    guard let rounds = finding.evidence?.rounds else { return nil }
    let again = "measure again, best on a quieter machine"
    if isHeldBack(rounds) { return "look into its slow invocations, or \(again)" }
    if rounds.isConfirmed == false { return again }
    if let resumption = resumption(rounds) { return resumption }
    guard let needed = finding.roundsNeeded, needed > 0 else { return again }
    let about = "about \(Phrase.count(needed, "round"))"
    if needed > mostRounds {
      return "\(about), more than can be had: a quieter machine or a larger limit"
    }
    if needed > rounds.maximum {
      return "\(about): \(moreRounds(sufficient(needed), finding.next.settings))"
    }
    return rounds.stop == .time
      ? "\(about), for which time ran out: allow more by --max-time" : again
  }

  /// How a run that was cut is gone on with, which comes before anything else.
  private static func resumption(_ rounds: RoundEvidence) -> String? {
    switch rounds.stop {
    case .interruption: "the run was interrupted: --resume goes on with it"
    case .death: "the run did not come to its end: --resume goes on with it"
    case .time, nil: nil
    }
  }

  /// The smallest change that all rounds together can show, `40 rounds can show +6%`.
  static func visible(_ finding: Finding) -> String? {
    guard let rounds = finding.evidence?.rounds else { return nil }
    return FindingWording.signedProvable(finding).map {
      "\(Phrase.count(rounds.maximum, "round")) can show \($0)"
    }
  }

  /// The most rounds that a configuration may ask for.
  private static let mostRounds = 10_000

  private static func moreRounds(_ rounds: Int, _ settings: NextSteps.Settings) -> String {
    let key = "defaults: {rounds: {max: \(rounds)}}"
    return switch settings {
    case .file: key
    case .options: "--rounds \(rounds)"
    case .none: "describe the command in perfgate.yaml, with \(key)"
    }
  }

  /// A round number that leaves some room, for people to type.
  private static func sufficient(_ needed: Int) -> Int {
    let step = needed < 100 ? 10 : needed < 1000 ? 50 : 500
    let room = needed + needed / 10
    return min(mostRounds, (room + step - 1) / step * step)
  }

  private static func certain(_ claim: String, _ found: Double, of needed: Double) -> String {
    let pair = Pair(found, of: needed)
    let evidence = pair.found.map { "evidence \($0)" } ?? "no evidence"
    return "\(claim)\(found >= needed ? " for certain" : ""): \(evidence), \(pair.needed) needed"
  }

  private static func open(_ finding: Finding, _ rounds: RoundEvidence) -> String {
    let worse = Pair(rounds.worse, of: rounds.worseNeeded)
    let below = Pair(rounds.below, of: rounds.belowNeeded)
    let most = rounds.rounds < rounds.maximum ? " of at most \(rounds.maximum)" : ""
    let isNone = worse.found == nil
    let slower = isNone ? "no evidence" : worse.evidence
    let under = below.found.map { isNone ? "evidence \($0)" : $0 } ?? "none"
    return "after \(rounds.rounds)\(most) rounds: \(slower) that it is \(words(finding).worse) "
      + "(\(worse.needed) needed), \(under) that it is below the limit (\(below.needed) needed)"
      + attempts(rounds) + (isHeldBack(rounds) ? slowInvocations(finding, rounds) : "")
  }

  /// Whether rare slow invocations alone keep it from passing.
  private static func isHeldBack(_ rounds: RoundEvidence) -> Bool {
    rounds.below >= rounds.belowNeeded && rounds.slowHead > rounds.slowBase
  }

  /// What keeps a result from passing whose middle is below the limit.
  private static func slowInvocations(_ finding: Finding, _ rounds: RoundEvidence) -> String {
    let heads = Phrase.count(rounds.slowHead, "invocation")
    return "; \(heads) of the head and \(rounds.slowBase) of the base were \(words(finding).worse) "
      + "than the base's median by the limit: a rare case may have become worse"
  }

  private static func attempts(_ rounds: RoundEvidence) -> String {
    switch rounds.isConfirmed {
    case true: "; confirmed by \(rounds.attempts > 2 ? "another" : "a second") attempt"
    case false: "; attempts disagree"
    case nil: rounds.attempts > 1 ? "; in \(rounds.attempts) attempts" : ""
    }
  }

  private static func words(_ finding: Finding) -> (worse: String, better: String) {
    switch (finding.unit, finding.direction) {
    case (.seconds, .lower): ("slower", "faster")
    case (.bytes, .lower): ("larger", "smaller")
    default: ("worse", "better")
    }
  }
}

/// Evidence and how much of it is needed, as powers of ten with as many digits as tell them apart.
private struct Pair {
  /// `10^4.2`; `nil` where there is none.
  var found: String?
  /// `10^2.3`.
  var needed: String

  /// `evidence 10^0.8`, or that there is none.
  var evidence: String { found.map { "evidence \($0)" } ?? "no evidence" }

  init(_ found: Double, of needed: Double) {
    let forms = (1...3).map { digits in
      (Self.power(found, decimals: digits), Self.power(needed, decimals: digits))
    }
    let shown = forms.first { $0.0 != $0.1 } ?? forms[0]
    // An e-value of about 1 or less speaks against, or not at all.
    self.found = found > 0 && shown.0 != Self.power(0, decimals: 1) ? shown.0 : nil
    self.needed = shown.1
  }

  private static func power(_ exponent: Double, decimals: Int) -> String {
    let text = QuantityText.fixed(exponent, decimals: decimals)
    let zeros = text.contains(".") ? text.reversed().prefix { $0 == "0" }.count : 0
    let kept = text.dropLast(zeros)
    return "10^" + (kept.hasSuffix(".") ? kept.dropLast() : kept)
  }
}
