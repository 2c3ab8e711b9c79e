import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Monitors")
struct MonitorTests {
  private func plan(_ entry: String) throws -> BenchmarkPlan {
    try #require(try Fixtures.read("monitors:\n  - {\(entry)}\n").benchmarks.first)
  }

  @Test("a monitor alone is a configuration, and stands behind the benchmarks beside others")
  func alone() throws {
    let plan = try plan("path: out/stages.json, run: [./pipeline, x]")
    #expect(plan.key.description == "pipeline")
    #expect(plan.command == .words(["./pipeline", "x"]))
    #expect(
      plan.monitor
        == MonitoredFile(
          path: "out/stages.json",
          isRun: true,
          location: SourcePlace(file: "perfgate.yaml", line: 2, column: 12)
        )
    )
    #expect(!plan.isOnlyRead)
    #expect(plan.activity == "./pipeline x")
    let both = try Fixtures.read(
      "monitors: [{path: s.json, run: [./m]}]\nbenchmarks: [./b]\n"
    ).benchmarks
    #expect(both.map(\.key.id.text) == ["b", "m"])
    #expect(both.map { $0.monitor == nil } == [true, false])
  }

  /// Every key of a benchmark with the plan that it makes of the same program.
  @Test(
    "every key of a benchmark means the same for a monitor that is run",
    arguments: [
      "parameters: {n: [1, 2]}, env: {N: \"{n}\"}", "warmup: 7",
      "samples: {min: 4, max: 9, time: 1s}",
      "rounds: {max: 12}", "timeout: 3s", "setup: [a]", "prepare: [a]", "cleanup: [a]",
      "teardown: [a]",
      "stdin: {file: in.txt}", "env: {A: b}", "cwd: sub", "expect: {exit: 3}",
      "inputs: [\"data/**\"]",
      "pin: 0", "was: old", "tags: [x]", "id: other",
    ]
  )
  func sameKeys(keys: String) throws {
    let monitors = try Fixtures.read("monitors:\n  - {\(keys), path: s.json, run: [./p]}\n")
      .benchmarks
    let benchmarks = try Fixtures.read("benchmarks:\n  - {\(keys), command: [./p]}\n").benchmarks
    #expect(monitors.count == benchmarks.count)
    for (monitor, benchmark) in zip(monitors, benchmarks) {
      var other = monitor
      other.monitor = nil
      other.pin = benchmark.pin
      other.location = benchmark.location
      #expect(monitor.pin?.numbers == benchmark.pin?.numbers)
      #expect(other == benchmark)
    }
    let bare = try Fixtures.read("monitors:\n  - {path: s.json, run: [./p]}\n").benchmarks
    #expect(monitors != bare, "the key does something")
  }

  @Test("defaults reach a monitor, and parameters its path")
  func defaults() throws {
    let text = """
      defaults: {warmup: 9, samples: {min: 3, max: 4}, timeout: 5s, rounds: {max: 11}, env: {A: b}}
      monitors: [{path: "s-{n}.json", run: [./p, "{n}"], parameters: {n: [1, 2]}}]
      """
    let plans = try Fixtures.read(text).benchmarks
    #expect(plans.map(\.monitor?.path) == ["s-1.json", "s-2.json"])
    #expect(plans[0].warmup == 9 && plans[0].timeoutSeconds == 5)
    #expect(plans[0].samples.maximum == 4 && plans[0].rounds.maximum == 11)
    #expect(plans[0].environment == ["A": "b"])
  }

  @Test("a file that is only read has one invocation, and the keys that mean something then")
  func onlyRead() throws {
    let text = """
      monitors:
        - {id: nightly, path: "n/{day}.json", parameters: {day: [1, 2]}, was: daily, tags: [slow]}
      """
    let plans = try Fixtures.read(text).benchmarks
    #expect(plans.map(\.key.description) == ["nightly[day=1]", "nightly[day=2]"])
    let plan = plans[0]
    #expect(plan.isOnlyRead && plan.command == .nothing && plan.monitor?.path == "n/1.json")
    #expect(plan.samples.maximum == 1 && plan.warmup == 0)
    #expect(plan.was?.text == "daily" && plan.tags == ["slow"])
    #expect(plan.activity == "reads n/1.json")
  }

  @Test(
    "mistakes are told with their places",
    arguments: [
      ("- ./pipeline", "p:2:5: error: a monitor must be a mapping, found './pipeline'"),
      ("- {id: a, run: [./p]}", "p:2:5: error: 'path' is missing from a monitor"),
      ("- {id: a, command: [./p], path: s}", "p:2:13: error: unknown key 'command' in a monitor"),
      ("- {path: s.json}", "p:2:5: error: this monitor needs an 'id', since no program is run"),
      (
        "- {path: s.json, run: \"x=$(p)\"}",
        "p:2:5: error: this monitor needs an 'id': its command begins with no plain program"
      ),
      (
        "- {id: a, path: /tmp/s.json}",
        "p:2:19: error: 'path' must be relative to the configuration's folder, found '/tmp/s.json'"
      ),
      (
        "- {id: a, path: ../s.json}",
        "p:2:19: error: 'path' must stay within the configuration's folder, found '../s.json'"
      ),
      ("- {id: a, path: out/}", "p:2:19: error: 'path' must name a file, found 'out/'"),
      ("- {id: a, path: .}", "p:2:19: error: 'path' must name a file, found '.'"),
      ("- {id: a, path: ''}", "p:2:19: error: 'path' must not be empty"),
      ("- {id: a, path: [s]}", "p:2:19: error: 'path' must be a path, found a list"),
      (
        "- {path: ./p, run: [./a]}",
        "p:2:5: error: 'path' of 'a' must not be this file, which would be removed, found './p'"
      ),
      (
        "- {path: d//in, run: [./a], stdin: {file: ./d/in}}",
        "p:2:5: error: 'path' of 'a' must not be what the program reads, which would be removed, found 'd//in'"
      ),
      (
        "- {id: a, path: \"{n}\", run: [./a], parameters: {n: [x, p]}}",
        "p:2:5: error: 'path' of 'a[n=p]' must not be this file, which would be removed, found 'p'"
      ),
      (
        "- {path: bin/a, run: [./a, --out, x], cwd: ./bin}",
        "p:2:5: error: 'path' of 'a' must not be the program itself, which would be removed, found 'bin/a'"
      ),
      ("- {path: s.json, run: []}", "p:2:25: error: 'run' must not be empty"),
      (
        "- {id: a, path: s.json, warmup: 3}", "p:2:27: error: 'warmup' is for a monitor that is run"
      ),
      ("- {id: a, path: s.json, cwd: x}", "p:2:27: error: 'cwd' is for a monitor that is run"),
      (
        "- {id: a, path: s.json, inputs: [x]}",
        "p:2:27: error: 'inputs' is for a monitor that is run"
      ),
      (
        "- {id: a, path: \"{n}/s\", run: [./p], parameters: {n: [..]}}",
        "p:2:5: error: 'path' of 'a[n=..]' must stay within the configuration's folder, found '../s'"
      ),
      (
        "- {id: a, path: \"{m}\", run: [./p], parameters: {n: [1]}}",
        "p:2:19: error: unknown placeholder '{m}' in 'path'"
      ),
      ("- {id: a, path: s, parameters: {n: [1]}}", "p:2:35: error: the parameter 'n' is not used"),
      (
        "- {id: a, path: s}\n  - {id: b, path: ./s, run: [./p]}",
        "p:2:5: error: 'b' writes the file that this monitor only reads"
      ),
      ("[]", "p:1:11: error: 'monitors' must not be empty"),
      ("x", "p:1:11: error: 'monitors' must be a list of monitors, found 'x'"),
    ]
  )
  func mistakes(entry: String, message: String) {
    let isList = entry.hasPrefix("- ")
    let messages = Fixtures.messages(isList ? "monitors:\n  \(entry)\n" : "monitors: \(entry)\n")
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("a monitor and a benchmark must not share an id, nor may an old id be in use")
  func collisions() {
    let text = """
      benchmarks: [./a]
      monitors:
        - {id: A, path: s.json, run: [./p]}
        - {id: b, path: t.json, run: [./p], was: a}
      """
    #expect(
      Fixtures.messages(text) == [
        "p:3:5: error: the benchmark 'A' differs only in case from 'a' on line 1",
        "p:4:5: error: 'was' names 'a', which is configured itself",
      ]
    )
  }

  @Test("stages that no rule names are told of, once a rule names them no more")
  func unjudged() throws {
    func warnings(_ rules: String) throws -> [String] {
      let text = "monitors: [{path: s.json, run: [./p]}, {id: q, path: t, run: [./p]}]\n\(rules)"
      return try ProjectConfiguration.read(text: text, path: "p").warnings.map(\.text)
    }
    #expect(
      try warnings("") == [
        "p:1:1: warning: no rule names a metric of the stages of 'p': they are recorded and not "
          + "judged\n  hint: add a rule: - match: {id: p, metric: \"stage.**.p95\"}"
      ]
    )
    #expect(try warnings("rules: [{match: {id: p, metric: stage.a.p95}}]")[0].contains("of 'q'"))
    #expect(try warnings("rules: [{match: {metric: \"stage.**.p95\"}}]") == [])
    #expect(try warnings("rules: [{match: {metric: \"**\"}, limit: 20%}]").count == 1)
  }
}
