import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("What a rule says of enforcing and of existing levels")
struct EnforcementTests {
  private static let start = "benchmarks: [p]\nrules:\n  - {match: {id: p}, "

  @Test(
    "a rule that is put aside says until when and why",
    arguments: [
      (
        "enforce: false}",
        [
          "p:3:31: error: a rule that is not enforced needs 'until', the last day of that",
          "p:3:31: error: a rule that is not enforced needs a 'reason'",
        ]
      ),
      (
        "enforce: false, until: 2027-02-29, reason: x}",
        ["p:3:45: error: 'until' must be a day such as 2027-03-01, found '2027-02-29'"]
      ),
      (
        "enforce: false, until: 27-3-1, reason: ''}",
        [
          "p:3:45: error: 'until' must be a day such as 2027-03-01, found '27-3-1'"
        ]
      ),
      (
        "limit: 5%, until: 2027-03-01}",
        ["p:3:40: error: 'until' goes with enforce: false"]
      ),
      (
        "enforce: true, reason: x}",
        ["p:3:45: error: 'reason' goes with enforce: false"]
      ),
      ("enforce: no}", ["p:3:31: error: 'enforce' must be true or false, found 'no'"]),
    ]
  )
  func errors(rule: String, expected: [String]) {
    #expect(Fixtures.messages(Self.start + rule) == expected)
  }

  @Test("enforce: true alone is a rule")
  func enforced() throws {
    #expect(try Fixtures.read(Self.start + "enforce: true}").rules[0].enforcement == .enforced)
  }

  @Test(
    "a budget that looks at the level needs a limit, whoever turned it off",
    arguments: [
      ("", "ratchet: 2%", "limit: off, ", true), ("", "on_existing: warn", "limit: off, ", true),
      ("gate: {limit: off}\n", "ratchet: 2%", "", true),
      ("gate: {limit: off}\n", "ratchet: 2%", "limit: 5%, ", false),
      ("", "ratchet: 2%", "", false), ("", "on_existing: fail", "limit: off, ", false),
    ]
  )
  func needsLimit(gate: String, key: String, limit: String, isWrong: Bool) {
    let text =
      "\(gate)benchmarks: [p]\nrules:\n"
      + "  - {match: {metric: cpu}, \(limit)budget: {max: 1s, \(key)}}"
    let messages = Fixtures.messages(text)
    #expect(messages.contains { $0.contains("needs a limit: without one 'p'") } == isWrong)
    #expect(messages.isEmpty == !isWrong, "\(messages)")
  }

  @Test("a ratchet is a share of the level")
  func ratchetRange() {
    let text = "benchmarks: [p]\nrules: [{match: {metric: cpu}, budget: {max: 1s, ratchet: 101%}}]"
    #expect(Fixtures.messages(text).count == 1)
    let alone = "benchmarks: [p]\nrules: [{match: {metric: cpu}, budget: {ratchet: 1%}}]"
    #expect(Fixtures.messages(alone) == ["p:2:40: error: 'budget' must have max or min"])
  }
}
