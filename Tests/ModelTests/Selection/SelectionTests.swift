import PerfgateModel
import Testing

@Suite("Selections")
struct SelectionTests {
  private func key(
    _ id: String,
    _ parameters: [String: String] = [:],
    suite: String? = nil
  ) throws -> BenchmarkKey {
    BenchmarkKey(id: try BenchmarkID(id), parameters: parameters, suite: suite)
  }

  @Test(
    "a pattern names ids, and parameters in brackets",
    arguments: [
      ("p", true), ("*", true), ("p[size=10,mode=fast]", false), ("p[mode=fast,size=10]", true),
      ("p[size=10]", true), ("p[size=1]", false), ("p[size=1*]", true), ("*[mode=fast]", true),
      ("q[size=10]", false), ("p[other=10]", false), ("p[size]", false), ("p[]", false),
      ("[size=10]", false), ("p]", false),
    ]
  )
  func parameters(text: String, isMeant: Bool) throws {
    let pattern = SelectionPattern(text)
    // In any order, the parameters are the same.
    let isEither = isMeant || text == "p[size=10,mode=fast]"
    #expect(pattern.matches(try key("p", ["size": "10", "mode": "fast"])) == isEither)
    #expect(
      pattern.matches(try key("p", ["size": "10", "mode": "f]x,y"]))
        == (isMeant && !text.contains("mode"))
    )
  }

  @Test("a whole name selects one benchmark alone, whatever its values hold")
  func wholeName() throws {
    let values = ["a,b=c", "x]", "[", "1/2", ""]
    for value in values {
      let name = try key("p/q", ["v": value]).name
      for other in values {
        #expect(SelectionPattern(name).matches(try key("p/q", ["v": other])) == (other == value))
      }
    }
  }

  @Test("brackets of an id are an id's")
  func brackets() throws {
    #expect(SelectionPattern("a[b=c]").matches(try key("a[b=c]")))
    #expect(SelectionPattern("a[b]/c[v=1]").matches(try key("a[b]/c", ["v": "1"])))
    #expect(!SelectionPattern("a[b]/c[v=1]").matches(try key("a[b]/c", ["v": "2"])))
  }

  @Test("a suite may stand before an id, and selects by itself")
  func suites() throws {
    let one = try key("p/q", suite: "one")
    let two = try key("p/q", ["v": "1"], suite: "two")
    #expect(SelectionPattern("p/*").matches(one))
    #expect(SelectionPattern("one:p/*").matches(one))
    #expect(!SelectionPattern("one:p/*").matches(two))
    #expect(SelectionPattern("two:p/q[v=1]").matches(two))
    #expect(!SelectionPattern("two:p/q[v=2]").matches(two))
    let selection = Selection(SelectionRecord(excludes: ["one:**"], suites: ["one", "two"]))
    #expect(!selection.includes(one, tags: []))
    #expect(selection.includes(two, tags: []))
    #expect(!Selection(SelectionRecord(suites: ["one"])).includes(two, tags: []))
    #expect(!Selection(SelectionRecord(suites: ["one"])).includes(suite: nil))
  }

  @Test("any of several tags selects, and what has none is left out")
  func tags() throws {
    let selection = Selection(SelectionRecord(tags: ["io", "smoke"]))
    #expect(selection.includes(try key("a"), tags: ["slow", "smoke"]))
    #expect(!selection.includes(try key("a"), tags: ["slow"]))
    #expect(!selection.includes(try key("a"), tags: []))
    #expect(Selection(SelectionRecord(only: .benchmarks)).includes(try key("a"), tags: []))
    #expect(!Selection(SelectionRecord(only: .evals)).includes(try key("a"), tags: []))
  }
}
