import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Parameters")
struct PlaceholderTests {
  private func commands(_ command: String, _ parameters: String) throws -> [[String]] {
    let yaml = "benchmarks: [{id: x, command: [p, \"\(command)\"], parameters: \(parameters)}]"
    return try Fixtures.read(yaml).benchmarks.map {
      if case .words(let words) = $0.command { Array(words.dropFirst()) } else { [] }
    }
  }

  @Test("every combination is made, the first parameter changing slowest")
  func combinations() throws {
    let yaml = "benchmarks: [{id: x, command: \"p {b} {a}\", parameters: {b: [2, 1], a: [x, y]}}]"
    let plans = try Fixtures.read(yaml).benchmarks
    #expect(
      plans.map(\.key.description) == ["x[a=x,b=2]", "x[a=y,b=2]", "x[a=x,b=1]", "x[a=y,b=1]"]
    )
    #expect(
      plans.map(\.command.description) == ["p 2 x", "p 2 y", "p 1 x", "p 1 y"]
    )
  }

  @Test(
    "only a name between single braces is a placeholder",
    arguments: [
      ("{n}", "1"), ("-{n}-{n}", "-1-1"), ("{{n}}", "{n}"), ("${n} {n}", "${n} 1"),
      ("{} {n}", "{} 1"), ("{ n } {n}", "{ n } 1"), ("{{n}} {n}", "{n} 1"), ("{{{n}}}", "{{n}}"),
      ("{n", "{n"), ("{'a':{'b':{n}}}", "{'a':{'b':1}}"), ("{1} {n}", "{1} 1"),
    ]
  )
  func placeholders(text: String, filled: String) throws {
    let yaml = "benchmarks: [{id: x, command: [p, \"{n}\", \"\(text)\"], parameters: {n: [1]}}]"
    #expect(try Fixtures.read(yaml).benchmarks[0].command == .words(["p", "1", filled]))
  }

  @Test("a value with spaces or braces stays one word and is not filled again")
  func values() throws {
    #expect(
      try commands("{n}", "{n: [\"a b; {n}\", off, 007, \"\"]}") == [
        ["a b; {n}"], ["off"], ["007"], [""],
      ]
    )
    let yaml = "benchmarks: [{id: x, command: \"p {n} q\", parameters: {n: [\"a b|c\"]}}]"
    #expect(try Fixtures.read(yaml).benchmarks[0].command == .words(["p", "a b|c", "q"]))
  }

  @Test("without parameters braces are literal")
  func literal() throws {
    let plan = try Fixtures.read("benchmarks: [\"p {a} {{b}}\"]").benchmarks[0]
    #expect(plan.command == .words(["p", "{a}", "{{b}}"]))
  }

  @Test("the expected exit may depend on a parameter")
  func exit() throws {
    let yaml = """
      benchmarks: [{id: x, command: "p {n}", parameters: {n: [0, 3]}, expect: {exit: "{n}"}}]
      """
    #expect(try Fixtures.read(yaml).benchmarks.map(\.expectedExit) == [0, 3])
    #expect(
      Fixtures.messages(yaml.replacing("3", with: "300")) == [
        "p:1:82: error: 'exit' must be a whole number from 0 to 255, found '300'"
      ]
    )
  }

  @Test(
    "what cannot be filled in is an error",
    arguments: [
      (
        "command: \"p {sise} {size}\", parameters: {size: [1]}",
        ["p:1:31: error: unknown placeholder '{sise}' in 'command' (did you mean 'size'?)"]
      ),
      (
        "command: p, parameters: {size: [1]}",
        ["p:1:47: error: the parameter 'size' is not used"]
      ),
      (
        "command: p, env: {A: \"{b}\"}, parameters: {a: [1]}",
        [
          "p:1:39: error: unknown placeholder '{b}' in 'env' (did you mean 'a'?)",
          "p:1:64: error: the parameter 'a' is not used",
        ]
      ),
      (
        "command: \"p {a}\", parameters: {a: []}",
        ["p:1:56: error: 'a' must have at least one value"]
      ),
      (
        "command: \"p {a}\", parameters: {a: 1}",
        ["p:1:56: error: 'a' must be a list of values, found '1'"]
      ),
      (
        "command: \"p {a}\", parameters: {a: [1, \"1\"]}",
        ["p:1:60: error: 'a' has the value '1' twice"]
      ),
      (
        "command: \"p {a}\", parameters: {a: [[1]]}",
        ["p:1:57: error: 'a' must be text or a number, found a list"]
      ),
      (
        "command: \"p {a}\", parameters: {a: [\"\\t\"]}",
        ["p:1:57: error: a value of 'a' must not hold control characters"]
      ),
      ("command: p, parameters: {1a: [1]}", ["p:1:47: error: '1a' is no name of a parameter"]),
    ] as [(String, [String])]
  )
  func errors(fields: String, messages: [String]) {
    #expect(Fixtures.messages("benchmarks: [{id: x, \(fields)}]") == messages)
  }

  @Test("an id holds no placeholder, given or from the program")
  func ids() {
    #expect(
      Fixtures.messages("benchmarks: [{id: \"x{n}\", command: \"p {n}\", parameters: {n: [1]}}]")
        == [
          "p:1:19: error: an id holds no placeholders, found '{n}'"
        ]
    )
    #expect(
      Fixtures.messages("benchmarks: [{command: [\"./{n}\"], parameters: {n: [1]}}]") == [
        "p:1:14: error: this benchmark needs an 'id': its command begins with no plain program"
      ]
    )
  }

  @Test("combinations are bounded without overflow")
  func bounded() {
    let values = (0..<900).map(String.init).joined(separator: ",")
    let axes = (0..<12).map { "a\($0): [\(values)]" }.joined(separator: ", ")
    #expect(
      Fixtures.messages("benchmarks: [{id: x, command: p, parameters: {\(axes)}}]") == [
        "p:1:46: error: 'parameters' has more than 1000 combinations of values"
      ]
    )
  }

  @Test("values that make a file name too long are refused")
  func longNames() {
    let value = String(repeating: "v", count: 250)
    #expect(
      Fixtures.messages("benchmarks: [{id: x, command: \"p {n}\", parameters: {n: [\(value)]}}]")
        .count
        == 1
    )
  }
}
