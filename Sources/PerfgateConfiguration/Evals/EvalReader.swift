internal import PerfgateModel

/// Reads one entry of `evals`.
struct EvalReader {
  let problems: ProblemList

  /// The most scorers of an eval.
  private static let mostScorers = 100
  private static let smallestForm =
    "{id: qa, dataset: {path: qa.jsonl}, target: {type: exec, command: ./answer}, "
    + "scorers: [{type: exact}]}"

  /// The plan of an entry; `nil` where it cannot be used, which is reported.
  func plan(from item: NodeReader) -> EvalPlan? {
    let before = problems.errorCount
    guard case .mapping = item.node.content else {
      item.report("an eval must be a mapping, found \(item.node.found)", hints: [Self.smallestForm])
      return nil
    }
    guard let keys = item.mapping(.eval) else { return nil }
    let id = keys.required("id", hints: ["add id: name"])?.benchmarkID(parameters: [])
    let dataset = keys.required("dataset", hints: ["add dataset: {path: cases.jsonl}"])
      .flatMap { DatasetReader(problems: problems).plan(from: $0) }
    let target = keys.required("target", hints: ["add target: {type: exec, command: ./answer}"])
      .flatMap { TargetReader(problems: problems).plan(from: $0) }
    let scorers =
      keys.required("scorers", hints: ["add scorers: [{type: exact}]"])
      .map(readScorers) ?? []
    // What follows is read in any case, so that its errors are told too.
    let location = problems.location(keys.position)
    let stand = TargetPlan(kind: .replay(path: "-", output: nil), location: location)
    var plan = EvalPlan(
      key: BenchmarkKey(id: id ?? Self.unnamed),
      dataset: dataset ?? DatasetPlan(source: .file("-"), location: location),
      target: target ?? stand,
      scorers: scorers,
      location: location
    )
    if let repeats = keys["repeat"]?.integer(in: 1...1000) { plan.repeats = repeats }
    readAbsence(keys, into: &plan)
    if let passes = keys["pass"]?.passRule() { plan.passes = passes }
    if let stream = keys["stream"]?.streamPlan() { plan.stream = stream }
    if let execution = keys["execute"]?.executionPlan() { plan.execution = execution }
    if let reader = keys["prices"], let path = reader.path("a file such as prices.yaml") {
      let place = problems.location(reader.node.position)
      plan.prices = PriceListPlan(path: path, location: place)
    }
    if let caps = keys["caps"]?.capPlan() { plan.caps = caps }
    if let tags = keys["tags"]?.tags() { plan.tags = tags }
    plan.was = keys["was"]?.benchmarkID(parameters: [])
    guard problems.errorCount == before else { return nil }
    return plan
  }

  /// Stands in while the rest of an entry without a usable id is checked.
  private static let unnamed: BenchmarkID = {
    guard let id = try? BenchmarkID("unnamed") else { preconditionFailure("'unnamed' is an id") }
    return id
  }()

  private func readAbsence(_ keys: MappingReader, into plan: inout EvalPlan) {
    if let variables = keys["requires_env"]?.variableNames() { plan.requiredVariables = variables }
    if let choice = keys["when_absent"]?.choice(EvalPlan.WhenAbsent.self) {
      plan.whenAbsent = choice
    }
    plan.recorded = keys["recorded"]?.path()
    if let reader = keys["when_absent"], keys["requires_env"] == nil {
      problems.error(
        "'when_absent' says nothing without 'requires_env'",
        at: reader.keyPosition,
        hints: ["add requires_env: [API_KEY], or remove it"]
      )
    }
    switch (plan.whenAbsent, keys["recorded"]) {
    case (.replay, nil):
      keys["when_absent"]?.report(
        "'when_absent: replay' needs 'recorded'",
        hints: ["add recorded: PATH, a cases/ID.jsonl of an earlier run"]
      )
    case (.skip, let reader?), (.fail, let reader?):
      problems.error(
        "'recorded' says nothing without 'when_absent: replay'",
        at: reader.keyPosition,
        hints: ["add when_absent: replay, or remove it"]
      )
    default: break
    }
  }

  private func readScorers(_ list: NodeReader) -> [ScorerPlan] {
    guard let items = list.items("a list of scorers") else { return [] }
    guard (1...Self.mostScorers).contains(items.count) else {
      list.report(
        "'scorers' must have 1 to \(Self.mostScorers) items, found \(items.count)",
        hints: items.isEmpty ? ["add {type: exact}"] : []
      )
      return []
    }
    var plans: [ScorerPlan] = []
    for item in items {
      guard let plan = ScorerReader(problems: problems).plan(from: item) else { continue }
      if let other = plans.first(where: { $0.name.lowercased() == plan.name.lowercased() }) {
        item.report(
          "the scorer '\(plan.name)' is already there on line \(other.location.line ?? 0)",
          hints: ["give each of them a name of its own: name: \(plan.name)-2"]
        )
      }
      plans.append(plan)
    }
    if plans.count == items.count, plans.allSatisfy({ $0.weight == 0 }) {
      list.report(
        "no scorer has a weight, so that every case would pass",
        hints: ["remove weight: 0 from one of them"]
      )
    }
    return plans
  }
}

extension NodeReader {
  /// When a case passes: `all`, or the least total.
  fileprivate func passRule() -> EvalPlan.PassRule? {
    if case .scalar("all", _) = node.content { return .all }
    guard case .scalar(_, isPlain: true) = node.content, !node.isNothing else {
      reportMismatch("all, or a number above 0 and up to 1")
      return nil
    }
    return decimal(
      in: Double.leastNormalMagnitude...1,
      shownAs: "above 0 and up to 1, or all"
    ).map(EvalPlan.PassRule.total)
  }
}
