import PerfgateConfiguration
@testable import PerfgateEval
import PerfgateModel
import Testing

@Suite("JSON scorers")
struct JSONScorerTests {
  @Test("json_equal has keys in any order, numbers by value and texts scalar by scalar")
  func equal() async throws {
    let expected = try ScorerSupport.json(#"{"a":[1,2.0,"x"],"b":{"c":null,"d":true}}"#)
    let kind = ScorerPlan.Kind.jsonEqual(ignoring: [])
    for (output, score) in [
      (#" {"b":{"d":true,"c":null},"a":[1.0,2,"x"]} "#, 1.0),
      (#"{"a":[1,2,"x"],"b":{"d":true}}"#, 0),
      (#"{"a":[2,1,"x"],"b":{"c":null,"d":true}}"#, 0), ("", 0), ("{", 0), ("null", 0),
      (#"{"a":[1,2,"x"],"b":{"c":null,"d":true},"e":0}"#, 0), ("```json\n{}\n```", 0),
    ] as [(String, Double)] {
      #expect(try await ScorerSupport.score(kind, output, expected: expected) == score)
    }
    // A table has texts alone.
    #expect(try await ScorerSupport.score(kind, "[1]", expected: .string("[1.0]")) == 1)
    #expect(try await ScorerSupport.score(kind, #""a b""#, expected: .string("a b")) == 1)
    let (composed, apart) = (#"{"k":"é"}"#, "{\"k\":\"e\u{301}\"}")
    let value = try ScorerSupport.json(apart)
    #expect(try await ScorerSupport.score(kind, composed, expected: value) == 0)
    let normal = try await ScorerSupport.score(kind, composed, expected: value, normalize: [.nfc])
    #expect(normal == 1)
  }

  @Test("ignored paths are taken out of both, a star stands for any key or place")
  func ignoring() async throws {
    let kind = ScorerPlan.Kind.jsonEqual(ignoring: ["id", "items.*.time", "tags.1"])
    let expected = try ScorerSupport.json(
      #"{"id":1,"items":[{"n":1,"time":5},{"n":2}],"tags":["a","b"]}"#
    )
    for (output, score) in [
      (#"{"items":[{"n":1},{"n":2,"time":9}],"tags":["a","zz"]}"#, 1.0),
      (#"{"id":2,"items":[{"n":1},{"n":3,"time":9}],"tags":["a","zz"]}"#, 0),
      (#"{"id":1,"items":[{"n":1,"time":5},{"n":2}],"tags":["a"]}"#, 0),
    ] as [(String, Double)] {
      #expect(try await ScorerSupport.score(kind, output, expected: expected) == score)
    }
  }

  @Test(
    "json_schema: every keyword lets right values through and wrong ones not",
    arguments: [
      (#"{"type":"object"}"#, "{}", "[]"), (#"{"type":["integer","null"]}"#, "2.0", "2.5"),
      (#"{"type":"number"}"#, "2.5", #""2.5""#), (#"{"enum":[1,"a",[2]]}"#, "[2]", "2"),
      (#"{"const":{"a":1}}"#, #"{"a":1.0}"#, #"{"a":2}"#), (#"{"minimum":1}"#, "1", "0.9"),
      (#"{"exclusiveMinimum":1}"#, "1.1", "1"), (#"{"maximum":1}"#, "1", "1.1"),
      (#"{"exclusiveMaximum":1}"#, "0", "1"), (#"{"minLength":2}"#, #""é€""#, #""é""#),
      (#"{"maxLength":1}"#, #""😀""#, #""ab""#), (#"{"pattern":"^a+$"}"#, #""aa""#, #""ab""#),
      (#"{"required":["a"]}"#, #"{"a":null}"#, #"{"b":1}"#),
      (#"{"properties":{"a":{"type":"string"}}}"#, #"{"b":1}"#, #"{"a":1}"#),
      (#"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"a":1}"#, #"{"b":1}"#),
      (#"{"additionalProperties":{"type":"null"}}"#, #"{"a":null}"#, #"{"a":0}"#),
      (#"{"minProperties":1,"maxProperties":2}"#, #"{"a":1}"#, #"{"a":1,"b":2,"c":3}"#),
      (#"{"items":{"type":"integer"}}"#, "[1,2]", #"[1,"a"]"#),
      (#"{"prefixItems":[{"const":1}],"items":false}"#, "[1]", "[1,2]"),
      (#"{"prefixItems":[{"const":1}]}"#, #"[1,"any"]"#, "[2]"),
      (#"{"minItems":1,"maxItems":2}"#, "[0]", "[]"), (#"{"maxItems":1}"#, "[]", "[1,2]"),
      (#"{"uniqueItems":true}"#, "[1,2]", "[1,1.0]"),
      (#"{"uniqueItems":true}"#, #"[{"a":1,"b":2}]"#, #"[{"a":1,"b":2},{"b":2,"a":1}]"#),
      (#"{"allOf":[{"minimum":1},{"maximum":2}]}"#, "1.5", "3"),
      (#"{"anyOf":[{"const":1},{"const":2}]}"#, "2", "3"),
      (#"{"oneOf":[{"minimum":1},{"maximum":2}]}"#, "3", "1.5"),
      (#"{"not":{"type":"string"}}"#, "1", #""a""#),
      (
        ##"{"$ref":"#/$defs/tree","$defs":{"tree":{"type":"array","items":{"$ref":"#/$defs/tree"}}}}"##,
        "[[],[[]]]", "[[1]]"
      ),
      (#"{"title":"t","description":"d","properties":{"a":true}}"#, #"{"a":1}"#, "nonsense"),
      (#"{"properties":{"a":false}}"#, #"{"b":1}"#, #"{"a":1}"#),
      (#"{"minimum":5}"#, #""text""#, "4"), (#"{"required":["a"]}"#, "[]", "{}"),
    ] as [(String, String, String)]
  )
  func schemas(schema: String, right: String, wrong: String) async throws {
    let kind = ScorerPlan.Kind.jsonSchema(try ScorerSupport.json(schema))
    #expect(try await ScorerSupport.score(kind, right) == 1)
    #expect(try await ScorerSupport.score(kind, wrong) == 0)
  }

  @Test(
    "what is not understood of a schema is refused with its place",
    arguments: [
      (#"{"format":"date"}"#, "the keyword 'format' is not supported, at #/format"),
      (
        #"{"properties":{"a":{"patternProperties":{}}}}"#,
        "the keyword 'patternProperties' is not supported, at #/properties/a/patternProperties"
      ),
      (#"{"type":"strng"}"#, "there is no type 'strng' (did you mean 'string'?), at #/type"),
      (#"{"pattern":"("}"#, "'(' is no regular expression, at #/pattern"),
      (#"{"minLength":-1}"#, "expected an integer of at least 0, at #/minLength"),
      (#"{"anyOf":[]}"#, "the list is empty, at #/anyOf"),
      (##"{"$ref":"#/$defs/a"}"##, "there is no 'a' in '$defs', at #/$ref"),
      (
        #"{"$ref":"other.json"}"#, "expected '#/$defs/NAME', found 'other.json', at #/$ref"
      ),
      (
        ##"{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}"##,
        "'a' refers to itself without going into the value, at #/$defs/a"
      ),
      (#"{"items":5}"#, "expected an object, true or false, at #/items"),
      (#"{"uniqueItems":1}"#, "expected true or false, at #/uniqueItems"),
    ] as [(String, String)]
  )
  func refused(schema: String, message: String) throws {
    let plan = ScorerSupport.plan(.jsonSchema(try ScorerSupport.json(schema)))
    let error = #expect(throws: GateError.self) { try ScorerSupport.factory.scorer(plan) }
    #expect(error?.exit == .badConfiguration)
    #expect(error?.diagnostics.first?.message == "scorer 's': \(message)")
    #expect(error?.diagnostics.first?.location == ScorerSupport.place)
  }

  @Test("a pattern in a schema that has no answer is an error")
  func patternInSchema() async throws {
    let schema = try ScorerSupport.json(#"{"items":{"pattern":"(a+)+$"}}"#)
    let output = "[\"\(String(repeating: "a", count: 30))b\"]"
    #expect(try await ScorerSupport.errorKind(.jsonSchema(schema), output) == "pattern")
  }
}
