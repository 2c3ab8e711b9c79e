import PerfgateModel
import Testing

@Suite("JSON values in one piece of memory")
struct JSONTapeTests {
  private func read(_ text: String) throws -> JSONNode {
    try JSONReader.read(Array(text.utf8))
  }

  private static let many = (0..<40).map { "\"k\(99 - $0)\":\($0)" }.joined(separator: ",")

  @Test(
    "a key that stands twice is found however both are written",
    arguments: [
      "{\"b\":1,\"a\":2,\"b\":3}", "{\"a\":1,\"b\":2,\"b\":3}", "{\"a\":1,\"\\u0061\":2}",
      "{\"\\u0061\":1,\"b\":[{\"a\":1}],\"a\":2}", "{\"\u{E9}\":1,\"e\u{301}\":2}",
      "{\(many),\"k99\":0}", "{\(many),\"k60\":0}", "{\"z\":{\"y\":1,\"x\":2},\"a\":0,\"z\":1}",
    ]
  )
  func repeated(text: String) throws {
    let error = try #require(throws: JSONError.self) { try read(text) }
    #expect(error.message.contains("twice"))
  }

  @Test("keys are found whatever stands before and between them")
  func lookup() throws {
    let text =
      "{\"a\":[1,2],\"b\":{\"a\":[{\"c\":1}],\"b\":null},\"aa\":\"\u{E9}\",\"\\u0064\":true,\(Self.many)}"
    let object = try read(text).object()
    #expect(try object.required("a").numbers() == [1, 2])
    #expect(try object.required("b").object()["b"] == nil)
    #expect(try object.required("b").object().required("a").array()[0].object().members.count == 1)
    #expect(try object.required("aa").string() == "\u{E9}")
    #expect(try object.required("d").bool())
    #expect(try object.required("k60").integer() == 39)
    #expect(object["c"] == nil)
    #expect(object.members.prefix(4).map(\.key) == ["a", "b", "aa", "d"])
  }

  @Test("numbers before other things in an array are values like them")
  func mixed() throws {
    let items = try read("[1, 2, \"x\", [3, 4], {\"a\": [5]}, 6]").array()
    #expect(
      items.map(\.kindName) == [
        "a number", "a number", "a string", "an array", "an object", "a number",
      ]
    )
    #expect(try items[1].number() == 2)
    #expect(try items[3].numbers() == [3, 4])
    #expect(try items[4].object().required("a").numbers() == [5])
    #expect(try items[5].integer() == 6)
    #expect(try read("[[], [1], []]").array().map { try $0.array().count } == [0, 1, 0])
    let error = try #require(throws: JSONError.self) { try read(" [1, \"x\"]").numbers() }
    #expect(error == JSONError("expected a number, found a string", offset: 5))
    let fraction = try #require(throws: JSONError.self) {
      try read(" [1, 2.5]").integers(atLeast: 0)
    }
    #expect(fraction == JSONError("expected an integer, found a number", offset: 1))
  }

  @Test(
    "numbers with exponents are the nearest ones",
    arguments: [
      ("1e3", 1000), ("1.5E-7", 1.5e-7), ("123456789e-30", 1.23456789e-22), ("0e5", 0),
      ("4.096e+06", 4_096_000), ("1e22", 1e22), ("1e23", 1e23), ("5e-324", .leastNonzeroMagnitude),
      ("1e00000000000000000002", 100), ("0.000001e6", 1),
      ("9007199254740993e0", 9_007_199_254_740_992),
      ("0e99999999999999999999", 0),
    ] as [(String, Double)]
  )
  func exponents(text: String, value: Double) throws {
    #expect(try read(text).number() == value)
    #expect(try read("[\(text)]").numbers() == [value])
  }

  @Test("items made on several threads stand in their order, and the first error is told")
  func parallel() throws {
    let numbers = try read("[\((0..<1000).map(String.init).joined(separator: ","))]")
    #expect(
      try numbers.map(batch: 7) { node throws(JSONError) in try node.integer() }
        == Array(0..<1000)
    )
    let mixed = try read("[{\"a\":1},[2,3],\"x\",4]")
    #expect(try mixed.map(batch: 1) { node throws(JSONError) in node.kindName }.count == 4)
    #expect(try mixed.map(batch: 1) { node throws(JSONError) in node.offset } == [1, 9, 15, 19])
    let error = #expect(throws: JSONError.self) {
      try mixed.map(batch: 1) { node throws(JSONError) in try node.object().offset }
    }
    #expect(error?.offset == 9)
    #expect(try read("[]").map(batch: 7) { node throws(JSONError) in node.offset } == [])
    #expect(throws: JSONError.self) {
      try read("{}").map(batch: 7) { node throws(JSONError) in node.offset }
    }
  }

  @Test(
    "a member is read without what is behind it, where keys ascend",
    arguments: [
      ("{\"a\":[1,{}],\"config\":7,\"x\":", 7), (" { \"config\" : 7}", 7),
      ("{\"config\":7,\"config\":8}", 7), ("{\"a\":1,\"d\":2,\"config\":7}", nil), ("{}", nil),
      ("{\"a\":1}", nil), ("[7]", nil), ("", nil), ("{\"a\":}", nil), ("{\"config\":", nil),
      ("{\"config\":7", 7), ("{config:7}", nil),
    ] as [(String, Int?)]
  )
  func member(text: String, value: Int?) throws {
    #expect(try JSONReader.member("config", of: Array(text.utf8))?.integer() == value)
  }

  @Test("what is written in pieces is what is written at once")
  func pieces() throws {
    let numbers = (0..<20_000).map(Double.init)
    let made = JSONItems(numbers) { .object(["n": .number($0), "t": .string("ü \($0)")]) }
    let whole = JSONValue.array(numbers.indices.map { made[$0] })
    for form in [JSONWriter.Form.pretty, .compact] {
      var pieces: [[UInt8]] = []
      JSONWriter.write(.object(["a": .items(made), "b": .null]), form: form) { pieces.append($0) }
      let expected = JSONWriter.bytes(.object(["a": whole, "b": .null]), form: form)
      #expect(Array(pieces.joined()) == expected)
      #expect(pieces.count > 1 || form == .compact)
    }
    #expect(JSONWriter.bytes(.items(JSONItems([]) { (_: Int) in .null })) == Array("[]\n".utf8))
  }

  @Test("a sink that fails is asked no more, and what it threw is thrown")
  func failingSink() throws {
    var asked = 0
    let made = JSONItems(Array(0..<20_000)) { .object(["n": .integer($0)]) }
    let error = #expect(throws: GateError.self) {
      try JSONWriter.write(.items(made)) { (_: [UInt8]) throws(GateError) in
        asked += 1
        throw GateError(.cannotWrite, "full")
      }
    }
    #expect(error?.exit == .cannotWrite)
    #expect(asked == 1)
  }
}
