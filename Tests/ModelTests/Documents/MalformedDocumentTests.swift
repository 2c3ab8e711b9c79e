import PerfgateModel
import Testing

@Suite("Malformed documents")
struct MalformedDocumentTests {
  /// A change to a small document and the error that it causes.
  struct Mutation: CustomTestStringConvertible, Sendable {
    let document: SmallDocument
    let find: String
    /// Stands in for `find`; `‸` marks the place of the error.
    let replacement: String
    /// Where the error is, for a replacement without a mark.
    let place: String?
    let message: String

    init(
      _ document: SmallDocument,
      _ find: String,
      _ replacement: String,
      at place: String? = nil,
      _ message: String
    ) {
      self.document = document
      self.find = find
      self.replacement = replacement
      self.place = place
      self.message = message
    }

    var testDescription: String { "\(document): \(replacement)" }
  }

  private static let anyDocument: [Mutation] = SmallDocument.allCases.flatMap { document in
    [
      Mutation(document, #"/1""#, #"/2""#, at: #""perfgate."#, "written by a newer perfgate"),
      Mutation(document, #""perfgate."#, #"‸"other."#, "expected a document of schema 'perfgate."),
      Mutation(document, #"/1""#, #"/99999999999999999999""#, at: #""perfgate."#, "of schema"),
      Mutation(document, #""schema": "#, #""schema": ‸1, "x": "#, "expected a string, found a num"),
      Mutation(document, #"{"schema""#, #"‸{"scheme""#, "'schema' is missing from this object"),
      Mutation(document, #""id": "a""#, #""id": ‸"a//b""#, "has an empty segment"),
      Mutation(document, #""id": "a""#, #""id": ‸"""#, "an id must not be empty"),
      Mutation(document, #""unit": "s""#, #""unit": ‸"ms""#, "expected one of s, bytes"),
      Mutation(document, #""unit": "s""#, #""unit": ‸3"#, "expected a string, found a number"),
      Mutation(document, #""wall""#, "\n‸<<<<<<< HEAD\n\"wall\"", "unresolved merge conflict"),
      Mutation(document, #""direction": "#, #""direction": ‸"up", "x": "#, "of lower, higher"),
    ]
  }

  private static let run = [
    Mutation(.run, #"{"id": "a""#, #"‸{"id": null"#, "'id' is missing from this object"),
    Mutation(.run, #", "id": "r""#, "", at: "{", "'id' is missing from this object"),
    Mutation(.run, #""params": {"n": "1"}"#, #""params": ‸[]"#, "expected an object, found an"),
    Mutation(.run, #""params": {"n": "1"}"#, #""params": {"n": ‸1}"#, "expected a string, found"),
    Mutation(.run, #"[0, 0], "loops""#, #"[0], "loops""#, at: #"{"attempt""#, "differ in length"),
    Mutation(.run, #""loops": [1, 1]"#, #""loops": [1]"#, at: #"{"attempt""#, "differ in length"),
    Mutation(.run, #""attempt": [0, 0]"#, #""attempt": ‸[0, 0.5]"#, "expected an integer"),
    Mutation(.run, #""loops": [1, 1]"#, #""loops": ‸[1, 0]"#, "expected 1 or more, found 0"),
    Mutation(.run, #""attempt": [0, 0]"#, #""attempt": ‸[-1, 0]"#, "expected 0 or more, found -1"),
    Mutation(.run, #""invocation": 1"#, #""invocation": ‸1e300"#, "expected an integer"),
    Mutation(.run, #""invocation": 1"#, #""invocation": ‸9007199254740994"#, "an integer"),
    Mutation(.run, #"{"name": "cpu""#, #"‸{"name": "wall""#, "metric 'wall' stands here twice"),
    Mutation(.run, #"{"name": "cpu""#, #"{"side": ‸"left", "name": "cpu""#, "one of head, base"),
    Mutation(.run, #"{"name": "cpu""#, #"‸{"side": "base", "name": "cpu""#, "2 values for 0 inv"),
    Mutation(.run, "[1, 2]}]", "[1]}]", at: #"{"name": "cpu""#, "'cpu' has 1 values for 2 inv"),
    Mutation(.run, "[1, 2]}]", "[1, ‸null]}]", "expected a number, found null"),
    Mutation(.run, "[1, 2]}]", #"‸"1"}]"#, "expected an array of numbers, found a string"),
    Mutation(.run, #"{"id": "b""#, #"‸{"id": "a", "params": {"n": "1"}"#, "'a[n=1]' stands here"),
    Mutation(.run, #"{"planned": 2"#, #"‸{"planned": 3"#, "accounting does not add up"),
    Mutation(.run, #""skipped": 0}"#, #""skipped": 1}"#, at: #"{"planned""#, "does not add up"),
    Mutation(.run, #""measured","#, #"‸"done","#, "expected one of measured, failed, skipped"),
    Mutation(.run, #", "reason": "r""#, "", at: #"{"id": "b""#, "needs a 'reason'"),
    Mutation(.run, #""kind": "exit""#, #""kind": ‸"boom""#, "expected one of start, exit"),
    Mutation(
      .run,
      #""loops": ["#,
      #""side": ["base"], "loops": ["#,
      at: #"{"attempt""#,
      "in length"
    ),
    Mutation(.run, #""loops": ["#, #""side": ["base", ‸"x"], "loops": ["#, "one of head, base"),
    Mutation(.run, #""origin""#, #""presence": ‸"none", "origin""#, "one of both, head, base"),
    Mutation(.run, #"{"id": "b""#, #"‸{"identical": true, "id": "b""#, "is skipped, and on both"),
    Mutation(
      .run,
      #"{"id": "b""#,
      #"‸{"excused": true, "id": "b""#,
      "is an eval that did not fail"
    ),
    Mutation(.run, #""entries""#, #""sides": {"base": ‸{}}, "entries""#, "'name' is missing from"),
    Mutation(.run, #""source": "é""#, #""source": "é", "path": ‸1"#, "expected a string"),
    Mutation(.run, #""class": "c""#, #""class": ‸{}"#, "expected a string, found an object"),
  ]

  private static let baseline = [
    Mutation(.baseline, #""id": "a""#, #""id": null"#, at: "{", "'id' is missing from this object"),
    Mutation(.baseline, #""epoch": 1"#, #""epoch": 7"#, at: #"{"run": "x""#, "epoch 7 is not amo"),
    Mutation(.baseline, #"{"id": 2"#, #"‸{"id": 1"#, "epochs are numbered upwards from 1"),
    Mutation(.baseline, #"{"id": 1"#, #"‸{"id": -9007199254740992"#, "numbered upwards from 1"),
    Mutation(.baseline, #"{"id": 2"#, #"{"id": ‸1000000001"#, "is numbered up to 1000000000"),
    Mutation(.baseline, #"{"id": 2"#, #"{"id": ‸9007199254740992"#, "found 9007199254740992"),
    Mutation(.baseline, #""epoch": 2"#, #""epoch": 1"#, at: #"{"unit""#, "newest epoch has no"),
    Mutation(.baseline, #""epochs": ["#, #""epochs": [], "x": ["#, at: #"{"run": "x""#, "epoch 1"),
    Mutation(
      .baseline,
      "1, \"median\": 2, \"n\": 30},\n    {\"run\": \"y\", \"epoch\": 2",
      "2, \"median\": 2, \"n\": 30},\n    ‸{\"run\": \"y\", \"epoch\": 1",
      "recordings stand in the order of their epochs"
    ),
    Mutation(.baseline, #""n": 30}"#, #""n": ‸0}"#, "expected 1 or more, found 0"),
    Mutation(.baseline, #""min": 1"#, #""min": 3"#, at: #"{"run": "y""#, "'min' is larger than"),
    Mutation(.baseline, #""min": 1, "#, "", at: #"{"run": "y""#, "'min' and 'max' stand together"),
    Mutation(.baseline, #""improved""#, #"‸"better""#, "expected one of first, accepted, improved"),
    Mutation(.baseline, #""sample": [1,"#, #""sample": [‸[],"#, "expected a number, found an arr"),
    Mutation(.baseline, #""median": 2"#, #""median": ‸1e400"#, "out of range"),
    Mutation(.baseline, "    {\"run\": \"y\"", "‸=======\n", "unresolved merge conflict"),
    Mutation(.baseline, ",\n    {\"run\": \"y\"", "\n‸||||||| base\n", "unresolved merge conflict"),
    Mutation(.baseline, "1.5]}}}", "1.5]}}}\n‸>>>>>>> theirs\n", "unresolved merge conflict"),
    Mutation(.baseline, "1.5]}}}", "1.5]}}}\n‸x", "text after the end"),
    Mutation(.baseline, #""id": "a""#, #""params": ‸[], "id": "a""#, "expected an object"),
  ]

  private static let verdict = [
    Mutation(.verdict, #"{"id": "a", "metric": "wall", "unit""#, #"‸{"unit""#, "'id' is missing"),
    Mutation(.verdict, #""exit": 10"#, #""exit": ‸1"#, "this is no exit code of perfgate"),
    Mutation(.verdict, #""exit": 10"#, #""exit": ‸4294967306"#, "this is no exit code of perfgate"),
    Mutation(
      .verdict,
      #""exit": 10"#,
      #""exit": ‸0"#,
      "0 contradicts the causes, which ask for 10"
    ),
    Mutation(.verdict, #""code": 10"#, #""code": 11"#, at: "10,", "which ask for 11"),
    Mutation(.verdict, #""code": 10"#, #""code": ‸2"#, "this is no exit code of perfgate"),
    Mutation(.verdict, #"{"planned": 1"#, #"‸{"planned": 2"#, "counts do not add up"),
    Mutation(.verdict, #"ing": 0, "re"#, #"ing": 1, "re"#, at: #"{"planned""#, "do not add up"),
    Mutation(.verdict, #""regressed": 1"#, #""improved": 1"#, at: #"{"planned""#, "do not add up"),
    Mutation(.verdict, #""fail_on": "critical""#, #""fail_on": ‸"always""#, "major, critical"),
    Mutation(
      .verdict,
      #""severity": "#,
      #""severity": ‸"low", "x": "#,
      "of minor, major, critical"
    ),
    Mutation(.verdict, #""state": "#, #""state": ‸"fine", "x": "#, "one of regressed, improved"),
    Mutation(.verdict, #""gates": true"#, #""gates": ‸"yes""#, "expected true or false"),
    Mutation(
      .verdict,
      #""exact""#,
      #"‸"guess""#,
      "expected one of predictive-t, interleaved-rounds"
    ),
    Mutation(.verdict, #""exact"}"#, #""exact", "rounds": ‸{}}"#, "'rounds' is missing from this"),
    Mutation(
      .verdict,
      #""exact"}"#,
      #""exact", "rounds": {"rounds": ‸-1}}"#,
      "expected 0 or more, found -1"
    ),
    Mutation(.verdict, #""line": 1"#, #""line": ‸1.5"#, "expected an integer, found a number"),
    Mutation(
      .verdict,
      #""median_low": 1"#,
      #""median_low": 4"#,
      at: #"{"n": 1,"#,
      "is larger than"
    ),
    Mutation(
      .verdict,
      #""mode": "baseline""#,
      #""mode": ‸"guess""#,
      "of baseline, against, measure"
    ),
    Mutation(.verdict, #""id": "a""#, #""params": ‸[], "id": "a""#, "expected an object"),
  ]

  @Test("the small documents are well-formed", arguments: SmallDocument.allCases)
  func wellFormed(document: SmallDocument) {
    #expect(throws: Never.self) { try document.rewritten(Array(document.text.utf8)) }
  }

  @Test("are refused at their place", arguments: anyDocument + run + baseline + verdict)
  func refused(mutation: Mutation) throws {
    var marked = mutation.document.text
    let range = try #require(marked.firstRange(of: mutation.find))
    marked.replaceSubrange(range, with: mutation.replacement)
    let text = marked.replacing("‸", with: "")
    let place = try #require(
      mutation.place.map { text.firstRange(of: $0) } ?? marked.firstRange(of: "‸")
    )
    let before = (mutation.place == nil ? marked : text)[..<place.lowerBound].unicodeScalars
    let line = before.count { $0 == "\n" } + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    let error = try #require(throws: GateError.self) {
      try mutation.document.rewritten(Array(text.utf8), path: "f.json")
    }
    #expect(error.exit == .malformedData)
    #expect(error.diagnostics.count == 1)
    #expect(error.diagnostics.first?.message.contains(mutation.message) == true, "\(error)")
    #expect(
      error.diagnostics.first?.location
        == SourcePlace(file: "f.json", line: line, column: column)
    )
  }

  @Test("a newer major version is named", arguments: SmallDocument.allCases)
  func newerVersion(document: SmallDocument) throws {
    let text = document.text.replacing("/1\"", with: "/12\"")
    let error = try #require(throws: GateError.self) { try document.rewritten(Array(text.utf8)) }
    let message = try #require(error.diagnostics.first?.message)
    #expect(message.contains("/12' was written by a newer perfgate"))
    #expect(message.hasSuffix("/1'"))
  }

  @Test("what cannot be used says what to type")
  func advice() throws {
    let error = try #require(throws: GateError.self) {
      try BaselineDocument(bytes: [], path: "b.json", advice: ["rm b.json"])
    }
    #expect(error.diagnostics.first?.hints == ["rm b.json"])
  }

  @Test("cut short at any byte, the place is inside the file", arguments: SmallDocument.allCases)
  func truncated(document: SmallDocument) throws {
    let bytes = Array(document.text.utf8)
    for count in bytes.indices {
      let cut = Array(bytes[..<count])
      let error = try #require(throws: GateError.self) { try document.rewritten(cut) }
      #expect(error.exit == .malformedData)
      #expect(isInside(cut, error.diagnostics.first?.location), "\(count) bytes: \(error)")
    }
  }

  @Test(
    "no mutation of a real document traps; what is accepted can be written and read again",
    arguments: SmallDocument.allCases
  )
  func mutated(document: SmallDocument) {
    let (text, inputs) =
      switch document {
      case .run: (RealDocument.run, 8_000)
      case .baseline: (RealDocument.baseline, 16_000)
      case .verdict: (RealDocument.verdict, 6_000)
      }
    var refused = 0
    var mutator = DocumentMutator(text: text, seed: 42)
    for _ in 0..<inputs {
      let bytes = mutator.next()
      do throws(GateError) {
        let written = try document.rewritten(bytes)
        let again = try? document.rewritten(written)
        if again != written { reportFailure("written and not read", bytes) }
      } catch {
        refused += 1
        if error.exit != .malformedData { reportFailure("exit \(error.exit)", bytes) }
        if !isInside(bytes, error.diagnostics.first?.location) { reportFailure("\(error)", bytes) }
      }
    }
    // Most mutations break something, and some must not.
    #expect((inputs / 2..<inputs * 19 / 20).contains(refused), "\(refused) of \(inputs)")
  }

  /// Fails the test; an expectation for each of thousands of inputs would take most of the time.
  private func reportFailure(_ what: String, _ bytes: [UInt8]) {
    #expect(Bool(false), "\(what): \(String(decoding: bytes, as: UTF8.self))")
  }

  /// Whether a place is in a text; its end counts, since what is missing is missing there.
  private func isInside(_ bytes: [UInt8], _ location: SourcePlace?) -> Bool {
    guard let location, location.file == "f.json", let line = location.line,
      let column = location.column, line >= 1, column >= 1
    else { return false }
    var current = 1
    var length = 0
    for byte in bytes {
      if byte != UInt8(ascii: "\n") {
        length += 1
      } else {
        if current == line { break }
        current += 1
        length = 0
      }
    }
    return current == line && column <= length + 1
  }
}
