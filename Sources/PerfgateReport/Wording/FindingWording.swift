package import PerfgateModel

/// The words for one finding; every report says the same of it.
///
/// All texts are raw: a report escapes them.
package enum FindingWording {
  /// The benchmark and the metric, `parse/large[size=1000] wall`.
  package static func title(_ finding: Finding) -> String {
    finding.metric.map { "\(finding.key) \($0)" } ?? finding.key.description
  }

  /// The estimated change, `+112%`.
  package static func change(_ finding: Finding) -> String? {
    finding.change.map { Phrase.change($0.estimate, scale: $0.scale, unit: finding.unit) }
  }

  /// The interval of the change, `+98% to +128%`; `nil` where values are compared as they are.
  package static func interval(_ finding: Finding) -> String? {
    guard let change = finding.change else { return nil }
    let ends = [change.low, change.high].map { end in
      end.map { Phrase.change($0, scale: change.scale, unit: finding.unit) }
    }
    switch (ends[0], ends[1]) {
    case (let low?, let high?): return "\(low) to \(high)"
    case (let low?, nil): return "\(low) or more"
    case (nil, let high?): return "\(high) or less"
    case (nil, nil): return nil
    }
  }

  /// The levels on both sides, `11.2 ms -> 23.7 ms`.
  package static func levels(_ finding: Finding) -> String? {
    let texts = [finding.base, finding.head].map { $0.map { level($0.center, finding) } }
    switch (texts[0], texts[1]) {
    case (let base?, let head?): return "\(base) -> \(head)"
    case (nil, let head?): return head
    case (let base?, nil): return "\(base) -> ?"
    case (nil, nil): return nil
    }
  }

  /// The bound that applies, `+10%` or `at most 250 MiB`.
  package static func bound(_ finding: Finding) -> String? {
    let budget = finding.budget.flatMap { budgetBound($0, finding) }
    let limit = signedLimit(finding)
    return finding.state == .breached ? budget ?? limit : limit ?? budget
  }

  /// What was decided and the numbers behind it, one sentence without a full stop.
  package static func sentence(_ finding: Finding) -> String {
    switch finding.state {
    case .regressed:
      return join(
        "regressed",
        finding,
        [limit(finding), overBudget(finding), beyondAccepted(finding)]
      )
    case .accepted: return join("accepted", finding, [accepted(finding)])
    case .improved: return join("improved", finding, [])
    case .within, .unchanged: return passing(finding)
    case .identical where finding.isOfEval:
      return "target, inputs and prompts are the same on both sides: not evaluated"
    case .identical: return "program and inputs are byte-identical: not measured"
    case .suspected:
      return join(
        "suspected",
        finding,
        ["not proven", limit(finding), provable(finding), beyondAccepted(finding)]
      )
    case .inconclusive: return inconclusive(finding)
    case .breached: return breached(finding)
    case .new:
      let reason = finding.side == .head ? "not in the base, so not compared" : "no baseline yet"
      return "new" + (levels(finding).map { ": \($0)" } ?? "") + ", \(reason)"
    case .missing:
      if finding.isUngatedEval { return finding.detail ?? "NOT gated" }
      let place = finding.side == .base ? "in the base, but not in the head" : nil
      return "missing: " + (finding.detail ?? place ?? "in the baseline, but not measured")
    case .errored:
      return failingLead(finding) + (finding.detail ?? "could not be measured")
    case .measured: return "measured" + (levels(finding).map { " \($0)" } ?? "") + ", not gated"
    }
  }

  /// What would turn an undecided result into a decision; `nil` for a decided one.
  package static func settlement(_ finding: Finding) -> String? {
    switch finding.state {
    case .inconclusive where finding.budget?.state == .inconclusive && finding.change == nil:
      return "measure again on a quieter machine, or move the budget away from the level"
    case .inconclusive where finding.host?.isMixed == true:
      return "measure again on a host that is as fast as when the baseline was recorded"
    case .inconclusive, .suspected:
      return CaseWording.settlement(finding) ?? RoundWording.settlement(finding)
        ?? recordings(finding)
        ?? "measure again, best on a quieter machine"
    default: return nil
    }
  }

  /// `learning; 10 more recordings prove +10%`; `nil` for what does not learn.
  package static func learning(_ finding: Finding) -> String? {
    guard finding.isLearning else { return nil }
    if finding.isOfCases { return CaseWording.learning(finding) }
    return "learning" + (recordings(finding).map { "; \($0)" } ?? "")
  }

  /// Why bad news does not fail; `nil` where nothing is to be explained.
  package static func leniency(_ finding: Finding, policy: VerdictPolicy) -> String? {
    if let aside = finding.putAside { return "\(putAside(aside)) (\(Phrase.place(aside.rule)))" }
    switch finding.state {
    case .breached where finding.budget?.isExisting == true:
      return "the committed level is beyond it too, a warning by on_existing"
    case .regressed where !finding.gates:
      // Proven to be above the tolerance is not the same as being of the limit's size.
      return "nearer to the tolerance\(tolerance(finding)) than to the limit"
    case .regressed, .breached:
      guard let failOn = policy.failOn else { return "fail_on is never" }
      if finding.severity < failOn {
        return "severity \(finding.severity.rawValue) is below fail_on \(failOn.rawValue)"
      }
      return "a warning by its rule"
    case .suspected: return "a warning by on_suspected"
    case .missing where finding.isUngatedEval: return "its plan lets it be skipped"
    case .missing: return "a warning by on_missing"
    default: return nil
    }
  }

  /// `put aside until 2027-03-01: #812`.
  package static func putAside(_ aside: PutAside) -> String {
    "put aside until \(aside.until): \(aside.reason)"
  }

  /// What can be done about a finding that cannot be accepted; `nil` where it can be, or need not.
  package static func advice(_ finding: Finding) -> String? {
    if finding.state == .errored, finding.side == .base, finding.next.settings != .options {
      return "repair it there or compare with another revision; --exclude leaves it out until then"
    }
    guard finding.state == .breached || finding.budget?.state == .breached,
      finding.putAside == nil
    else { return nil }
    let place = finding.rule.map { " at \(Phrase.place($0))" } ?? ""
    let existing =
      finding.base == nil || finding.budget?.isExisting == true
      ? "" : ", or give it on_existing: warn where the committed level is beyond it too"
    return "a budget cannot be accepted: change it\(place)\(existing), or put it aside there with "
      + "enforce: false, until and reason"
  }

  /// What the numbers rest on: recordings, invocations and the test.
  package static func basis(_ finding: Finding) -> String? {
    var parts: [String] = []
    if let cases = finding.evidence?.cases { return CaseWording.basis(cases, finding) }
    let isInterleaved = finding.evidence?.rounds != nil
    if let base = finding.base, isInterleaved {
      parts.append("base of \(Phrase.count(base.count, "invocation"))")
    } else if let base = finding.base {
      parts.append("baseline of \(Phrase.count(base.recordings, "recording"))")
    }
    if let head = finding.head { parts.append("head of \(Phrase.count(head.count, "invocation"))") }
    if let evidence = finding.evidence {
      switch evidence.method {
      case .exact: parts.append("values compared as they are")
      case .rounds: parts.append("measured interleaved")
      case .singleValues: parts.append("one value a side")
      case .mcnemar, .signFlip, .unpairedRates, .logRatios, .exceedances: break
      case .predictiveT:
        var text = "predictive t"
        if let p = evidence.p { text += ", p = \(Phrase.probability(p))" }
        if let adjusted = evidence.adjusted {
          text += ", \(Phrase.probability(adjusted)) after Holm"
        }
        parts.append(text)
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

// Parts of sentences.
extension FindingWording {
  /// A level as people read it, `12.3 ms` or `91.5%`.
  static func level(_ value: Double, _ finding: Finding) -> String {
    finding.isOfCases
      ? QuantityText.share(value) : QuantityText.text(value, unit: finding.unit ?? .ratio)
  }

  private static func failingLead(_ finding: Finding) -> String {
    switch (finding.side, finding.next.settings) {
    case (.base, .options): "the old command fails: "
    case (.head, .options): "the new command fails: "
    case (.base, .file), (.base, .none): "the base fails, not your change: "
    case (.head, .file), (.head, .none), (nil, _): "failed: "
    }
  }

  /// `word +112% (99% interval +98% to +128%), 11.2 ms -> 23.7 ms, ...`.
  private static func join(_ word: String, _ finding: Finding, _ rest: [String?]) -> String {
    var text = word
    if let change = change(finding) { text += " " + change }
    text += range(finding)
    for part in [levels(finding)] + rest {
      guard let part else { continue }
      text += ", "
      text += part
    }
    return text
  }

  private static func range(_ finding: Finding) -> String {
    guard let interval = interval(finding) else { return "" }
    let level = finding.change?.level.map { "\(QuantityText.share($0)) interval " } ?? ""
    return " (\(level)\(interval))"
  }

  private static func passing(_ finding: Finding) -> String {
    guard finding.isLearning else {
      return join(
        finding.state == .within ? "within the limit:" : "unchanged",
        finding,
        [limit(finding)]
      )
    }
    let parts = [
      "within \(claim(finding))", change(finding).map { "estimate \($0)" }, levels(finding),
    ]
    let text = parts.compactMap { $0 }.joined(separator: ", ")
    return learning(finding).map { "\(text); \($0)" } ?? text
  }

  /// The worst change that a learning result does not exclude.
  static func claim(_ finding: Finding) -> String {
    guard let change = finding.change else { return "what its baseline can show" }
    let worst = finding.direction == .lower ? change.high : change.low
    return Phrase.change(worst ?? change.estimate, scale: change.scale, unit: finding.unit)
  }

  private static func inconclusive(_ finding: Finding) -> String {
    if let budget = budgetStraddle(finding) {
      return "inconclusive: \(budget)"
    }
    if let host = finding.host, host.isMixed {
      return join(
        "inconclusive by the host:",
        finding,
        [host.text.map { "\($0), and without that the result is another one" }, limit(finding)]
      )
    }
    if let detail = finding.detail { return "inconclusive: \(detail)" }
    let disagree = finding.evidence?.rounds?.isConfirmed == false ? ": attempts disagree," : ""
    return join("inconclusive\(disagree)", finding, [limit(finding), provable(finding)])
  }

  private static func budgetStraddle(_ finding: Finding) -> String? {
    guard let record = finding.budget, record.state == .inconclusive,
      let bound = budgetBound(record, finding)
    else { return nil }
    guard let low = record.low, let high = record.high else { return "near the budget, \(bound)" }
    return "\(level(low, finding)) to \(level(high, finding)) straddles the budget, \(bound)"
  }

  private static func breached(_ finding: Finding) -> String {
    let measured = finding.head.map { " \(level($0.center, finding))" } ?? ""
    var text = "budget exceeded:\(measured)"
    if let low = finding.budget?.low, let high = finding.budget?.high, low != high {
      text += " (\(level(low, finding)) to \(level(high, finding)))"
    }
    let bound = finding.budget.flatMap { budgetBound($0, finding) }
    return text + (bound.map { ", \($0)" } ?? "")
  }

  private static func limit(_ finding: Finding) -> String? {
    guard let delta = finding.minimumDelta, let unit = finding.unit else {
      return signedLimit(finding).map { "limit \($0)" }
    }
    let least = "at least \(QuantityText.text(delta, unit: unit))"
    return signedLimit(finding).map { "limit \($0) and \(least)" } ?? "limit \(least)"
  }

  /// What was accepted, why and where.
  private static func accepted(_ finding: Finding) -> String? {
    guard let acceptance = finding.acceptance else { return nil }
    let bound =
      finding.acceptedChange.map {
        "up to \(Phrase.change($0, scale: finding.isOfCases ? .points : .ratio, unit: finding.unit)) "
      }
      ?? acceptance.step.map { "up to \(level($0.to, finding)) " } ?? ""
    return "\(bound)by \(AcceptanceWording.source(acceptance.source)): \(acceptance.reason)"
  }

  /// A level that is worse than the one that was accepted.
  private static func beyondAccepted(_ finding: Finding) -> String? {
    accepted(finding).map { "more than what was accepted \($0)" }
  }

  private static func tolerance(_ finding: Finding) -> String {
    finding.tolerance.map {
      let signed = finding.direction == .lower ? $0 : -$0
      let scale: ChangeRecord.Scale = finding.isOfCases ? .points : .ratio
      return " of \(Phrase.change(signed, scale: scale, unit: finding.unit))"
    } ?? ""
  }

  /// A breach behind a regression: it fails by itself, whatever becomes of the regression.
  private static func overBudget(_ finding: Finding) -> String? {
    guard let budget = finding.budget, budget.state == .breached else { return nil }
    return budgetBound(budget, finding).map { "beyond its budget of \($0)" }
  }

  private static func budgetBound(_ record: BudgetRecord, _ finding: Finding) -> String? {
    let bounds = [
      record.minimum.map { "at least \(level($0, finding))" },
      record.maximum.map { "at most \(level($0, finding))" },
    ]
    .compactMap { $0 }
    guard !bounds.isEmpty else { return nil }
    let text = bounds.joined(separator: " and ")
    guard let ratchet = record.ratchet else { return text }
    let configured = [ratchet.minimum, ratchet.maximum].compactMap { $0 }
      .map { level($0, finding) }.joined(separator: " and ")
    return "\(text) (ratchet of \(QuantityText.share(ratchet.ratio)) on the committed level, the "
      + "rule says \(configured))"
  }

  /// The limit with the sign of what is worse.
  static func signedLimit(_ finding: Finding) -> String? {
    finding.limit.map {
      Phrase.change(
        finding.direction == .lower ? $0 : -$0,
        scale: finding.isOfCases ? .points : .ratio,
        unit: finding.unit
      )
    }
  }

  /// The smallest change that the baseline or all rounds can prove, with the sign of what is worse.
  static func signedProvable(_ finding: Finding) -> String? {
    finding.provable.map {
      Phrase.change(
        finding.direction == .lower ? $0 : -$0,
        scale: finding.change?.scale ?? .ratio,
        unit: finding.unit
      )
    }
  }

  private static func provable(_ finding: Finding) -> String? {
    RoundWording.visible(finding)
      ?? signedProvable(finding).map {
        finding.evidence?.cases != nil || finding.isOfCases
          ? "these cases could show \($0)" : "its baseline can prove \($0)"
      }
  }

  private static func recordings(_ finding: Finding) -> String? {
    guard let needed = finding.recordingsNeeded, needed > 0 else { return nil }
    let goal =
      signedLimit(finding).map { " \(needed == 1 ? "proves" : "prove") \($0)" } ?? " needed"
    return "\(Phrase.count(needed, "more recording"))\(goal)"
  }
}
