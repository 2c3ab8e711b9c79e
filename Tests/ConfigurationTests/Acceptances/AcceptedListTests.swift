import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("accepted.yaml")
struct AcceptedListTests {
  private func acceptance(
    _ id: String,
    _ metric: String,
    _ from: Double,
    _ to: Double,
    parameters: [String: String] = [:],
    suite: String = "default",
    className: String? = "box-2c",
    reason: String = "worth it"
  ) throws -> Acceptance {
    Acceptance(
      .metric(BenchmarkKey(id: try BenchmarkID(id), parameters: parameters), metric),
      suite: suite,
      className: className,
      step: Acceptance.Step(from: from, to: to),
      reason: reason,
      source: .option
    )
  }

  private func errors(_ text: String) -> [String] {
    do throws(GateError) {
      _ = try AcceptedList.read(text: text, path: "a")
      return []
    } catch {
      return error.exit == .malformedData ? error.diagnostics.map(\.text) : ["wrong exit"]
    }
  }

  @Test("a file is sorted, one block an entry, as a person would write it")
  func layout() throws {
    let text = AcceptedList.text([
      try acceptance("parse/large", "wall", 0.0112, 0.0237, parameters: ["size": "1000"]),
      try acceptance("null", "output_size", 100, 250, suite: "my suite", className: nil),
    ])
    #expect(
      text == """
        # Worse levels that were accepted and wait to be recorded (perfgate baseline accept).

        - id: "null"
          metric: output_size
          suite: "my suite"
          from: 100B
          to: 250B
          reason: "worth it"

        - id: parse/large
          params: {size: "1000"}
          metric: wall
          class: box-2c
          from: 11.2ms
          to: 23.7ms
          reason: "worth it"

        """
    )
  }

  @Test(
    "what is written is read back, whatever the names and levels",
    arguments: [
      ("wall", 1e-9, 123456.789), ("wall", 0.000999996, 0.5), ("peak_rss", 0, 1e15),
      ("output_size", 123_456_789_012, 1), ("minor_faults", 3, 2.5),
    ]
  )
  func roundTrip(metric: String, from: Double, to: Double) throws {
    let hostile = "a: [b]\n\t\"'#&*!|>%@`\u{85}\u{2028}\u{FEFF}\u{1F600} <<<<<<< x"
    let written = try acceptance(
      "x/\(hostile.filter { $0 != "\n" && $0 != "\t" && $0 != "\u{85}" })",
      metric,
      from,
      to,
      parameters: ["n": "yes", "m": "1.10"],
      suite: "s p",
      reason: hostile
    )
    let read = try AcceptedList.read(text: AcceptedList.text([written]), path: "a")
    try #require(read.count == 1)
    #expect(read[0].subject == written.subject)
    #expect(read[0].reason == hostile)
    #expect(read[0].suite == "s p")
    #expect(read[0].className == "box-2c")
    #expect(read[0].source == .file(SourcePlace(file: "a", line: 3, column: 3)))
    let step = try #require(read[0].step)
    #expect(abs(step.from - from) <= 5e-4 * from)
    #expect(abs(step.to - to) <= 5e-4 * to)
    // Writing what was read changes nothing.
    #expect(AcceptedList.text(read) == AcceptedList.text([written]))
  }

  @Test("a file without entries is fine", arguments: ["", "\n\n", "# only a comment\n", "[]"])
  func empty(text: String) throws {
    #expect(try AcceptedList.read(text: text, path: "a").isEmpty)
  }

  @Test(
    "mistakes are told with their places",
    arguments: [
      (
        "- {id: a, metric: wal, from: 1s, to: 2s, reason: x}",
        "a:1:19: error: unknown metric 'wal' (did you mean 'wall'?)"
      ),
      (
        "- {id: a, metric: wall, from: 1, to: 2s, reason: x}",
        "a:1:31: error: 'from' must be a duration such as 500ms, found '1'\n  hint: write 1s"
      ),
      (
        "- {id: a, metric: wall, from: 1s, to: 2s}",
        "a:1:3: error: 'reason' is missing from an accepted level\n  hint: say why it is worth it"
      ),
      (
        "- {id: a, metric: wall, from: 1s, to: 2s, reason: x, by: me}",
        "a:1:54: error: unknown key 'by' in an accepted level\n  hint: known keys: id, params, metric, suite, class, from, to, reason"
      ),
      (
        "- {id: a, metric: wall, from: 1s, to: 2s, reason: x}\n- {id: a, metric: wall, from: 1s, to: 3s, reason: y}",
        "a:2:3: error: this metric is accepted twice, first on line 1"
      ),
      ("a: b", "a:1:1: error: 'accepted.yaml' must be a list of accepted levels, found a mapping"),
      (
        "- {id: a//b, metric: wall, from: 1s, to: 2s, reason: x}",
        "a:1:8: error: the id 'a//b' has an empty segment"
      ),
    ]
  )
  func mistakes(text: String, expected: String) {
    #expect(errors(text) == [expected])
  }

  @Test("the schema knows the keys that the reader knows")
  func schema() throws {
    let text = try Fixtures.repositoryFile("schemas/accepted-v1.json")
    let items = try JSONReader.read(Array(text.utf8)).object().required("items").object()
    #expect(
      try items.required("properties").object().members.map(\.key).sorted()
        == KeyTable.acceptance.keys.sorted()
    )
  }
}
