import PerfgateModel
import Testing

@Suite("JSON")
struct JSONTests {
  @Test(
    "numbers are written as ECMAScript does (RFC 8785, appendix B)",
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"), (0x7fff_ffff_ffff_ffff, "null"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
      (0x44b5_2d02_c7e1_4af6, "1e+23"), (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
      (0x444b_1ae4_d6e2_ef50, "1e+21"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
      (0x41b3_de43_5555_5553, "333333333.3333332"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    ] as [(UInt64, String)]
  )
  func ecmaScriptNumbers(bits: UInt64, text: String) {
    #expect(JSONNumber.text(Double(bitPattern: bits)) == text)
  }

  @Test(
    "rounding keeps significant digits",
    arguments: [
      (0.0123456, 4, 0.01235), (999_999, 4, 1_000_000), (-1.00049, 4, -1.000),
      (.leastNonzeroMagnitude, 4, .leastNonzeroMagnitude),
      (0.1, 4, 0.1),
    ] as [(Double, Int, Double)]
  )
  func rounding(value: Double, digits: Int, expected: Double) {
    #expect(JSONNumber.rounded(value, significantDigits: digits) == expected)
  }

  @Test("what is written reads back as the same numbers")
  func roundTrip() throws {
    var state: UInt64 = 7
    var values: [Double] = []
    while values.count < 20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = values.count % 2 == 0 ? Double(bitPattern: state) : Double(state >> 40) / 1e6
      if value.isFinite { values.append(value) }
    }
    let bytes = JSONWriter.bytes(.numbers(values), form: .compact)
    #expect(try JSONReader.read(bytes).numbers() == values)
  }

  @Test(
    "malformed text is refused at its place",
    arguments: [
      ("", 1, 1, "empty"), ("{\n  \"a\": 1,\n}", 3, 1, "a key"), ("[1, 2", 1, 6, "truncated"),
      ("{\"a\":1,\"a\":2}", 1, 8, "twice"), ("[01]", 1, 2, "begin with 0"),
      ("[1e999]", 1, 2, "out of range"), ("\"\\ud800\"", 1, 2, "surrogate"),
      ("[1] x", 1, 5, "after the end"), ("\"a\nb\"", 1, 3, "control character"),
      ("tru", 1, 4, "truncated"),
      ("{\n<<<<<<< HEAD\n}", 2, 1, "merge conflict"), ("[\"é\", x]", 1, 7, "found 'x'"),
    ] as [(String, Int, Int, String)]
  )
  func malformed(text: String, line: Int, column: Int, message: String) throws {
    let bytes = Array(text.utf8)
    let error = try #require(throws: JSONError.self) { try JSONReader.read(bytes) }
    #expect(error.message.contains(message))
    #expect(
      error.location(in: bytes, file: "f") == SourcePlace(file: "f", line: line, column: column)
    )
  }

  @Test("nesting is bounded, so that no text overflows the stack")
  func depth() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
    #expect(throws: JSONError.self) { try JSONReader.read(bytes) }
  }

  @Test("invalid UTF-8 is refused")
  func invalidText() {
    #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    #expect(throws: JSONError.self) { try JSONReader.read([0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
  }

  @Test("documents have one layout")
  func layout() {
    let value: JSONValue = .object([
      "b": .array([.object(["x": .number(1), "a": .string("q\"\u{1}")]), .object([:])]),
      "a": .numbers([1, 0.5]), "empty": .array([]),
    ])
    #expect(
      JSONWriter.text(value) == """
        {
          "a": [1, 0.5],
          "b": [
            {"a": "q\\"\\u0001", "x": 1},
            {}
          ],
          "empty": []
        }

        """
    )
    #expect(
      JSONWriter.text(value, form: .compact)
        == "{\"a\":[1,0.5],\"b\":[{\"a\":\"q\\\"\\u0001\",\"x\":1},{}],\"empty\":[]}"
    )
  }
}
