import PerfgateConfiguration
import PerfgateModel
import PerfgateReport
import PerfgateStatistics

/// The page that `doctor --selftest` ends with.
struct SelfTestPage {
  private let tally: SelfTestTally

  init(_ tally: SelfTestTally) {
    self.tally = tally
  }

  /// The page.
  var text: String {
    ([headline] + totals + [""]).joined(separator: "\n") + "\n" + table
      + failures.map { $0 + "\n" }.joined()
  }

  private var headline: String {
    let what =
      tally.injected > 0
      ? "A against A with times made \(QuantityText.share(tally.injected)) longer" : "A against A"
    let runs = tally.falseRuns.trials
    return "\(what): \(runs) run\(runs == 1 ? "" : "s"), "
      + "\(QuantityText.wait(seconds: tally.seconds)) of measuring"
  }

  private var totals: [String] {
    let same = tally.total(slowed: false)
    let slowed = tally.total(slowed: true)
    let alarms = QuantityText.share(tally.policy.falseAlarms)
    var lines: [String] = []
    if same.worse.trials > 0 {
      lines += [
        line("runs with a false alarm", tally.falseRuns, "at most \(alarms) are promised"),
        line("unchanged, called slower", same.worse),
        line("unchanged, suspected", same.suspected, suspectedRemark),
        line("unchanged, passed", same.passed),
        line("unchanged, undecided", open(same)),
      ]
      if tally.injected == 0 { lines.append(line("runs that the gate fails", tally.failedRuns)) }
    }
    if slowed.worse.trials > 0 {
      let decided = Proportion(
        events: slowed.worse.events,
        trials: slowed.worse.events + slowed.passed.events
      )
      lines += [
        line("slowed, found where decided", decided),
        line("slowed, suspected", slowed.suspected, suspectedRemark),
        line("slowed, passed", slowed.passed), line("slowed, undecided", open(slowed)),
      ]
    }
    return lines
  }

  private func open(_ row: SelfTestTally.Row) -> Proportion {
    Proportion(
      events: row.worse.trials - row.worse.events - row.suspected.events - row.passed.events,
      trials: row.worse.trials
    )
  }

  private var suspectedRemark: String {
    switch tally.policy.onSuspectedInterleaved {
    case .fail: "fails a run; no rate is promised"
    case .warn: "a warning; no rate is promised"
    case .ignore: "no rate is promised"
    }
  }

  private func line(_ name: String, _ count: Proportion, _ remark: String? = nil) -> String {
    let bounds = count.bounds()
    let padded = name + String(repeating: " ", count: max(0, 30 - name.count))
    return "\(padded)\(count.events) of \(count.trials), \(QuantityText.share(count.share)) "
      + "(95% interval \(QuantityText.share(bounds.lowerBound)) to "
      + "\(QuantityText.share(bounds.upperBound)))" + (remark.map { "; \($0)" } ?? "")
  }

  private var table: String {
    var table = TextTable(
      headers: [
        "benchmark", "metric", "scatter", "slower", "suspected", "passed", "open", "rounds",
      ]
    )
    for (subject, row) in tally.rows.sorted(by: { $0.key < $1.key }) {
      let rounds = row.rounds.sorted()
      let scatters = row.scatters.sorted()
      table.append([
        subject.key.description, subject.metric,
        scatters.isEmpty ? "" : QuantityText.share(scatters[scatters.count / 2]),
        String(row.worse.events), String(row.suspected.events), String(row.passed.events),
        String(open(row).events),
        rounds.isEmpty ? "" : "\(rounds[rounds.count / 2]), at most \(rounds[rounds.count - 1])",
      ])
    }
    return table.text
  }

  private var failures: [String] {
    tally.failures.sorted { $0.key < $1.key }.map {
      "no verdict, \($0.value) times: \(TerminalText.safe($0.key))"
    }
  }
}
