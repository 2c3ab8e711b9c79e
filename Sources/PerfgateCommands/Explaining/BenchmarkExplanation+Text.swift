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
        let unit = rule.namedMetric?.unit ?? .seconds
        let says = rule.statements(unit: unit).map { "\($0.name) \($0.value)" }
        let text = says.isEmpty ? "is judged" : says.joined(separator: ", ")
        return [place(rule.location), rule.subject, text]
      }
    )
    for metric in metrics { lines += [""] + text(of: metric) }
    if !unjudged.isEmpty {
      lines += ["", "Recorded, not judged: \(unjudged.joined(separator: ", "))"]
    }
    return lines.map { TerminalText.safe($0) + "\n" }.joined()
  }

  private func facts(machineClass: String) -> [[String]] {
    let failOn = configuration.gate.failOn.map { "\($0.rawValue) and above" } ?? "nothing"
    let facts = [
      ["defined", place(plan.location)],
      ["command", plan.command.description],
      plan.tags.isEmpty ? [] : ["tags", plan.tags.joined(separator: ", ")],
      profile.map { ["profile", $0] } ?? [],
      ["fails on", "\(failOn) (\(origin(configuration.gate.places["fail_on"])))"],
      ["machine class", machineClass],
    ]
    return facts.filter { !$0.isEmpty }
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
    rows += baselineRows(of: metric)
    return ["\(name): \(state)"] + Self.aligned(rows)
  }

  private func baselineRows(of metric: RuleExplanation) -> [[String]] {
    guard metric.isJudged, metric.effective.limit != nil else { return [] }
    guard let reach = reaches[metric.metric.name] else {
      return [["baseline", "none", "perfgate baseline record"]]
    }
    let level = QuantityText.text(reach.level.center, unit: reach.unit)
    let count = reach.level.recordings
    let basis = "\(count) recording\(count == 1 ? "" : "s")"
    var rows = [["baseline", level, basis]]
    switch reach.provable {
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
