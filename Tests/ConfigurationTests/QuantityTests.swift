import PerfgateConfiguration
import Testing

@Suite("Quantities")
struct QuantityTests {
  private static func timeout(_ text: String) -> String {
    "benchmarks: [p]\ndefaults: {timeout: \(text)}"
  }

  private static func budget(_ text: String, metric: String = "peak_rss") -> String {
    "benchmarks: [p]\nrules: [{match: {metric: \(metric)}, budget: {max: \(text)}}]"
  }

  @Test(
    "durations",
    arguments: [
      ("20us", 20e-6), ("2000µs", 2e-3), ("2000μs", 2e-3), ("1500000ns", 1.5e-3), ("500ms", 0.5),
      ("1.5s", 1.5), ("\"1.5s\"", 1.5), ("10m", 600), ("1h", 3600), ("0.25 h", 900), ("3us", 3e-6),
    ] as [(String, Double)]
  )
  func durations(text: String, seconds: Double) throws {
    let yaml = "benchmarks: [p]\nrules: [{match: {metric: wall}, min_delta: \(text)}]"
    #expect(try Fixtures.read(yaml).rules[0].minDelta == seconds)
  }

  @Test(
    "what is no duration, or out of range",
    arguments: [
      ("60", "must be a duration such as 500ms, found '60'\n  hint: write 60s"),
      ("1.5", "must be a duration such as 500ms, found '1.5'\n  hint: write 1.5s"),
      ("-1s", "must not be negative, found '-1s'"),
      ("0s", "must be from 1ms to 168h, found '0s'"),
      ("8000000s", "must be from 1ms to 168h, found '8000000s'"),
      (".inf", "must be a duration such as 500ms, found '.inf'"),
      (
        "1e999s",
        "must be a duration such as 500ms, found the unit 'e999s'\n  hint: units: ns, us, ms, s, m, h"
      ),
      (".5s", "must be a duration such as 500ms, found '.5s'"),
      ("01s", "must be a duration such as 500ms, found '01s'"),
      ("1.s", "must be a duration such as 500ms, found '1.s'"),
      (
        "1_000s",
        "must be a duration such as 500ms, found the unit '_000s'\n  hint: units: ns, us, ms, s, m, h"
      ),
      (
        "5S",
        "must be a duration such as 500ms, found the unit 'S' (did you mean 's'?)"
      ),
      (
        "10 min",
        "must be a duration such as 500ms, found the unit 'min'\n  hint: units: ns, us, ms, s, m, h"
      ),
      ("[1s]", "must be a duration such as 500ms, found a list"),
      ("١s", "must be a duration such as 500ms, found '١s'"),
    ]
  )
  func badDurations(text: String, message: String) {
    #expect(Fixtures.errors(Self.timeout(text)) == ["p:2:21: error: 'timeout' \(message)"])
  }

  @Test("a number of hundreds of digits does not overflow")
  func overflow() {
    let nines = String(repeating: "9", count: 400)
    #expect(Fixtures.messages(Self.timeout("\(nines)s")).count == 1)
    #expect(Fixtures.messages(Self.timeout("\(nines.prefix(300))h")).count == 1)
    #expect(Fixtures.messages("benchmarks: [p]\ndefaults: {warmup: \(nines)}").count == 1)
    #expect(Fixtures.messages("benchmarks: [p]\ngate: {limit: \(nines)%}").count == 1)
    #expect(Fixtures.messages(Self.budget("\(nines.prefix(305))TiB")).count == 1)
  }

  @Test(
    "sizes",
    arguments: [
      ("512B", 512), ("1kB", 1e3), ("1KB", 1e3), ("1.5GB", 1.5e9), ("250MiB", 262_144_000),
      ("2 KiB", 2048), ("1MB", 1e6), ("1TB", 1e12), ("1GiB", 1_073_741_824),
      ("1TiB", 1_099_511_627_776), ("0B", 0),
    ] as [(String, Double)]
  )
  func sizes(text: String, bytes: Double) throws {
    #expect(try Fixtures.read(Self.budget(text)).rules[0].budget == BudgetRule(maximum: bytes))
  }

  @Test(
    "what is no size",
    arguments: [
      ("100", "found '100'\n  hint: write 100B"),
      ("1e999", "found the unit 'e999'\n  hint: units: B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB"),
      (
        "1mib",
        "found the unit 'mib' (did you mean 'MiB'?)"
      ),
      (".nan", "found '.nan'"),
    ]
  )
  func badSizes(text: String, message: String) {
    #expect(
      Fixtures.errors(Self.budget(text)) == [
        "p:2:51: error: 'max' must be a size such as 250MiB, \(message)"
      ]
    )
  }

  @Test("a bound is typed by its metric's unit")
  func typedByMetric() throws {
    #expect(
      try Fixtures.read(Self.budget("2s", metric: "cpu")).rules[0].budget == BudgetRule(maximum: 2)
    )
    #expect(
      try Fixtures.read(Self.budget("12.5", metric: "minor_faults")).rules[0].budget
        == BudgetRule(maximum: 12.5)
    )
    #expect(
      Fixtures.messages(Self.budget("1MiB", metric: "wall")) == [
        "p:2:47: error: 'max' must be a duration such as 500ms, found the unit 'MiB'"
      ]
    )
    #expect(
      Fixtures.messages(Self.budget("5s", metric: "minor_faults")) == [
        "p:2:55: error: 'max' must be a number, found '5s'"
      ]
    )
    #expect(
      Fixtures.messages(Self.budget("-5", metric: "minor_faults")) == [
        "p:2:55: error: 'max' must not be negative, found '-5'"
      ]
    )
  }

  @Test(
    "percentages",
    arguments: [
      ("10%", 0.1), ("0.5 %", 0.005), ("'12.5%'", 0.125), ("150%", 1.5), ("10000%", 100),
      ("2.1%", 0.021),
    ] as [(String, Double)]
  )
  func percentages(text: String, ratio: Double) throws {
    let yaml = "benchmarks: [p]\ngate: {limit: \(text), tolerance: 0.1%}"
    #expect(try Fixtures.read(yaml).gate.limit == ratio)
  }

  @Test(
    "what is no limit",
    arguments: [
      ("10", "must be a percentage such as 10% or off, found '10'\n  hint: write 10%"),
      (
        "0.1",
        "must be a percentage such as 10% or off, found '0.1'\n  hint: write 10%, or 0.1% where that is meant"
      ),
      ("0%", "must be above 0%\n  hint: write off where nothing should fail"),
      ("-5%", "must be from 0% to 10000%, found '-5%'"),
      ("10001%", "must be from 0% to 10000%, found '10001%'"),
      ("2pp", "must be a percentage such as 10% or off, found '2pp'"),
      ("none", "must be a percentage such as 10% or off, found 'none'"),
      ("~", "must be a percentage such as 10% or off, found nothing"),
    ]
  )
  func badLimits(text: String, message: String) {
    let column = text == "~" ? 8 : 15
    #expect(
      Fixtures.errors("benchmarks: [p]\ngate: {limit: \(text)}") == [
        "p:2:\(column): error: 'limit' \(message)"
      ]
    )
  }

  @Test("off is no limit")
  func off() throws {
    #expect(try Fixtures.read("benchmarks: [p]\ngate: {limit: off}").gate.limit == nil)
    #expect(try Fixtures.read("benchmarks: [p]\ngate: {limit: \"off\"}").gate.limit == nil)
  }

  @Test(
    "counts are unquoted whole numbers within their range",
    arguments: [
      ("0", 0), ("1000", 1000), ("1001", nil), ("-1", nil), ("1.0", nil), ("\"5\"", nil),
      ("0x10", nil), ("010", nil), ("+1", nil), ("1e2", nil), (".inf", nil), ("off", nil),
      ("5s", nil), ("99999999999999999999", nil), ("car", nil), ("5 ", 5),
    ] as [(String, Int?)]
  )
  func counts(text: String, count: Int?) {
    let yaml = "benchmarks: [p]\ndefaults: {warmup: \(text)}"
    #expect((try? Fixtures.read(yaml).benchmarks[0].warmup) == count.map(WarmupPlan.fixed))
  }

  @Test("warm-up may depend on what is measured", arguments: ["auto", "\"auto\""])
  func automaticWarmup(text: String) throws {
    let defaults = "benchmarks: [p]\ndefaults: {warmup: \(text)}"
    #expect(try Fixtures.read(defaults).benchmarks[0].warmup == .automatic)
    let own = "benchmarks: [{command: p, warmup: \(text)}]"
    #expect(try Fixtures.read(own).benchmarks[0].warmup == .automatic)
  }

  @Test(
    "ranges of the gate are kept",
    arguments: [
      ("false_alarms", "0.01%", true), ("false_alarms", "20%", true),
      ("false_alarms", "0.009%", false), ("false_alarms", "20.1%", false),
      ("false_alarms", "0%", false), ("tolerance", "0%", true), ("tolerance", "9.9%", true),
      ("tolerance", "10%", false), ("tolerance", "11%", false), ("limit", "2%", false),
      ("limit", "2.1%", true), ("max_inconclusive", "0%", true), ("max_inconclusive", "100%", true),
      ("max_inconclusive", "101%", false), ("fail_on", "never", true), ("fail_on", "off", false),
      ("on_missing", "Fail", false), ("on_suspected", "true", false),
    ]
  )
  func ranges(key: String, value: String, isRead: Bool) {
    #expect(Fixtures.errors("benchmarks: [p]\ngate: {\(key): \(value)}").isEmpty == isRead)
  }

  @Test("never fails nothing")
  func never() throws {
    #expect(try Fixtures.read("benchmarks: [p]\ngate: {fail_on: never}").gate.failOn == nil)
  }
}
