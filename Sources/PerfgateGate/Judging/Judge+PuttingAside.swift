import PerfgateConfiguration
import PerfgateModel

extension Judge {
  /// Keeps what a rule puts aside from failing the run; its state stays what it is.
  ///
  /// - Parameter finding: Loses its place in the gate where such a rule holds on the day of the run.
  func putAside(_ finding: inout Finding) {
    guard finding.state.isBadNews, let rule = rulePuttingAside(finding), !hasEnded(rule) else {
      return
    }
    finding.gates = false
    finding.putAside = rule
  }

  /// What is to be said of rules whose last day has passed.
  func endedRules() -> [VerdictNotice] {
    let suites = configuration.members.isEmpty ? [configuration] : configuration.members
    return suites.flatMap(\.rules).compactMap { rule in
      guard case .putAside(let aside) = rule.enforcement, hasEnded(aside) else { return nil }
      let place = aside.rule.line.map { "\(aside.rule.file):\($0)" } ?? aside.rule.file
      return VerdictNotice(
        "the rule at \(place) ended on \(aside.until): what it put aside gates again "
          + "(\(aside.reason))",
        advice: "remove its 'enforce: false', or give it a later 'until'"
      )
    }
  }

  /// The last rule that says whether a finding is enforced; one about a whole benchmark is only
  /// matched by rules for all of its metrics.
  private func rulePuttingAside(_ finding: Finding) -> PutAside? {
    let deciding = configuration.member(of: finding.key).rules.last { rule in
      guard rule.enforcement != nil, rule.matches(key: finding.key) else { return false }
      return finding.metric.map { rule.matches(key: finding.key, metric: $0) }
        ?? (rule.metric == nil)
    }
    guard case .putAside(let aside)? = deciding?.enforcement else { return nil }
    return aside
  }

  /// Whether the run began after the last day; one that does not say when it began gets no grace.
  private func hasEnded(_ aside: PutAside) -> Bool {
    guard let today = CalendarDate(timestamp: run.startedAt) else { return true }
    return today > aside.until
  }
}
