import PerfgateConfiguration
import PerfgateGate
import PerfgateModel
import PerfgateReport

extension BenchmarkExplanation {
  /// The explanation for a terminal: the benchmark, the rules, then metric by metric.
  func text(machineClass: String) -> String {
    var lines = [plan.key.description]
    lines += Self.aligned(facts(machineClass: machineClass))
    lines += ["", rules.isEmpty ? "No rule matches" : "Rules that match, the last one wins"]
    lines += Self.aligned(
      rules.map { rule in
        let unit = rule.unit ?? .seconds
        let says = rule.statements(unit: unit).map { "\($0.name) \($0.value)" }
        let text = says.isEmpty ? "is judged" : says.joined(separator: ", ")
        return [place(rule.location), rule.subject, text]
      }
    )
    for metric in metrics { lines += [""] + text(of: metric) }
    if !unjudged.isEmpty {
      lines += ["", "Recorded, not judged: \(unjudged.joined(separator: ", "))"]
    }
    if plan.stages != nil { lines += ["", stagesNote] }
    return lines.map { TerminalText.safe($0) + "\n" }.joined()
  }

  /// Which stages there are is known to the program alone.
  private var stagesNote: String {
    let patterns = rules.filter(\.isAboutStages).compactMap(\.metric?.text)
    guard !patterns.isEmpty else {
      return "Of its stages nothing is judged: no rule names a metric such as stage.**.p95"
    }
    return "Of its stages all that match are judged: \(patterns.joined(separator: ", "))"
  }

  private func facts(machineClass: String) -> [[String]] {
    let failOn = configuration.gate.failOn.map { "\($0.rawValue) and above" } ?? "nothing"
    var facts = [["defined", place(plan.location)]]
    if !plan.command.isEmpty { facts.append(["command", plan.command]) }
    if let stages = plan.stages { facts.append(["stages", "read from \(stages)"]) }
    if let repeats = plan.repeats { facts.append(["repeats", "\(repeats) of each case"]) }
    if !plan.tags.isEmpty { facts.append(["tags", plan.tags.joined(separator: ", ")]) }
    if let profile { facts.append(["profile", profile]) }
    return facts + [
      ["fails on", "\(failOn) (\(origin(configuration.gate.places["fail_on"])))"],
      ["machine class", machineClass],
    ]
  }

  private func text(of metric: RuleExplanation) -> [String] {
    let name = metric.metric.name
    let reason =
      metric.effective.isNamed
      ? "a rule names it" : "judged by default"
    let state = metric.isJudged ? reason : "\(reason), but has neither a limit nor a budget"
    var rows = metric.settings.compactMap { setting -> [String]? in
      guard let last = setting.steps.last else { return nil }
      let earlier = setting.steps.dropLast().reversed().map { "\($0.value) (\(origin($0)))" }
      let over = earlier.isEmpty ? "" : ", over \(earlier.joined(separator: ", "))"
      return [setting.name, last.value, origin(last) + over]
    }
    rows += testRows(of: metric) + baselineRows(of: metric)
    return ["\(name): \(state)"] + Self.aligned(rows)
  }

  /// How a score is compared, or with --against a time of replies.
  private func testRows(of metric: RuleExplanation) -> [[String]] {
    guard let score = EvalMetric(metric.metric.name), let repeats = plan.repeats, metric.isJudged
    else { return [] }
    if score.isOfReplies, metric.effective.against.limit != nil {
      return [timeTest(of: score)]
    }
    if [.throughput, .peakMemory].contains(score.figure), metric.effective.against.limit != nil {
      return [["against.test", "none", "one value a side: against: {limit: off} leaves it out"]]
    }
    guard score.isOfCases, metric.effective.limit != nil else { return [] }
    let isRate = score.figure != .score && repeats == 1
    let rate = QuantityText.share(configuration.gate.scores.falseAlarms)
    return [
      [
        "test", isRate ? "McNemar's exact test" : "sign-flip test",
        "case by case, clusters as one; \(rate) false alarms shared by all scores",
      ]
    ]
  }

  /// The test of a time where base and head are evaluated in one run.
  private func timeTest(of time: EvalMetric) -> [String] {
    let rate = QuantityText.share(configuration.gate.falseAlarms)
    return [
      "against.test",
      time.quantile == 0.5 ? "sign-flip test of log ratios" : "sign-flip test of who is beyond it",
      "case by case, clusters as one; \(rate) false alarms shared with what is measured in rounds",
    ]
  }

  private func baselineRows(of metric: RuleExplanation) -> [[String]] {
    guard metric.isJudged, metric.effective.limit != nil else { return [] }
    guard let reach = reaches[metric.metric.name] else {
      return [["baseline", "none", "perfgate baseline record"]]
    }
    let isScore = EvalMetric.isOfCases(metric.metric.name)
    let level =
      isScore
      ? QuantityText.share(reach.level.center)
      : QuantityText.text(reach.level.center, unit: reach.unit)
    let count = reach.level.recordings
    let basis = "\(count) recording\(count == 1 ? "" : "s")"
    var rows = [["baseline", level, basis]]
    switch reach.provable {
    case let change? where change.scale == .points:
      rows.append([
        "can show", "\(QuantityText.pointChange(-change.estimate)) and more",
        "\(reach.level.count) cases, if all that change get worse",
      ])
    case nil where isScore:
      rows.append(["can show", "nothing", "there are too few cases"])
    case let change? where change.scale == .ratio:
      rows.append(["can prove", "\(QuantityText.change(change.estimate))", needed(reach)])
    case let change?:
      rows.append([
        "can prove", "\(QuantityText.text(change.estimate, unit: reach.unit)) more", needed(reach),
      ])
    case nil: rows.append(["can prove", "any change", "values are compared as they are"])
    }
    return rows
  }

  private func needed(_ reach: BaselineReach) -> String {
    guard let more = reach.recordingsNeeded, let limit = reach.limit else {
      return "the limit is within reach"
    }
    return
      "\(more) more recording\(more == 1 ? " proves" : "s prove") \(QuantityText.change(limit))"
  }

  private func origin(_ step: RuleExplanation.Step) -> String {
    switch step.origin {
    case .builtIn: "default"
    case .gate: "gate, \(place(step.place))"
    case .rule: place(step.place)
    }
  }

  private func origin(_ place: SourcePlace?) -> String {
    place == nil ? "default" : "gate, \(self.place(place))"
  }

  private func place(_ place: SourcePlace?) -> String {
    guard let place else { return "default" }
    return place.line.map { "\(place.file):\($0)" } ?? place.file
  }

  /// Rows with aligned columns, two spaces before and between.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.count > column ? TerminalText.width(TerminalText.safe($0[column])) : 0 }.max()
        ?? 0
    }
    return rows.map { row in
      var line = "  "
      for (index, cell) in row.enumerated() {
        let isLast = index == row.count - 1
        line +=
          isLast ? cell : TerminalText.padded(TerminalText.safe(cell), to: widths[index]) + "  "
      }
      return line
    }
  }
}
