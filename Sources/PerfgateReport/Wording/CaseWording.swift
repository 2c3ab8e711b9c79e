internal import PerfgateModel

/// The words for what is judged case by case; raw texts.
enum CaseWording {
  /// What a comparison rests on: `500 cases, 12 worse and 3 better; McNemar's exact test, p = 0.02`.
  static func basis(_ cases: CaseEvidence, _ finding: Finding) -> String {
    var parts = [Phrase.count(cases.compared, "case")]
    if cases.repeats > 1 { parts[0] += " of up to \(Phrase.count(cases.repeats, "repeat"))" }
    if let clusters = cases.clusters { parts[0] += " in \(Phrase.count(clusters, "cluster"))" }
    parts[0] += counts(cases, finding)
    guard let evidence = finding.evidence, let p = evidence.p else { return parts[0] }
    var test = name(of: evidence.method) ?? ""
    if let draws = cases.draws { test += " (\(Phrase.count(draws, "draw")))" }
    test += ", p = \(Phrase.probability(p))"
    if let adjusted = evidence.adjusted, adjusted != p {
      test += ", \(Phrase.probability(adjusted)) after Holm"
    }
    parts.append(test)
    return parts.joined(separator: "; ")
  }

  /// `, 12 worse and 3 better`; nothing where nobody counted.
  private static func counts(_ cases: CaseEvidence, _ finding: Finding) -> String {
    switch finding.evidence?.method {
    case .unpairedRates: ""
    case .logRatios: ", \(cases.worse) slower and \(cases.better) faster"
    case .exceedances:
      ", \(cases.worse) beyond the percentile of both more often in the head and "
        + "\(cases.better) in the base"
    default: ", \(cases.worse) worse and \(cases.better) better"
    }
  }

  /// How surely a result of cases is known; `nil` for anything else.
  static func evidence(_ finding: Finding) -> String? {
    finding.evidence?.cases.map { basis($0, finding) }
  }

  /// The name of a test of cases.
  static func name(of method: EvidenceRecord.Method) -> String? {
    switch method {
    case .mcnemar: "McNemar's exact test"
    case .signFlip: "sign-flip test"
    case .unpairedRates: "means of too many cases to keep, compared unpaired"
    case .logRatios: "sign-flip test of log ratios"
    case .exceedances: "sign-flip test of who is beyond it"
    case .predictiveT, .rounds, .exact, .singleValues: nil
    }
  }

  /// What would decide what is open; `nil` for what is not of an eval's cases.
  static func settlement(_ finding: Finding) -> String? {
    if finding.evidence?.method == .singleValues {
      return "perfgate run without --against, which holds it against a committed baseline; "
        + "against: {limit: off} in its rule leaves it out here"
    }
    if finding.evidence?.cases != nil { return "more cases, or more repeats of them" }
    if finding.isOfCases { return "record the baseline again, or give the run its cases" }
    return finding.hasTooFewValues
      ? "more cases or repeats; replies from a cache do not count" : nil
  }

  /// The same as evidence for a cell of a table, `+4.1% at worst, 120 cases`; `nil` where no case tells.
  static func brief(_ finding: Finding) -> String? {
    guard let cases = finding.evidence?.cases else { return nil }
    return "\(FindingWording.claim(finding)) at worst, \(Phrase.count(cases.compared, "case"))"
  }

  /// `learning; these cases could show -10 pp`.
  static func learning(_ finding: Finding) -> String {
    let visible = FindingWording.signedProvable(finding)
    return "learning; "
      + (visible.map { "these cases could show \($0) and more" }
        ?? "there are too few cases to show anything")
  }

  /// `294 cases compared, 12 broke, 3 mended; 7 added, 5 removed, 1 changed`.
  static func summary(_ exhibit: CaseExhibit) -> String {
    var text =
      "\(Phrase.count(exhibit.compared, "case")) compared, \(number(exhibit.brokeCount)) broke, "
      + "\(number(exhibit.mendedCount)) mended"
    let others = [
      (exhibit.added, "added"), (exhibit.removed, "removed"), (exhibit.changed, "changed"),
      (exhibit.errored, "without an outcome on both sides"),
    ].filter { $0.0 > 0 }.map { "\(number($0.0)) \($0.1)" }
    if !others.isEmpty { text += "; not compared: \(others.joined(separator: ", "))" }
    return text
  }

  /// The same, and what of it no list shows.
  static func account(_ exhibit: CaseExhibit) -> String {
    let rest = [true, false].compactMap { Self.unlisted(exhibit, isBroken: $0) }
    return ([summary(exhibit)] + rest).joined(separator: "; ")
  }

  /// `7 more broke than are listed: cases/qa.jsonl in perfgate-out has every case`; `nil` where all are
  /// listed.
  static func unlisted(_ exhibit: CaseExhibit, isBroken: Bool) -> String? {
    let rest = exhibit.unlistedCount(isBroken: isBroken)
    return rest > 0
      ? "\(number(rest)) more \(isBroken ? "broke" : "mended") than are listed: \(whole(exhibit.key))"
      : nil
  }

  /// `and 7 more; cases/qa.jsonl in perfgate-out has every case`.
  static func rest(_ count: Int, of key: BenchmarkKey) -> String {
    "and \(number(count)) more; \(whole(key))"
  }

  private static func whole(_ key: BenchmarkKey) -> String {
    let segments = (key.suite.map { [$0[...]] } ?? []) + key.id.segments
    let path = segments.map(FileNameEncoding.encode).joined(separator: "/")
    return "cases/\(path).jsonl in perfgate-out has every case"
  }

  /// `passed -> failed`, or the shares of repeats, and the scores that changed.
  static func change(_ change: CaseChange) -> String {
    let parts = change.scores.sorted { $0.key < $1.key }
      .filter { $0.value.before != $0.value.after }
      .map { "\($0.key) \(share($0.value.before)) -> \(share($0.value.after))" }
    let whole: [Double] = [0, 1]
    let isWhole = whole.contains(change.passed.before) && whole.contains(change.passed.after)
    let lead =
      isWhole
      ? "\(word(change.passed.before)) -> \(word(change.passed.after))"
      : "passed \(share(change.passed.before)) -> \(share(change.passed.after))"
    return parts.isEmpty ? lead : "\(lead) (\(parts.joined(separator: ", ")))"
  }

  /// What became of a case, in one word.
  static func word(_ row: CaseListing.Row) -> String {
    guard let after = row.after else { return row.outcomes.errored > 0 ? "errored" : "skipped" }
    guard let before = row.before, before != after else { return after == 1 ? "passed" : "failed" }
    return after < before ? "broke" : "mended"
  }

  /// `failed as before (exact 0%)`, `broke: passed -> failed (exact 0%)`.
  static func sentence(_ row: CaseListing.Row) -> String {
    let scores = row.scores.map { "\($0.name) \(share($0.value))" }.joined(separator: ", ")
    let behind = scores.isEmpty ? "" : " (\(scores))"
    guard let after = row.after else {
      return row.outcomes.errored > 0
        ? "errored: nothing is known of it" : "skipped: it was not tried to its end"
    }
    let now = [0, 1].contains(after) ? word(after) : "passed \(share(after)) of its repeats"
    guard let before = row.before else { return "\(now), not compared\(behind)" }
    guard before != after else { return "\(now) as before\(behind)" }
    let earlier = [0, 1].contains(before) ? word(before) : "passed \(share(before))"
    return "\(word(row)): \(earlier) -> \(now)\(behind)"
  }

  private static func number(_ count: Int) -> String {
    QuantityText.fixed(Double(count), decimals: 0)
  }

  private static func share(_ value: Double) -> String { QuantityText.share(value) }

  private static func word(_ passed: Double) -> String { passed == 1 ? "passed" : "failed" }
}

extension CaseExhibit {
  /// How many cases broke, or were mended, that are not in the list of those that did.
  func unlistedCount(isBroken: Bool) -> Int {
    max(0, isBroken ? brokeCount - broke.count : mendedCount - mended.count)
  }
}

extension Finding {
  /// Whether it is judged case by case, in points.
  var isOfCases: Bool { metric.map(EvalMetric.isOfCases) ?? false }

  /// Whether it is an eval that was skipped, and may be.
  var isUngatedEval: Bool {
    state == .missing && metric == nil && isExcused
  }

  /// Whether it is a percentile without enough values.
  var hasTooFewValues: Bool {
    detail != nil && metric.flatMap { EvalMetric($0)?.quantile } != nil
  }
}
