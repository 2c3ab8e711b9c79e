import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Measuring a monitored program interleaved")
struct InterleavedMonitorTests {
  @Test("each side exports to its own tree, and one invocation is one value")
  func sides() throws {
    let trees = try MonitoredTrees { side, _ in ["stage.a.p95": side == .head ? 2 : 1] }
    let entry = try trees.measure([MonitoredTrees.plan()])[0]
    #expect(entry.status == .measured && entry.origin == .monitor)
    let samples = try #require(entry.samples(of: "stage.a.p95"))
    #expect(samples.side == nil)
    #expect(samples.values == entry.invocations.side.map { $0 == .head ? 2 : 1 })
    #expect(entry.samples(of: "wall")?.values.count == samples.values.count)
  }

  @Test("a slowed stage is measured on until it is proven, though the whole is unchanged")
  func slowedStage() throws {
    let trees = try MonitoredTrees { side, count in
      ["stage.a.p95": 1, "stage.b.p95": (side == .head ? 1.2 : 1) + 0.001 * Double(count % 7)]
    }
    let entry = try trees.measure([MonitoredTrees.plan()])[0]
    #expect(Set(entry.invocations.attempt) == [0, 1], "what is about to fail is measured again")
    #expect(trees.asked.calls == [["m": ["stage.a.p95", "stage.b.p95"]]])
  }

  @Test("what one side alone exports is that side's, and is not compared")
  func oneSided() throws {
    let trees = try MonitoredTrees { side, _ in
      ["stage.a.p95": 1, side == .head ? "stage.new.p95" : "stage.old.p95": 5]
    }
    let entry = try trees.measure([MonitoredTrees.plan()])[0]
    #expect(trees.asked.calls == [["m": ["stage.a.p95"]]])
    let count = entry.invocations.count
    for (name, side) in [("stage.new.p95", MeasurementSide.head), ("stage.old.p95", .base)] {
      let samples = try #require(entry.samples(of: name))
      #expect(samples.side == side)
      #expect(samples.values == [Double](repeating: 5, count: count / 2))
      #expect(entry.only(side).samples(of: name)?.values.count == count / 2)
      #expect(entry.only(side == .head ? .base : .head).samples(of: name) == nil)
    }
    #expect(entry.only(.head).samples(of: "stage.a.p95")?.values.count == count / 2)
  }

  @Test("a step that the program tells is what the metric is decided with")
  func step() throws {
    let trees = try MonitoredTrees(edit: { $0.entries[0].metrics[0].step = 0.2 }) { _, _ in
      ["stage.a.p95": 1]
    }
    let entry = try trees.measure([MonitoredTrees.plan()])[0]
    #expect(entry.samples(of: "stage.a.p95")?.step == 0.2)
    let fine = try MonitoredTrees { _, _ in ["stage.a.p95": 1] }
    #expect(try fine.measure([MonitoredTrees.plan()])[0].samples(of: "stage.a.p95")?.step == 0)
  }

  @Test("stages are known before the first round, without any warm-up being asked for")
  func warmup() throws {
    let trees = try MonitoredTrees { _, _ in ["stage.a.p95": 1] }
    let entry = try trees.measure([MonitoredTrees.plan { $0.warmup = 0 }])[0]
    #expect(trees.runner.requests.count == entry.invocations.count + 2)
    let more = try MonitoredTrees { _, _ in ["stage.a.p95": 1] }
    let warmed = try more.measure([MonitoredTrees.plan { $0.warmup = 3 }])[0]
    #expect(more.runner.requests.count == warmed.invocations.count + 6)
  }

  @Test("a side that does not export fails as that side", arguments: MeasurementSide.allCases)
  func failing(side failing: MeasurementSide) throws {
    for begin in [0, 5] {
      let trees = try MonitoredTrees { side, count in
        side == failing && count >= begin ? nil : ["stage.a.p95": 1]
      }
      let entry = try trees.measure([MonitoredTrees.plan()])[0]
      #expect(entry.status == .failed)
      #expect(entry.failures.map(\.side) == [failing])
      #expect(entry.failures.first?.kind == .export)
      #expect(entry.invocations.count % 4 == 0)
      #expect(entry.metrics.allSatisfy { $0.values.count == entry.invocations.count(of: $0.side) })
    }
  }

  @Test("times and throughput of stages are slowed with the head's, where a slowdown is injected")
  func injected() throws {
    let trees = try MonitoredTrees { _, _ in
      ["stage.a.p95": 1, "stage.a.throughput": 8, "stage.a.count": 3]
    }
    var plan = try MonitoredTrees.plan()
    plan.headFactor = 2
    let head = try trees.measure([plan])[0].only(.head)
    #expect(Set(head.samples(of: "stage.a.p95")?.values ?? []) == [2])
    #expect(Set(head.samples(of: "stage.a.throughput")?.values ?? []) == [4])
    #expect(Set(head.samples(of: "stage.a.count")?.values ?? []) == [3])
  }

  @Test("a run that was cut anywhere ends as one that was not")
  func resumed() throws {
    func trees() throws -> MonitoredTrees {
      try MonitoredTrees { side, _ in
        [
          "stage.a.p95": 1, "stage.b.p95": side == .head ? 1.3 : 1,
          side == .head ? "stage.new.p95" : "stage.old.p95": 5,
        ]
      }
    }
    let plans = try [MonitoredTrees.plan("m"), MonitoredTrees.plan("n"), .compared("plain")]
    var state = plans.map { plan -> RunEntry in
      var entry = RunEntry.skipped(plan.plan, reason: "the run had not come to it")
      entry.presence = plan.presence
      return entry
    }
    var states = [state]
    let entries = try trees().measure(plans) { index, entry in
      state[index] = entry
      states.append(state)
    }
    #expect(entries[0].invocations.attempt.contains(1))
    for (step, state) in states.enumerated() {
      let part = try RunPart.saved(state)
      let resumed = try trees().measure(plans, goingOnWith: part)
      for (found, expected) in zip(resumed, entries) {
        var found = found
        found.measuringSeconds = expected.measuringSeconds
        #expect(found == expected, "cut after \(step), \(expected.key)")
      }
    }
  }
}
