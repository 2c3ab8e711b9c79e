import PerfgateGate
import PerfgateModel
import Testing

struct BaselineUpdateTests {
  private func update(
    _ scenario: Scenario,
    onto baselines: BaselineSet? = nil,
    opening: [BaselineUpdate.MetricKey: BaselineUpdate.Acceptance] = [:],
    reason: String? = nil
  ) throws -> BaselineUpdate {
    let run = try scenario.run()
    let committed = try baselines ?? scenario.baselines()
    let verdict = Judge.verdict(
      on: run,
      under: try scenario.configuration(),
      against: committed
    )
    return BaselineUpdate(
      recording: run,
      verdict: verdict,
      baselines: committed,
      opening: opening,
      reason: reason
    )
  }

  private func key(_ id: String = "a", _ metric: String = "wall") throws -> BaselineUpdate.MetricKey
  {
    BaselineUpdate.MetricKey(benchmark: BenchmarkKey(id: try BenchmarkID(id)), metric: metric)
  }

  @Test("the first recording of a metric opens its first epoch")
  func first() throws {
    var scenario = Scenario.single(1, recordings: [])
    scenario.head["a"]?["wall"] = [3, 1, 2]
    let update = try update(scenario)
    #expect(update.pending.isEmpty && update.refused.isEmpty)
    let baseline = try #require(update.metric())
    #expect(baseline.epochs == [BaselineEpoch(id: 1, cause: .first)])
    #expect(baseline.recordings == [Recording(run: "run", epoch: 1, median: 2, count: 3)])
    #expect(baseline.sample == [3, 1, 2])
  }

  @Test("a recording keeps how far the run's invocations differed, to two digits")
  func spread() throws {
    var scenario = Scenario.single(1, recordings: [])
    scenario.head["a"]?["wall"] = [1, 1.02, 0.98, 1.05, 0.95]
    let recording = try #require(try update(scenario).metric()?.recordings.first)
    // ln 0.98 twice, 0, ln 1.02 twice.
    #expect(recording.spread == 0.02)
    scenario.head["a"] = ["output_size": [1, 1.02, 0.98, 1.05, 0.95]]
    scenario.rules = ["match: {metric: output_size}, limit: 50%"]
    let exact = try #require(try update(scenario).metric("a", "output_size"))
    #expect(exact.recordings.first?.spread == nil)
  }

  @Test("what is below the limit or inconclusive is appended to the newest epoch")
  func appending() throws {
    for (value, recordings) in [(1.0, [1.0]), (1.05, Scenario.steady), (1.06, Scenario.steady)] {
      let update = try update(.single(value, recordings: Array(recordings.prefix(39))))
      let baseline = try #require(update.metric())
      #expect(baseline.recordings.count == min(recordings.count, 39) + 1)
      #expect(baseline.recordings.last?.median == value)
      #expect(baseline.recordings.last?.epoch == 1)
      #expect(baseline.epochs.count == 1)
    }
  }

  @Test("what is exact keeps the recording that its epoch began with")
  func openingIsKept() throws {
    let values = (0..<40).map { 1000 + Double($0 % 2) }
    let scenario = Scenario(
      rules: ["match: {metric: output_size}, limit: 1%"],
      head: ["a": ["output_size": [1000, 1000]]],
      base: ["a": ["output_size": [[990], [997] + values.dropFirst(2)]]]
    )
    let change = try #require(try update(scenario).changes.first)
    let baseline = try #require(change.document.metrics["output_size"])
    #expect(baseline.recordings.count == BaselineDocument.maximumRecordings)
    #expect(baseline.opening?.median == 997)
    #expect(baseline.recordings.last?.run == "run")
    #expect(baseline.epochs.map(\.id) == [2])
  }

  @Test("the same run recorded twice changes nothing")
  func twice() throws {
    let scenario = Scenario.single(1.234567, recordings: [1.2, 1.25])
    let once = try update(scenario)
    #expect(once.changes.count == 1)
    let recorded = try once.applied(to: scenario.baselines())
    #expect(try update(scenario, onto: recorded).changes.isEmpty)
    var again = scenario
    again.runID = "another"
    #expect(try update(again, onto: recorded).changes.count == 1)
  }

  @Test("an improved level opens an epoch only from a fresh run")
  func improved() throws {
    var scenario = Scenario.single(0.5)
    let seen = try update(scenario)
    #expect(seen.changes.isEmpty)
    #expect(seen.pending == [try key(): .open(cause: .improved, reason: nil)])
    #expect(seen.refused.isEmpty)
    scenario.head = ["a": ["wall": [0.52]]]
    scenario.runID = "fresh"
    let settled = try update(scenario, opening: seen.pending)
    #expect(settled.pending.isEmpty)
    let baseline = try #require(settled.metric())
    #expect(baseline.epochs.map(\.cause) == [.first, .improved])
    #expect(baseline.recordings.map(\.epoch) == [1, 2])
    #expect(baseline.recordings.last?.median == 0.52)
  }

  @Test("an improvement that turns out worse when measured afresh needs a reason")
  func refuted() throws {
    let opening = [try key(): BaselineUpdate.Acceptance.open(cause: .improved, reason: nil)]
    let refused = try update(.single(2), opening: opening)
    #expect(refused.changes.isEmpty && refused.pending.isEmpty)
    #expect(refused.refused.count == 1)
    let accepted = try update(.single(2), opening: opening, reason: "agreed")
    #expect(accepted.metric()?.epochs.last?.cause == .accepted)
    let vanished = try update(.single(1), opening: opening)
    #expect(vanished.metric()?.epochs.last?.cause == .improved, "a fresh level is unbiased")
  }

  @Test("a worse level without a reason is refused, and everything else is recorded")
  func refusedLevel() throws {
    for value in [2.0, 1.3] {
      var scenario = Scenario.suite([value, 1])
      scenario.head["b00"]?["cpu"] = [1]
      scenario.base["b00"]?["cpu"] = [[1]]
      scenario.head["b02"] = ["wall": [7]]
      let update = try update(scenario)
      #expect(update.refused.map(\.key.id.text) == ["b00"])
      #expect(update.refused.first?.metric == "wall")
      #expect(update.pending.isEmpty)
      #expect(update.metric("b00")?.recordings.count == 1, "stays as it is")
      #expect(update.metric("b00", "cpu")?.recordings.count == 2)
      #expect(update.metric("b01")?.recordings.count == 2)
      #expect(update.metric("b02")?.recordings.count == 1)
    }
  }

  @Test("a worse level with a reason is pending, and opened by a fresh run with cause and reason")
  func accepted() throws {
    let scenario = Scenario.single(2)
    let seen = try update(scenario, reason: "safer")
    #expect(seen.changes.isEmpty && seen.refused.isEmpty)
    #expect(seen.pending == [try key(): .open(cause: .accepted, reason: "safer")])
    var fresh = Scenario.single(1.9)
    fresh.runID = "fresh"
    let settled = try update(fresh, opening: seen.pending)
    let epoch = try #require(settled.metric()?.epochs.last)
    #expect(epoch == BaselineEpoch(id: 2, cause: .accepted, reason: "safer"))
    #expect(settled.metric()?.recordings.last?.median == 1.9)
    let after = try settled.applied(to: scenario.baselines())
    let verdict = Judge.verdict(
      on: try fresh.run(),
      under: try fresh.configuration(),
      against: after
    )
    #expect(verdict.exit == .pass, "the accepted level is the level")
  }

  @Test("a breach needs a reason where there is a level already, and none for the first one")
  func breached() throws {
    var scenario = Scenario.single(
      "peak_rss",
      3e8,
      recordings: [],
      rules: [ExpectedState.budget]
    )
    #expect(try update(scenario).metric("a", "peak_rss")?.recordings.count == 1)
    scenario.base = ["a": ["peak_rss": [[3e8]]]]
    let refused = try update(scenario)
    #expect(refused.refused.count == 1 && refused.changes.isEmpty)
    let accepted = try update(scenario, reason: "known")
    #expect(accepted.pending.count == 1 && accepted.refused.isEmpty)
  }

  @Test("an exact value that did not change adds nothing")
  func exact() throws {
    let rules = ["match: {metric: output_size}, limit: 1%"]
    let same = Scenario.single("output_size", 1000, recordings: [1000], rules: rules)
    #expect(try update(same).changes.isEmpty)
    let other = Scenario.single("output_size", 1005, recordings: [1000], rules: rules)
    let update = try update(other)
    #expect(update.changes.map(\.place) == [.platform])
    #expect(update.metric("a", "output_size")?.recordings.map(\.median) == [1000, 1005])
    #expect(update.metric("a", "output_size")?.sample == [1005])
    var varying = same
    varying.head = ["a": ["output_size": [1000, 1004, 1000]]]
    let range = try self.update(varying).metric("a", "output_size")?.recordings.last?.range
    #expect(range == 1000...1004)
  }

  @Test("of all epochs the latest 40 recordings are kept, and epochs without any are dropped")
  func bounded() throws {
    var scenario = Scenario.single(1, recordings: [])
    scenario.base = ["a": ["wall": [[2], [3, 3], [Double](repeating: 1, count: 38)]]]
    let baseline = try #require(try update(scenario).metric())
    #expect(baseline.recordings.count == 40)
    #expect(baseline.epochs.map(\.id) == [2, 3])
    #expect(baseline.recordings.first?.median == 3)
    #expect(baseline.recordings.last?.run == "run")
  }

  @Test("at most 50 values of the latest run are kept, spread over all of it")
  func sample() throws {
    var scenario = Scenario.single(1)
    scenario.head = ["a": ["wall": (0..<200).map { 1 + Double($0) / 10_000 }]]
    let sample = try #require(try update(scenario).metric()?.sample)
    #expect(sample.count == 50)
    #expect(sample.first == 1)
    #expect(sample.last == 1.02, "the last quarter of the run is in it (four digits)")
    scenario.head = ["a": ["wall": [1, 1.01]]]
    #expect(try update(scenario).metric()?.sample == [1, 1.01])
  }

  @Test("only judged metrics of measured benchmarks enter baselines")
  func judgedOnly() throws {
    var scenario = Scenario.suite([1, 1])
    scenario.head["b00"]?["user"] = [1]
    scenario.head["b00"]?["output_size"] = [1]
    scenario.failed = ["crashed"]
    let update = try update(scenario)
    #expect(update.changes.map(\.document.key.id.text) == ["b00", "b01"])
    #expect(update.changes[0].document.metrics.keys.sorted() == ["wall"])
    scenario.gate = "limit: off"
    scenario.rules = ["match: {metric: wall}, budget: {max: 10s}"]
    #expect(try self.update(scenario).changes.isEmpty, "budgets alone need no baseline")
  }
}

extension BaselineUpdate {
  /// What a changed file says about a metric.
  func metric(_ id: String = "a", _ name: String = "wall") -> MetricBaseline? {
    changes.lazy.filter { $0.document.key.id.text == id }
      .compactMap { $0.document.metrics[name] }.first
  }

  /// The baselines once the changes are written.
  func applied(to baselines: BaselineSet) throws -> BaselineSet {
    var written = baselines
    for change in changes {
      written.places[change.place, default: [:]][change.document.key] = StoredBaseline(
        path: "",
        document: change.document
      )
    }
    return written
  }
}
