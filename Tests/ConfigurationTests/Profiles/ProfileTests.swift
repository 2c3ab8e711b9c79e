import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Profiles")
struct ProfileTests {
  private let text = """
    benchmarks: [p, {command: q, samples: {min: 20}}]
    defaults: {warmup: 1, samples: {min: 10, max: 50}, env: {A: "1", B: "1"}}
    gate: {limit: 8%, fail_on: major}
    rules: [{match: {id: p}, limit: 9%}]
    profiles:
      nightly:
        defaults: {samples: {max: 100}, env: {B: "2"}}
        gate: {limit: 4%}
        rules:
          - {match: {id: "*"}, limit: 3%}
      quick: {defaults: {warmup: 0}}
    """

  private func read(_ profile: String?) throws -> ProjectConfiguration {
    try ProjectConfiguration.read(text: text, path: "p", profile: profile).configuration
  }

  @Test("mappings are merged key by key, rules are appended with their own places")
  func merged() throws {
    let plain = try read(nil)
    let nightly = try read("nightly")
    #expect(plain.profiles == ["nightly", "quick"])
    #expect(plain.benchmarks[0].samples.maximum == 50)
    #expect(plain.rules.count == 1)
    #expect(
      nightly.benchmarks[0].samples == SamplingPlan(minimum: 10, maximum: 100, timeSeconds: 5)
    )
    #expect(nightly.benchmarks[1].samples.maximum == 100)
    #expect(nightly.benchmarks[0].warmup == 1)
    #expect(nightly.benchmarks[0].environment == ["A": "1", "B": "2"])
    #expect(nightly.gate.limit == 0.04)
    #expect(nightly.gate.failOn == .major)
    #expect(nightly.rules.map(\.location.description) == ["p:4:9", "p:10:9"])
    #expect(try read("quick").benchmarks[0].warmup == 0)
    #expect(try read("none") == plain)
  }

  @Test(
    "a mistake in any profile is found at its place, whichever is asked for",
    arguments: [
      ("{n: {gate: {limt: 5%}}}", "p:2:23: error: unknown key 'limt' in 'gate'"),
      ("{n: {benchmarks: [q]}}", "p:2:16: error: unknown key 'benchmarks' in a profile"),
      ("{n: {gate: {limit: 1%}}}", "p:2:30: error: the limit (1%) and the tolerance (2%)"),
      (
        "{n: {rules: [{match: {id: gone}, limit: 5%}]}}", "p:2:37: error: this rule matches nothing"
      ),
      ("{n: {defaults: {samples: {max: 3}}}}", "p:2:42: error: 'max' (3) must not be below"),
      ("{n: {}}", "p:2:15: error: the profile 'n' changes nothing"),
      ("{'': {gate: {limit: 5%}}}", "p:2:12: error: a profile needs a name"),
      ("[n]", "p:2:11: error: 'profiles' must be a mapping"),
    ]
  )
  func mistakes(profiles: String, message: String) {
    let text = "benchmarks: [p]\nprofiles: \(profiles)"
    for profile in [nil, "n"] {
      do throws(GateError) {
        _ = try ProjectConfiguration.read(text: text, path: "p", profile: profile)
        Issue.record("nothing was found in \(profiles)")
      } catch {
        #expect(error.diagnostics.count == 1)
        #expect(error.diagnostics[0].text.hasPrefix(message))
      }
    }
  }

  @Test("a mistake of the file itself is told once, however many profiles there are")
  func once() {
    let text =
      "benchmarks: [p]\ngate: {limt: 5%}\nprofiles: {a: {gate: {limit: 5%}}, b: {gate: {limit: 6%}}}"
    #expect(Fixtures.errors(text).count == 1)
  }

  @Test("warnings are those of the profile that is asked for")
  func warnings() throws {
    let text = "benchmarks: [p]\nprofiles: {n: {gate: {limit: 4%}}}"
    let plain = try ProjectConfiguration.read(text: text, path: "p")
    let close = try ProjectConfiguration.read(text: text, path: "p", profile: "n")
    #expect(plain.warnings.isEmpty)
    #expect(close.warnings.count == 1)
  }
}
