import PerfgateModel
import Testing

struct SeverityTests {
  private func finding(_ value: Double, gate: String = "", rule: String) throws -> VerdictDocument {
    try Scenario.single(
      value,
      recordings: Scenario.steady,
      gate: gate,
      rules: ["match: {id: a}, \(rule)"]
    ).verdict()
  }

  @Test("one limit fails from the middle between tolerance and limit on, and warns below")
  func boundary() throws {
    // sqrt(1.02 x 1.5) - 1 = 23.69%
    let below = try finding(1.2368, rule: "limit: 50%")
    #expect(try below.finding().state == .regressed)
    #expect(try below.finding().gates == false)
    #expect(below.exit == .pass)
    #expect(below.causes.isEmpty)
    let above = try finding(1.2370, rule: "limit: 50%")
    #expect(try above.finding().state == .regressed)
    #expect(try above.finding().gates)
    #expect(above.exit == .regression)
  }

  @Test("the severity of a rule decides whether fail_on fails it")
  func ruleSeverity() throws {
    for (severity, failOn, exit) in [
      ("minor", "critical", GateExit.pass), ("major", "critical", .pass),
      ("critical", "critical", .regression), ("minor", "major", .pass),
      ("major", "major", .regression), ("minor", "minor", .regression),
      ("critical", "never", .pass),
    ] {
      let verdict = try finding(2, gate: "fail_on: \(failOn)", rule: "severity: \(severity)")
      #expect(try verdict.finding().state == .regressed)
      #expect(try verdict.finding().severity.rawValue == severity)
      #expect(verdict.exit == exit, "\(severity) \(failOn)")
    }
  }

  @Test(
    "levels give the nearest severity in logarithms",
    arguments: [
      (1.0585, nil), (1.0600, FindingSeverity.minor), (1.1720, .minor), (1.1732, .major),
      (1.3690, .major), (1.3698, .critical), (9, .critical),
    ] as [(Double, FindingSeverity?)]
  )
  func levels(value: Double, severity: FindingSeverity?) throws {
    let rule = "levels: {minor: 10%, major: 25%, critical: 50%}"
    let verdict = try finding(value, gate: "fail_on: major, false_alarms: 5%", rule: rule)
    let finding = try verdict.finding()
    #expect(finding.state == .regressed)
    #expect(finding.gates == (severity != nil))
    if let severity { #expect(finding.severity == severity) }
    let fails = severity == .major || severity == .critical
    #expect((verdict.exit == .regression) == fails)
  }

  @Test("the limit is the lowest level that fails")
  func limitOfLevels() throws {
    let rule = "levels: {minor: 10%, major: 25%, critical: 50%}"
    for (failOn, limit) in [("minor", 0.1), ("major", 0.25), ("critical", 0.5), ("never", 0.5)] {
      let verdict = try finding(1, gate: "fail_on: \(failOn)", rule: rule)
      #expect(try verdict.finding().limit == limit, "\(failOn)")
    }
    let partial = try finding(1, gate: "fail_on: major", rule: "levels: {critical: 50%}")
    #expect(try partial.finding().limit == 0.5)
  }

  @Test("levels that fall together near 0 keep the highest severity, and fail")
  func levelsNearZero() throws {
    let scenario = Scenario.single(
      10,
      recordings: [0, 0, 0],
      rules: [
        "match: {id: a}, levels: {minor: 10%, major: 25%, critical: 50%}",
        "match: {metric: wall}, min_delta: 1s",
      ]
    )
    let finding = try scenario.finding()
    #expect(finding.state == .regressed)
    #expect(finding.gates)
    #expect(finding.severity == .critical)
    #expect(try scenario.verdict().exit == .regression)
  }
}
