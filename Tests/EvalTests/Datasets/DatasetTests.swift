import Foundation
import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@testable import PerfgateEval

@Suite("Datasets")
struct DatasetTests {
  let folder: DatasetFolder

  init() throws {
    folder = try DatasetFolder()
  }

  @Test(
    "real datasets have the digests that Python has of them",
    arguments: [
      (
        "boolean_expressions.jsonl", 250,
        "849c950a908630d99ef668eba394836b8d2b78c274815ff422cb10470e4205ad",
        "f2c36e809a7ddd147da508029dd468f7aa6592100b95c43e32255989d264eba1"
      ),
      (
        "snarks.jsonl", 178,
        "25e6cd9397de89bdb4b576b855eb8fb8e9c1cb89d5d894fb20d1f43438eeb99b",
        "201160990e1bace5ce9dd103db9165fed3e4efedef35dfcf5b68d1fa1423b8f6"
      ),
      (
        "security_guide.jsonl", 16,
        "6714cb91d5e47a1c9ad46d90cb8dd113a56ed382462602d94c48eced02cb9a39",
        "7b465e98c3789b198d0f46ce330c681466772aed5bd7e2fe5c6bbd9997c8467b"
      ),
    ]
  )
  func real(name: String, count: Int, digest: String, firstID: String) async throws {
    let plan = DatasetFolder.plan(name, FieldMap(expected: "target"))
    let dataset = try await Dataset.open(plan, folder: datasetFixture("datasets"))
    #expect(
      dataset.facts
        == DatasetFacts(caseCount: count, digest: digest, malformedCount: 0, rowCount: count)
    )
    let rows = try await ReadRows(dataset)
    #expect(rows.cases.count == count)
    #expect(rows.ids.first == firstID)
    #expect(rows.cases.map(\.line) == Array(1...count))
    #expect(rows.cases.allSatisfy { $0.expected != nil })
  }

  @Test("the same rows are the same cases, whatever the format")
  func formats() async throws {
    try folder.write(
      """
      {"id": "a", "input": "x, \\"y\\"", "expected": "1"}

      {"id": "b", "input": "two\\nlines", "expected": "ä", "cluster": "c", "tags": ["s", "t"]}

      """,
      to: "rows.jsonl"
    )
    try folder.write(
      """
      [ {"id": "a", "expected": "1", "input": "x, \\"y\\""},
        {"tags": "s, t", "id": "b", "input": "two\\u000alines", "expected": "\\u00e4",
         "cluster": "c"} ]
      """,
      to: "rows.json"
    )
    try folder.write(
      "\u{FEFF}id,input,expected,cluster,tags\r\na,\"x, \"\"y\"\"\",1,,\r\n"
        + "b,\"two\nlines\",ä,c,\"s,t\"\r\n",
      to: "rows.csv"
    )
    try folder.write(
      "id\tinput\texpected\tcluster\ttags\na\t\"x, \"\"y\"\"\"\t1\t\t\nb\t\"two\nlines\"\tä\tc\ts, t\n",
      to: "rows.tsv"
    )
    let expected = try await folder.open("rows.jsonl").facts
    #expect(expected.caseCount == 2)
    for name in ["rows.jsonl", "rows.json", "rows.csv", "rows.tsv"] {
      let dataset = try await folder.open(name)
      #expect(dataset.facts == expected, "\(name)")
      let rows = try await ReadRows(dataset)
      #expect(rows.ids == ["a", "b"])
      #expect(rows.cases.map(\.tags) == [[], ["s", "t"]], "\(name)")
      #expect(rows.cases[1].cluster == "c")
      #expect(rows.cases[1].input == .string("two\nlines"))
      #expect(rows.cases[1].expected == .string("ä"))
    }
    let lines = try await ReadRows(folder.open("rows.jsonl")).cases.map(\.line)
    #expect(lines == [1, 3])
    #expect(try await ReadRows(folder.open("rows.csv")).cases.map(\.line) == [2, 3])
  }

  @Test("fields are paths of keys and places")
  func fields() async throws {
    try folder.write(
      #"{"q": {"text": "a"}, "answers": [{"t": 1}, {"t": 2}], "n": 7, "doc": 3, "l": ["x"]}"#,
      to: "rows.jsonl"
    )
    let fields = FieldMap(
      id: "n",
      input: "q.text",
      expected: "answers.1.t",
      cluster: "doc",
      tags: "l"
    )
    let rows = try await ReadRows(folder.open("rows.jsonl", fields))
    #expect(rows.ids == ["7"])
    #expect(rows.cases[0].input == .string("a"))
    #expect(rows.cases[0].expected == .number(2))
    #expect(rows.cases[0].cluster == "3")
    #expect(rows.cases[0].tags == ["x"])
    #expect(
      rows.cases[0].row
        == .object([
          "q": .object(["text": .string("a")]),
          "answers": .array([.object(["t": .number(1)]), .object(["t": .number(2)])]),
          "n": .number(7), "doc": .number(3), "l": .array([.string("x")]),
        ])
    )
  }

  @Test("without a field that is the input, the whole row is")
  func wholeRow() async throws {
    try folder.write("{\"b\": 1, \"a\": null}\n", to: "rows.jsonl")
    let rows = try await ReadRows(folder.open("rows.jsonl"))
    #expect(rows.cases[0].input == .object(["a": .null, "b": .number(1)]))
    #expect(rows.cases[0].expected == nil)
    // SHA-256 of {"a":null,"b":1}
    #expect(rows.ids == ["c0bf82ad036cb0a5a03d6759c1b7b8b1f70a39b32dd96ed3977c7f2831ee3b56"])
  }

  @Test("a case is another one where any field changes, if the eval reads whole rows, labels apart")
  func rowsThatAreRead() async throws {
    func digests(_ row: String) async throws -> [String] {
      try folder.write(row + "\n", to: "rows.jsonl")
      let plan = DatasetFolder.plan("rows.jsonl")
      var digests: [String] = []
      for readsRows in [false, true] {
        let dataset = try await Dataset.open(plan, folder: folder.path, readsRows: readsRows)
        digests.append(try await ReadRows(dataset).cases[0].digest)
      }
      return digests
    }
    let first = try await digests(#"{"id": "a", "input": "q", "context": "x", "n": 1}"#)
    let changed = try await digests(#"{"id": "a", "input": "q", "context": "y", "n": 1}"#)
    #expect(first[0] == changed[0] && first[1] != changed[1])
    let same = try await digests(#"{"n":1, "tags": ["t"], "context": "x","input": "q", "id": "b"}"#)
    #expect(same == first)
    let plain = try await digests(#"{"id": "a", "input": "q"}"#)
    #expect(plain[0] == plain[1])
  }

  @Test("a limit asks for no row behind the last case that it takes")
  func limitedRows() async throws {
    try folder.write("{\"id\": 1}\nno\n{\"id\": 2}\nno\n{\"id\": 3}\n", to: "rows.jsonl")
    let rows = try await ReadRows(folder.open("rows.jsonl", limit: 2))
    #expect(rows.ids == ["1", "2"] && rows.malformed.count == 1)
  }

  @Test("what is no case is told with its place, and reading goes on")
  func malformed() async throws {
    try folder.write(
      Array("{\"id\": 1}\n{\"id\": 2,}\n[3]\n{\"id\": {}}\n{\"id\": \"\"}\n{\"id\": \"".utf8)
        + [0xFF] + Array("\"}\n{\"id\": 9007199254740993}\n{\"id\": \"\\u001b[0m\"}\n".utf8)
        + Array("{\"id\": 3, \"tags\": [[]]}\n{\"id\": 4, \"cluster\": []}\n{\"id\": 5}\n{".utf8),
      to: "rows.jsonl"
    )
    let dataset = try await folder.open("rows.jsonl")
    #expect(dataset.facts.caseCount == 2)
    #expect(dataset.facts.malformedCount == 10)
    #expect(dataset.facts.rowCount == 12)
    let rows = try await ReadRows(dataset)
    #expect(rows.ids == ["1", "5"])
    #expect(
      rows.malformed.map { $0.prefix(12) } == [
        "line 2 2:10 ", "line 3 3:1 e", "line 4 4:1 t", "line 5 5:1 t", "line 6 6:8 t",
        "line 7 7:1 t", "line 8 8:1 t", "line 9 9:1 t", "line 10 10:1", "line 12 12:2",
      ]
    )
    #expect(rows.malformed[1] == "line 3 3:1 expected an object, found an array")
    #expect(rows.malformed[6] == "line 8 8:1 the id holds a control character")
  }

  @Test("a whole number that would be written as another one is no case")
  func longNumbers() async throws {
    try folder.write(
      """
      {"id": "a", "input": 12345678901234567}
      {"id": "b", "input": 1, "expected": {"x": ["\\"9", -9007199254740993]}}
      {"id": "c", "input": [1e300, 0.1, 0.12345678901234567890, 12345678901234567.5, 1.0]}
      {"id": "d", "input": [9007199254740992, 12345678901234568, 1000000000000000000000000]}
      {"id": "e", "input": "12345678901234567", "expected": ["\\\\", "a \\"12345678901234567"]}
      {"id": "f", "input": 1, "other": 12345678901234567}
      {"input": 1, "other": 12345678901234567}
      """,
      to: "rows.jsonl"
    )
    let rows = try await ReadRows(folder.open("rows.jsonl"))
    #expect(rows.ids == ["c", "d", "e", "f"])
    let message = "a number has more digits than a JSON number keeps, found"
    let hint = "put it in quotes where it is text"
    #expect(
      rows.malformed == [
        "line 1 1:1 \(message) 12345678901234567: \(hint)",
        "line 2 2:1 \(message) -9007199254740993: \(hint)",
        "line 7 7:1 \(message) 12345678901234567: \(hint)",
      ]
    )
  }

  @Test("long numbers are found wherever they stand")
  func longNumberPlaces() {
    for count in 0..<40 {
      let space = String(repeating: " ", count: count)
      let text = Array("\(space)[1,\(space)12345678901234567]\(space)".utf8)
      #expect(LongNumbers.first(in: text, from: count) == "12345678901234567")
      let other = Array("\(space)[1,\(space)2], 12345678901234567\(space)".utf8)
      #expect(LongNumbers.first(in: other, from: count) == nil)
    }
  }

  @Test("a field that is mapped must be there where a case cannot do without it")
  func missingFields() async throws {
    try folder.write("{\"q\": 1}\n{\"q\": 2, \"n\": 2}\n{\"n\": 3}\n", to: "rows.jsonl")
    let fields = FieldMap(id: "n", input: "q", expected: "a", cluster: "c", tags: "t")
    let rows = try await ReadRows(folder.open("rows.jsonl", fields))
    #expect(rows.ids == ["2"])
    #expect(
      rows.malformed == [
        "line 1 1:1 the row has no 'n', which is its id",
        "line 3 3:1 the row has no 'q', which is its input",
      ]
    )
  }

  @Test("ids that are there twice are told with both lines")
  func repeated() async throws {
    try folder.write(
      "{\"id\": \"a\"}\n{\"id\": \"b\"}\n{\"id\": \"a\"}\n{\"id\": 1}\n{\"id\": \"1\"}\n",
      to: "rows.jsonl"
    )
    let failure = await folder.failure("rows.jsonl")
    #expect(failure?.exit == .malformedData)
    #expect(
      failure?.messages == [
        "rows.jsonl:3:1: error: the id 'a' is already on line 1",
        "rows.jsonl:5:1: error: the id '1' is already on line 4",
      ]
    )
    try folder.write("{\"a\": 1.0, \"b\": 2}\n{\"b\": 2, \"a\": 1}\n", to: "rows.jsonl")
    #expect(
      await folder.failure("rows.jsonl")?.messages == [
        "rows.jsonl:2:1: error: the row is the same as that on line 1"
      ]
    )
  }

  @Test("a dataset of nothing is an error")
  func nothing() async throws {
    for (name, text) in [
      ("a.jsonl", "\n \r\n"), ("b.json", "[]"), ("c.json", " "), ("d.csv", ""), ("e.csv", "a,b\n"),
    ] {
      try folder.write(text, to: name)
      let failure = await folder.failure(name)
      #expect(failure?.exit == .malformedData)
      #expect(
        failure?.messages.first?.hasPrefix("perfgate.yaml:3:5: error: the dataset ") == true
      )
    }
    try folder.write("x\n", to: "f.jsonl")
    #expect(
      await folder.failure("f.jsonl")?.messages == [
        "f.jsonl:1:1: error: no row of the dataset is a case: expected a value, found 'x'"
      ]
    )
    try folder.write("{\"id\": 1, \"tags\": [\"x\"]}\n", to: "g.jsonl")
    let subset = SubsetPlan(tags: ["smoke"])
    #expect(
      await folder.failure("g.jsonl", subset: subset)?.messages == [
        "perfgate.yaml:3:5: error: no case of the dataset g.jsonl has a tag of 'smoke'"
      ]
    )
  }

  @Test("what cannot be read is an error")
  func unreadable() async throws {
    #expect(await folder.failure("none.jsonl")?.exit == .missingInput)
    #expect(
      await folder.failure("none.jsonl")?.messages == ["error: there is no dataset none.jsonl"]
    )
    try #require(mkfifo("\(folder.path)/pipe.jsonl", 0o600) == 0)
    #expect(await folder.failure("pipe.jsonl")?.exit == .missingInput)
    try folder.write("{\"id\": 1}\n", to: "rows.json")
    #expect(
      await folder.failure("rows.json")?.messages == [
        "rows.json:1:1: error: expected a JSON array of rows"
      ]
    )
    try folder.write("a,a\n1,2\n", to: "rows.csv")
    #expect(
      await folder.failure("rows.csv")?.messages == [
        "rows.csv:1:1: error: the column 'a' is there twice"
      ]
    )
  }

  @Test("a file that changes between the passes is not read on as if it had not")
  func changed() async throws {
    try folder.write("{\"id\": 1}\n{\"id\": 2}\n", to: "rows.jsonl")
    let dataset = try await folder.open("rows.jsonl")
    _ = try await ReadRows(dataset)
    try folder.write("{\"id\": 1}\n{\"id\": 3}\n", to: "rows.jsonl")
    await #expect(throws: GateError.self) { try await ReadRows(dataset) }
  }

  @Test(
    "a command that does not end is ended with what it started, and the error says what to type"
  )
  func endlessCommand() async throws {
    let runner = try BuiltTool.spawner()
    var plan = DatasetPlan(
      source: .command(.shell("sleep 60 & echo $! >left; echo looking >&2; wait")),
      location: SourcePlace(file: "perfgate.yaml", line: 3, column: 5)
    )
    plan.timeoutSeconds = 1.5
    do {
      _ = try await Dataset.open(plan, folder: folder.path, runner: runner)
      Issue.record("no error")
    } catch {
      #expect(error.exit == .malformedData)
      let told = try #require(error.diagnostics.first)
      #expect(told.message.hasPrefix("the dataset's command ran for 1.5 s and was ended: sleep 60"))
      #expect(told.notes == ["it wrote: looking"])
      #expect(told.hints.first == "give it longer: timeout: 3s")
    }
    let left = try runner.run(
      ProcessRequest(
        executable: "/bin/sh",
        arguments: ["-c", "read pid <left; kill -0 $pid"],
        workingDirectory: folder.path
      )
    )
    #expect(left.termination == .exited(code: 1))
  }

  @Test("a command writes the rows, and its failure is one")
  func command() async throws {
    let runner = try BuiltTool.spawner()
    func plan(_ command: CommandLine) -> DatasetPlan {
      DatasetPlan(
        source: .command(command),
        location: SourcePlace(file: "perfgate.yaml", line: 3, column: 5)
      )
    }
    try folder.write("{\"id\": \"a b\"}\n{\"id\": 2}\n", to: "rows.txt")
    for command in [CommandLine.words(["cat", "rows.txt"]), .shell("cat rows.txt | cat")] {
      let dataset = try await Dataset.open(plan(command), folder: folder.path, runner: runner)
      #expect(dataset.facts.caseCount == 2)
      #expect(try await ReadRows(dataset).ids == ["a b", "2"])
      #expect(try await ReadRows(dataset).ids == ["a b", "2"])
    }
    for (command, exit, message, notes) in [
      (
        CommandLine.shell("echo no >&2; exit 3"), GateExit.malformedData,
        "the dataset's command exited with 3: echo no >&2; exit 3", ["it wrote: no"]
      ),
      (.words(["./none"]), .badConfiguration, "there is no program ./none", []),
    ] {
      do {
        _ = try await Dataset.open(plan(command), folder: folder.path, runner: runner)
        Issue.record("no error")
      } catch {
        #expect(error.exit == exit)
        #expect(error.diagnostics.map(\.message) == [message])
        #expect(error.diagnostics.map(\.notes) == [notes])
      }
    }
  }
}
