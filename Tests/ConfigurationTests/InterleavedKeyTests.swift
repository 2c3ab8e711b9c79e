import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Keys of interleaved runs")
struct InterleavedKeyTests {
  @Test(
    "mistakes are told with their place",
    arguments: [
      (
        "gate: {against: {limit: 1%, tolerance: 2%}}",
        [
          "p:2:25: error: the limit (1%) and the tolerance (2%) of interleaved runs leave nothing in between: the limit must be the larger one"
        ]
      ),
      ("gate: {against: {limit: 0%}}", ["p:2:25: error: 'limit' must be above 0%"]),
      ("gate: {against: 5%}", ["p:2:17: error: 'against' must be a mapping, found '5%'"]),
      (
        "gate: {remeasure: maybe}",
        ["p:2:19: error: 'remeasure' must be true or false, found 'maybe'"]
      ),
      (
        "rules: [{match: {id: q}, against: {limit: 1.5%}}]",
        [
          "p:2:43: error: the limit (1.5%) and the tolerance (2%) of interleaved runs leave nothing in between: the limit must be the larger one"
        ]
      ),
      (
        "rules: [{match: {id: q}, against: {tolerance: 6%}}]",
        [
          "p:2:47: error: the limit (5%) and the tolerance (6%) of interleaved runs leave nothing in between: the limit must be the larger one"
        ]
      ),
      (
        "rules: [{match: {id: q}, levels: {minor: 1%}, tolerance: 0.2%}]",
        [
          "p:2:34: error: the limit (1%) and the tolerance (2%) of interleaved runs leave nothing in between: the limit must be the larger one"
        ]
      ),
      ("rules: [{match: {id: q}, against: {}}]", ["p:2:35: error: 'against' must say something"]),
      (
        "defaults: {rounds: {max: 7}}",
        ["p:2:26: error: 'max' must be a whole number from 8 to 10000, found '7'"]
      ),
      ("defaults: {rounds: {}}", ["p:2:20: error: 'max' is missing from 'rounds'"]),
      (
        "defaults: {rounds: {min: 9}}",
        [
          "p:2:21: error: unknown key 'min' in 'rounds'",
          "p:2:20: error: 'max' is missing from 'rounds'",
        ]
      ),
    ] as [(String, [String])]
  )
  func mistakes(text: String, expected: [String]) {
    let messages = Fixtures.messages("benchmarks: [q]\n\(text)")
    #expect(Set(messages) == Set(expected))
  }

  @Test(
    "inputs stay within the configuration's folder",
    arguments: [
      (
        "[/etc/passwd]",
        "'inputs' must be relative to the configuration's folder, found '/etc/passwd'"
      ),
      ("[../x]", "'inputs' must stay within the configuration's folder, found '../x'"),
      ("[\"a/../b\"]", "'inputs' must stay within the configuration's folder, found 'a/../b'"),
      ("data", "'inputs' must be a list of patterns, found 'data'"),
      ("[\"\"]", "'inputs' must not be empty"),
      (
        "[\"data/{size}\"]",
        "'inputs' of 'q[size=..]' must stay within the configuration's folder, found 'data/..'"
      ),
    ]
  )
  func inputs(list: String, expected: String) {
    let text =
      "benchmarks: [{id: q, command: \"q {size}\", parameters: {size: [\"..\", a]}, inputs: \(list)}]"
    let messages = Fixtures.messages(text)
    #expect(messages.count == 1)
    #expect(messages.first?.hasSuffix(expected) == true, "\(messages)")
  }

  @Test("inputs hold dots, and braces where there are no parameters")
  func literalInputs() throws {
    let text = "benchmarks: [{command: q, inputs: [a..b/...c, \"{x}/**\"]}]"
    #expect(try Fixtures.read(text).benchmarks[0].inputs == ["a..b/...c", "{x}/**"])
  }

  @Test("rounds of a benchmark win over those of defaults")
  func rounds() throws {
    let text = "defaults: {rounds: {max: 80}}\nbenchmarks: [a, {command: b, rounds: {max: 8}}]"
    #expect(try Fixtures.read(text).benchmarks.map(\.rounds.maximum) == [80, 8])
  }

  @Test("a limit close to its tolerance is a warning")
  func closeLimit() throws {
    let text = "benchmarks: [q]\ngate: {against: {limit: 4%, tolerance: 2%}}"
    let warnings = try ProjectConfiguration.read(text: text, path: "p").warnings.map(\.text)
    #expect(warnings.count == 1)
    #expect(
      warnings[0].hasPrefix(
        "p:2:25: warning: the limit (4%) and the tolerance (2%) of interleaved runs are close"
      )
    )
  }

  @Test("what is suspected fails in interleaved runs, unless the text says otherwise")
  func suspected() throws {
    let text = "benchmarks: [q]\ngate: {on_suspected: ignore}"
    let gate = try Fixtures.read(text).gate
    #expect(gate.onSuspected == .ignore && gate.onSuspectedInterleaved == .ignore)
  }

  @Test("nothing can fail only where interleaved runs have no limit either")
  func nothingFails() throws {
    func warnings(_ gate: String) throws -> [String] {
      try ProjectConfiguration.read(text: "benchmarks: [q]\ngate: {\(gate)}", path: "p")
        .warnings.map(\.message)
    }
    #expect(try warnings("limit: off").count == 1)
    #expect(try warnings("limit: off, against: {limit: 5%}") == [])
  }

  @Test("a profile changes what interleaved runs use")
  func profile() throws {
    let text = """
      benchmarks: [q]
      gate: {against: {limit: 8%}}
      profiles: {n: {defaults: {rounds: {max: 200}}, gate: {against: {tolerance: 0.5%}}}}
      """
    let configuration = try ProjectConfiguration.read(text: text, path: "p", profile: "n")
      .configuration
    #expect(configuration.gate.against == InterleavedLimits(limit: 0.08, tolerance: 0.005))
    #expect(configuration.benchmarks[0].rounds.maximum == 200)
  }
}
