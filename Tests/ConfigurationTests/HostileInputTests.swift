import Foundation
import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Hostile input")
struct HostileInputTests {
  @Test("nested aliases do not blow up, as values, keys or inside of keys")
  func aliasBombs() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let aliases = repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let message = "the aliases of this file expand to more than it may hold"
    for use in ["", "? *a12\n: x\n", "b: {*a12, *a11}\n", "b: {[*a12]}\n"] {
      let messages = Fixtures.messages(bomb + use)
      #expect(messages.count == 1 && messages[0].hasSuffix(message))
    }
  }

  @Test("aliases of sizes that people write are read")
  func aliases() throws {
    let entries = (0..<500).map { "  - {id: b\($0), command: *run, env: *env}\n" }.joined()
    let text = "build: &run [./p, x]\ndefaults: {env: &env {A: off, B: 2}}\nbenchmarks:\n" + entries
    let configuration = try Fixtures.read(text)
    #expect(configuration.benchmarks.count == 500)
    #expect(configuration.benchmarks[499].command == .words(["./p", "x"]))
    #expect(configuration.benchmarks[499].environment == ["A": "off", "B": "2"])
  }

  @Test("an anchor that is defined twice and used is refused")
  func redefined() {
    #expect(
      Fixtures.messages("suite: &a x\nbenchmarks: [&a p, *a]") == [
        "p:2:14: error: the anchor '&a' is defined twice"
      ]
    )
  }

  @Test(
    "deep nesting is refused",
    arguments: ["[", "{", "{a: ", "- ", "? ", "[{", "!!str "]
  )
  func nesting(opening: String) {
    for depth in [30, 900, 5000] {
      let text = "benchmarks: [p]\nx:\n  " + String(repeating: opening, count: depth)
      #expect(!Fixtures.errors(text).isEmpty)
    }
  }

  @Test("closed nesting is refused at 24 levels")
  func closedNesting() {
    func text(_ depth: Int) -> String {
      let open = String(repeating: "[", count: depth)
      return "benchmarks: [{command: \(open)x\(String(repeating: "]", count: depth))}]"
    }
    #expect(
      Fixtures.messages(text(22)).contains {
        $0.hasSuffix("the file holds nested deeper than 24 levels")
      }
    )
    #expect(!Fixtures.messages(text(2)).contains { $0.contains("nested") })
    #expect(Fixtures.messages("x: " + String(repeating: "{[", count: 400)).count == 1)
  }

  @Test("a large list in nested keys takes no quadratic time")
  func nestedKeys() {
    let list = repeatElement("a", count: 150_000).joined(separator: ",")
    let open = String(repeating: "{", count: 900)
    #expect(
      Fixtures.messages("\(open)[\(list)]") == [
        "p: error: the file is nested too deeply for its size"
      ]
    )
  }

  @Test("a file has at most 1 MiB and 100000 values")
  func large() {
    let long = "benchmarks: [p]\n#" + String(repeating: "x", count: 1 << 20)
    #expect(
      Fixtures.messages(long) == ["p: error: the file has 1048593 bytes, at most 1048576 are read"]
    )
    let many = "benchmarks: [" + String(repeating: "p,", count: 200_000) + "]"
    #expect(
      Fixtures.messages(many).contains { $0.hasSuffix("the file holds more than 100000 values") }
    )
    let most = "benchmarks: [\((0...10_000).map { "p\($0)" }.joined(separator: ","))]"
    #expect(
      Fixtures.messages(most).map { $0.suffix(34) } == [
        "there are more than 10000 benchmarks".suffix(34)
      ]
    )
    let rule = "{match: {id: p}, limit: 5%},"
    let rules = "benchmarks: [p]\nrules: [\(String(repeating: rule, count: 1001))]"
    #expect(
      Fixtures.messages(rules) == ["p:2:8: error: there are 1001 rules, at most 1000 are read"]
    )
  }

  @Test("hundreds of errors are cut at 100")
  func manyErrors() {
    let text = "benchmarks: [\(String(repeating: "~,", count: 300))]"
    let messages = Fixtures.messages(text)
    #expect(messages.count == 101)
    #expect(messages.last == "p: error: 200 more errors are not shown")
  }

  @Test(
    "ids that cannot be kept are refused",
    arguments: [
      String(repeating: "x", count: 10_000), String(repeating: "a/", count: 600) + "b",
      String(repeating: "x", count: 201), "a\\0b", "a\\tb", "a\\e[31mb", "a\\nb", "/a", "a/",
      "a//b",
      "",
    ]
  )
  func ids(text: String) {
    let messages = Fixtures.messages("benchmarks: [{id: \"\(text)\", command: p}]")
    #expect(messages.count == 1)
    #expect(messages[0].hasPrefix("p:1:19: error: ") && messages[0].utf8.count < 300)
  }

  @Test("what is quoted in a message is short and on one line")
  func shortMessages() {
    let long = "x\u{1}".replacing("\u{1}", with: "\\n") + String(repeating: "y", count: 5000)
    for text in [
      "\"\(long)\": 1\nbenchmarks: [p]", "gate: {limit: \"\(long)\"}\nbenchmarks: [p]",
      "benchmarks: [p]\nrules: [{match: {id: \"\(long)\"}, limit: 5%}]",
      "benchmarks: [p]\nrules: [{match: {metric: \"\(long)\"}}]",
      "benchmarks: [{id: x, command: p, env: {\"\(long)\": 1}}]",
      "benchmarks: [p]\n\"\(long)\": 1\n\"\(long)\": 2",
    ] {
      for message in Fixtures.errors(text) {
        #expect(message.split(separator: "\n")[0].utf8.count < 200)
      }
    }
  }

  @Test("JSON is read, with tabs and without spaces")
  func json() throws {
    let text =
      "{\n\t\"suite\":\"s\",\n\t\"benchmarks\":[{\"command\":[\"p\"],\"samples\":{\"min\":20}}],"
      + "\"gate\":{\"limit\":\"5%\"}}\n"
    let configuration = try Fixtures.read(text)
    #expect(configuration.suite == "s" && configuration.gate.limit == 0.05)
    #expect(configuration.benchmarks[0].samples.minimum == 20)
  }

  @Test("seeded mutations of the full example neither trap nor hang")
  func mutations() {
    // Two milliseconds each in a debug build: the long run is asked for.
    let asked = ProcessInfo.processInfo.environment["PERFGATE_MUTATIONS"].flatMap { Int($0) }
    let count = asked ?? 2_000
    var random = SplitMix(state: 42)
    let original = Array(Fixtures.full.unicodeScalars)
    let pieces = [
      "{", "}", "[", "]", ":", ",", "- ", "\n", "\t", "&a ", "*a", "? ", "|", ">", "'", "\"",
      "#", "%", "!!", "<<: ", "---\n", "\u{0}", "\u{FEFF}", "\r", "{size}", "999999999999999999999",
      "-1",
      "1e999", ".inf", "~", "off", "é", "\u{2028}", "💥", "**", "\\",
    ].map { Array($0.unicodeScalars) }
    var read = 0
    for _ in 0..<count {
      var scalars = original
      for _ in 0...Int(random.next() % 3) {
        let start = Int(random.next() % UInt64(scalars.count))
        let end = min(scalars.count, start + Int(random.next() % 12))
        switch random.next() % 4 {
        case 0: scalars.removeSubrange(start..<end)
        case 1:
          scalars.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: start)
        case 2:
          let target = Int(random.next() % UInt64(scalars.count))
          scalars.insert(contentsOf: Array(scalars[start..<end]), at: target)
        default: scalars[start] = Unicode.Scalar(UInt8(random.next() % 128))
        }
      }
      let text = String(String.UnicodeScalarView(scalars))
      do throws(GateError) {
        _ = try ProjectConfiguration.read(text: text, path: "p")
        read += 1
      } catch {
        if error.exit != .badConfiguration || error.diagnostics.isEmpty
          || error.diagnostics.contains(where: { $0.severity != .error || $0.location == nil })
        {
          Testing.Issue.record("a refusal without an error for \(text)")
        }
      }
    }
    // Mutations of comments and names leave a readable file; everything else does not.
    #expect(read > count / 25 && read < count * 4 / 5)
  }
}

/// A seeded generator.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
