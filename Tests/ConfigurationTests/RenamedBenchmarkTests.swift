import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Benchmarks that were renamed")
struct RenamedBenchmarkTests {
  @Test("every combination of parameters had the old id")
  func parameters() throws {
    let text = "benchmarks: [{id: b, was: a, command: \"p {n}\", parameters: {n: [1, 2]}}]"
    let renamed = try Fixtures.read(text).renamed
    #expect(renamed.count == 2)
    #expect(renamed.allSatisfy { $0.value.id.text == "a" && $0.key.id.text == "b" })
    #expect(renamed.allSatisfy { $0.key.parameters == $0.value.parameters })
  }

  @Test(
    "an old id that is in use, or claimed twice, is an error",
    arguments: [
      (
        "[{id: b, was: a, command: p}, {id: a, command: p}]",
        "p:1:14: error: 'was' names 'a', which is configured itself"
      ),
      (
        "[{id: a, was: a, command: p}]",
        "p:1:14: error: 'was' names 'a', which is configured itself"
      ),
      (
        "[{id: b, was: a, command: p}, {id: c, was: a, command: p}]",
        "p:1:43: error: 'was' names 'a', which 'b' was, too"
      ),
      ("[{id: b, was: a//b, command: p}]", "p:1:27: error: the id 'a//b' has an empty segment"),
    ]
  )
  func mistakes(list: String, expected: String) {
    let message = Fixtures.messages("benchmarks: \(list)")
    #expect(message == [expected])
  }
}
