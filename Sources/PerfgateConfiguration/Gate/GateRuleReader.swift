internal import PerfgateModel

/// A rule and the nodes that its cross-checks point at.
struct RuleEntry {
  var rule: GateRule
  /// The value of `match.id`, else of `match`.
  var matchReader: NodeReader
  /// The value of `match.metric`.
  var metricReader: NodeReader?
  /// The value of `match.params`.
  var parametersReader: NodeReader?
  /// The value of `limit`.
  var limitReader: NodeReader?
  /// The value of `tolerance`.
  var toleranceReader: NodeReader?
  /// The value of `against.limit`.
  var againstLimitReader: NodeReader?
  /// The value of `against.tolerance`.
  var againstToleranceReader: NodeReader?
  /// The value of `levels`.
  var levelsReader: NodeReader?
  /// The value of `budget`.
  var budgetReader: NodeReader?
}

/// Reads the key `rules`.
struct GateRuleReader {
  /// The most rules of a configuration.
  static let mostRules = 1000

  let problems: ProblemList

  /// The rules in the order of the text; only those that are right.
  func entries(from list: NodeReader?) -> [RuleEntry] {
    guard let list, let items = list.items("a list of rules") else { return [] }
    guard items.count <= Self.mostRules else {
      list.report("there are \(items.count) rules, at most \(Self.mostRules) are read")
      return []
    }
    return items.compactMap(entry)
  }

  private func entry(from item: NodeReader) -> RuleEntry? {
    let before = problems.errorCount
    guard let keys = item.mapping(.rule) else { return nil }
    let hint = "add match: {id: \"**\"}"
    guard let matchReader = keys.required("match", hints: [hint]) else { return nil }
    let against = keys["against"]?.mapping(.against)
    var rule = GateRule(location: problems.location(item.node.position))
    guard let match = matchReader.mapping(.match) else { return nil }
    readMatch(match, into: &rule)
    readLimits(keys, into: &rule)
    if let against { readAgainst(against, at: keys["against"], into: &rule) }
    readBounds(keys, into: &rule)
    if let owner = keys["owner"]?.label("text such as \"@team\"") { rule.owner = owner }
    readEnforcement(keys, into: &rule)
    guard problems.errorCount == before else { return nil }
    guard check(rule, match: matchReader, item: item) else { return nil }
    return RuleEntry(
      rule: rule,
      matchReader: match["id"] ?? matchReader,
      metricReader: match["metric"],
      parametersReader: match["params"],
      limitReader: keys["limit"],
      toleranceReader: keys["tolerance"],
      againstLimitReader: against?["limit"],
      againstToleranceReader: against?["tolerance"],
      levelsReader: keys["levels"],
      budgetReader: keys["budget"]
    )
  }

  private func readMatch(_ match: MappingReader, into rule: inout GateRule) {
    if let pattern = match["id"]?.text("a pattern over ids") {
      rule.idPattern = GlobPattern(pattern.precomposed)
    }
    if let members = match["params"]?.members("a mapping of names and values") {
      for member in members {
        if let value = member.parameterValue() { rule.parameters[member.name] = value }
      }
    }
    if let metric = match["metric"]?.metricPattern() { rule.metric = metric }
  }

  private func readLimits(_ keys: MappingReader, into rule: inout GateRule) {
    readSizes(keys, into: &rule)
    if let severity = keys["severity"]?.choice(FindingSeverity.self) { rule.severity = severity }
    guard let reader = keys["levels"] else { return }
    rule.levels = reader.ruleLevels()
    for other in ["limit", "severity"] where keys[other] != nil {
      reader.report("a rule has either 'levels' or '\(other)', not both")
    }
  }

  /// Changes of scores are in points, those of anything else in percent.
  private func readSizes(_ keys: MappingReader, into rule: inout GateRule) {
    for key in ["limit", "tolerance"] {
      guard let reader = keys[key] else { continue }
      if reader.isInPoints, rule.isAboutScores == false {
        reader.report(
          "'\(key)' is in points, which only scores of evals have",
          hints: ["write a percentage, such as 10%"]
        )
      } else if !reader.isInPoints, !reader.isOff, rule.isAboutScores == true {
        reader.report(
          "'\(key)' of a score is in percentage points, such as 2pp, found \(reader.node.found)"
        )
      } else if key == "limit", reader.isInPoints {
        if let limit = reader.pointLimit() { rule.scoreLimit = limit }
      } else if key == "limit" {
        if let limit = reader.limit() { rule.limit = limit }
      } else if reader.isInPoints {
        if let tolerance = reader.points() { rule.scoreTolerance = tolerance }
      } else if let tolerance = reader.ratio(in: 0...100) {
        rule.tolerance = tolerance
      }
    }
    guard rule.isAboutScores == true else { return }
    for key in ["levels", "against", "min_delta"] {
      keys[key]?.report(
        "'\(key)' says nothing of a score",
        hints: ["a score has one limit in every kind of run: limit: 2pp, tolerance: 0.5pp"]
      )
    }
  }

  private func readAgainst(
    _ keys: MappingReader,
    at reader: NodeReader?,
    into rule: inout GateRule
  ) {
    guard keys["limit"] != nil || keys["tolerance"] != nil else {
      reader?.report("'against' must say something", hints: ["against: {limit: 3%}"])
      return
    }
    rule.against = InterleavedRule(
      limit: keys["limit"]?.limit(),
      tolerance: keys["tolerance"]?.ratio(in: 0...100)
    )
  }

  private func readBounds(_ keys: MappingReader, into rule: inout GateRule) {
    if let reader = keys["min_delta"] {
      if let unit = rule.unit {
        rule.minDelta = reader.amount(unit)
      } else {
        reader.report(
          "'min_delta' needs a rule for one metric",
          hints: ["name it: match: {metric: wall}"]
        )
      }
    }
    if let reader = keys["budget"] {
      if rule.isAboutStages || rule.isAboutEvals, rule.unit == nil {
        reader.report(
          "a budget needs a rule for figures of one unit",
          hints: [
            rule.isAboutEvals
              ? "name one: match: {metric: pass_rate}"
              : "name one: match: {metric: \"stage.**.p95\"}"
          ]
        )
      } else if rule.namesMetrics, let unit = rule.unit {
        rule.budget = reader.budget(unit)
      } else {
        reader.report(
          "a budget needs a rule that names its metric",
          hints: ["name it: match: {metric: peak_rss}"]
        )
      }
    }
    if let reader = keys["optional"] {
      rule.optional = reader.flag()
      if !rule.namesMetrics {
        reader.report(
          "'optional' needs a rule that names its metric",
          hints: ["name it: match: {metric: peak_rss}"]
        )
      }
    }
  }

  private func readEnforcement(_ keys: MappingReader, into rule: inout GateRule) {
    let details = [keys["until"], keys["reason"]]
    let enforce = keys["enforce"]
    let isEnforced = enforce.map { $0.flag() } ?? true
    guard let enforce, isEnforced == false else {
      if isEnforced == true {
        for detail in details {
          detail?.report("'\(detail?.name ?? "")' goes with enforce: false")
        }
      }
      if enforce != nil { rule.enforcement = .enforced }
      return
    }
    if details[0] == nil {
      enforce.report(
        "a rule that is not enforced needs 'until', the last day of that",
        hints: ["add until: 2027-03-01"]
      )
    }
    if details[1] == nil {
      enforce.report(
        "a rule that is not enforced needs a 'reason'",
        hints: ["add reason: \"#812\", or a few words"]
      )
    }
    if let until = details[0]?.day(), let reason = details[1]?.label("text such as \"#812\"") {
      rule.enforcement = .putAside(
        PutAside(until: until, reason: reason, rule: rule.location)
      )
    }
  }

  private func check(_ rule: GateRule, match: NodeReader, item: NodeReader) -> Bool {
    if rule.idPattern == nil, rule.parameters.isEmpty, rule.metric == nil {
      match.report("'match' must name something", hints: ["match: {id: \"**\"} is for everything"])
      return false
    }
    var bare = GateRule(location: rule.location)
    bare.idPattern = rule.idPattern
    bare.parameters = rule.parameters
    bare.metric = rule.metric
    // To name a metric is enough: it is judged then.
    if rule == bare, !rule.namesMetrics {
      item.report("this rule says nothing about what it matches", hints: ["add a limit: 5%"])
      return false
    }
    return true
  }
}

extension NodeReader {
  /// The name of a metric, or a pattern that matches one.
  fileprivate func metricPattern() -> GlobPattern? {
    guard let text = text("the name of a metric") else { return nil }
    if let pattern = MetricNames.pattern(text) { return pattern }
    MetricNames.reportUnknown(text, at: self)
    return nil
  }

  fileprivate func ruleLevels() -> RuleLevels? {
    guard let keys = mapping(.levels) else { return nil }
    let before = problems.errorCount
    let levels = RuleLevels(
      minor: keys["minor"]?.level(),
      major: keys["major"]?.level(),
      critical: keys["critical"]?.level()
    )
    guard problems.errorCount == before else { return nil }
    let ascending = levels.ascending
    guard !ascending.isEmpty else {
      report("'levels' must name a severity", hints: ["levels: {minor: 10%, critical: 50%}"])
      return nil
    }
    for (lower, upper) in zip(ascending, ascending.dropFirst()) where lower.change >= upper.change {
      keys[upper.severity.rawValue]?.report(
        "'\(upper.severity.rawValue)' (\(LimitCheck.share(upper.change))) must be above "
          + "'\(lower.severity.rawValue)' (\(LimitCheck.share(lower.change)))"
      )
    }
    return levels
  }

  private func level() -> Double? {
    guard let ratio = ratio(in: 0...100) else { return nil }
    if ratio > 0 { return ratio }
    report("'\(name)' must be above 0%")
    return nil
  }

  fileprivate func budget(_ unit: MetricUnit) -> BudgetRule? {
    guard let keys = mapping(.budget) else { return nil }
    let before = problems.errorCount
    var budget = BudgetRule(
      maximum: keys["max"]?.amount(unit),
      minimum: keys["min"]?.amount(unit)
    )
    budget.ratchet = keys["ratchet"]?.ratio(in: 0...1)
    if let reaction = keys["on_existing"]?.choice(BudgetRule.ExistingBreach.self) {
      budget.onExisting = reaction
    }
    guard problems.errorCount == before else { return nil }
    if budget.maximum == nil, budget.minimum == nil {
      report("'budget' must have max or min")
    }
    if let maximum = budget.maximum, let minimum = budget.minimum, minimum > maximum {
      keys["min"]?.report("'min' must not be above 'max'")
    }
    return budget
  }
}
