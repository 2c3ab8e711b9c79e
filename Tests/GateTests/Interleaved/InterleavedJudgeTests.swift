import Foundation
import PerfgateGate
import PerfgateModel
import Testing

@Suite("Verdicts on interleaved runs")
struct InterleavedJudgeTests {
  private typealias Benchmark = InterleavedScenario.Benchmark

  private func verdict(
    gate: String = "",
    rules: [String] = [],
    edit: (inout InterleavedScenario.Benchmark) -> Void
  ) throws -> VerdictDocument {
    var benchmark = Benchmark()
    edit(&benchmark)
    return try InterleavedScenario(benchmarks: [benchmark], gate: gate, rules: rules).verdict()
  }

  @Test(
    "the state and the exit code by what is true",
    arguments: [
      (1.0, 0.02, FindingState.unchanged, 0), (1.2, 0.02, .regressed, 10),
      (0.7, 0.02, .improved, 0), (1.025, 0.003, .regressed, 0), (1.08, 0.4, .suspected, 13),
      (1.0, 0.4, .inconclusive, 13),
    ]
  )
  func states(factor: Double, deviation: Double, state: FindingState, exit: Int) throws {
    let verdict = try verdict {
      $0.factors = ["wall": factor]
      $0.deviation = deviation
    }
    #expect(verdict.mode == .against)
    #expect(verdict.base?.name == "origin/main")
    let finding = try verdict.finding()
    if [.suspected, .inconclusive].contains(state) {
      #expect([.suspected, .inconclusive].contains(finding.state))
      #expect(finding.provable != nil)
    } else {
      #expect(finding.state == state)
    }
    #expect(verdict.exit.rawValue == exit)
  }

  @Test("a change that began with a 0 has the severity of its difference, not of a logarithm")
  func linearSeverity() throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks[0].factors = ["wall": 1.5]
    scenario.rules = ["match: {metric: wall}, min_delta: 1ms"]
    var run = try scenario.run()
    let first = try #require(run.entries[0].invocations.side.firstIndex(of: .head))
    run.entries[0].metrics[0].values[first] = 0
    let verdict = Judge.verdict(on: run, under: try scenario.configuration())
    let finding = try verdict.finding()
    #expect(finding.state == .regressed && finding.gates)
    #expect(verdict.exit == .regression)
  }

  @Test("benchmarks that the base could not run fail nothing, unless most are such")
  func failingBases() throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks = ["a", "b", "c", "d"].map { id in
      var benchmark = Benchmark(id: id)
      if id != "a" { (benchmark.rounds, benchmark.failing) = ([0], [.base]) }
      return benchmark
    }
    let verdict = try scenario.verdict()
    #expect(verdict.codes == [20])
    #expect(verdict.causes.first?.message == "the base could run only 1 of 4 benchmarks")
    scenario.benchmarks[1] = Benchmark(id: "b")
    #expect(try scenario.verdict().exit == .pass)
  }

  @Test("the interval holds the truth and agrees with the verdict")
  func figures() throws {
    let finding = try verdict { $0.factors = ["wall": 1.2] }.finding()
    let change = try #require(finding.change)
    let low = try #require(change.low)
    let high = try #require(change.high)
    #expect(low > 0.02 && low < 0.2 && high > 0.2)
    #expect(low <= change.estimate && change.estimate <= high)
    #expect(finding.limit == 0.05)
    #expect(finding.tolerance == 0.02)
    let evidence = try #require(finding.evidence?.rounds)
    #expect(evidence.worse >= evidence.worseNeeded)
    #expect(abs(evidence.worseNeeded - 2) < 1e-9, "one metric shares 1%")
    #expect(evidence.rounds < 40)
    #expect(finding.next.reproduce.contains("--against"))
  }

  @Test("a second attempt confirms, or leaves it open where it disagrees")
  func attempts() throws {
    let confirmed = try verdict {
      $0.factors = ["wall": 1.2]
      $0.rounds = [10, 10]
    }.finding()
    #expect(confirmed.evidence?.rounds?.isConfirmed == true)
    var scenario = InterleavedScenario()
    scenario.benchmarks[0].factors = ["wall": 1.2]
    scenario.benchmarks[0].rounds = [10, 20]
    var run = try scenario.run()
    for index in run.entries[0].invocations.attempt.indices
    where run.entries[0].invocations.attempt[index] == 1
      && run.entries[0].invocations.side[index] == .head
    {
      run.entries[0].metrics[0].values[index] /= 1.2
    }
    let verdict = Judge.verdict(on: run, under: try scenario.configuration())
    let finding = try verdict.finding()
    #expect(finding.state == .inconclusive)
    #expect(finding.evidence?.rounds?.isConfirmed == false)
    #expect(finding.detail?.contains("disagree") == true)
    #expect(verdict.exit != .pass)
  }

  @Test("more metrics need more evidence each, those that fail together less")
  func family() throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks = (0..<10).map { Benchmark(id: "b\($0)") }
    scenario.benchmarks[0].factors = ["wall": 1.3]
    let one = try scenario.verdict()
    #expect(one.policy.judged == 10)
    #expect(abs(try #require(one.finding("b0").evidence?.rounds).worseNeeded - 3) < 1e-9)
    for index in 0..<10 { scenario.benchmarks[index].factors = ["wall": 1.3] }
    let all = try scenario.verdict()
    #expect(abs(try #require(all.finding("b0").evidence?.rounds).worseNeeded - 2) < 1e-9)
    #expect(all.results.allSatisfy { $0.state == .regressed })
  }

  @Test("an improvement needs what improvements together need, and the least difference")
  func improved() throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks = (0..<10).map { Benchmark(id: "b\($0)", factors: ["wall": 1.3]) }
    scenario.benchmarks[0].factors = ["wall": 0.7]
    let one = try #require(scenario.verdict().finding("b0").evidence?.rounds)
    #expect(abs(one.worseNeeded - log10(1000.0 / 9)) < 1e-9)
    #expect(abs(one.betterNeeded - 3) < 1e-9)
    for (delta, state) in [("2ms", FindingState.improved), ("4ms", .within)] {
      scenario.rules = ["match: {metric: wall}, min_delta: \(delta)"]
      #expect(try scenario.verdict().finding("b0").state == state)
    }
  }

  @Test("a side that fails, or lacks the benchmark, is told apart")
  func sides() throws {
    let head = try verdict {
      $0.failing = [.base, .head]
      $0.rounds = [3]
    }
    #expect(head.exit == .benchmarkFailed)
    #expect(try head.finding("a", nil).detail == "exited with 3")
    let base = try verdict {
      $0.failing = [.base]
      $0.rounds = [3]
    }
    #expect(base.exit == .nothingToCompare)
    #expect(try base.finding("a", nil).side == .base)
    var mended = InterleavedScenario()
    mended.benchmarks.append(Benchmark(id: "b", rounds: [0], failing: [.base]))
    #expect(try mended.verdict().exit == .pass, "like a new one beside a known one")
    let new = try verdict { $0.presence = .head }
    #expect(try new.finding("a", "wall").state == .new)
    #expect(new.exit == .nothingToCompare)
    let missing = try verdict { $0.presence = .base }
    #expect(missing.exit == .missing)
    #expect(try missing.finding("a", nil).next.reproduce == [], "the head cannot run it")
    let ignored = try verdict(gate: "on_missing: warn") { $0.presence = .base }
    #expect(ignored.exit == .nothingToCompare, "nothing was judged")
    let identical = try verdict { $0.isIdentical = true }
    #expect(identical.exit == .pass)
    #expect(try identical.finding("a", nil).state == .identical)
  }

  @Test("exact metrics are compared as they are, budgets hold as ever")
  func exactAndBudgets() throws {
    let rules = ["match: {metric: output_size}, against: {limit: 1%, tolerance: 0%}"]
    let grown = try verdict(rules: rules) {
      $0.factors = ["wall": 1, "output_size": 1.5]
      $0.deviation = 0
      $0.level = 1024
    }
    #expect(grown.exit == .regression)
    #expect(try grown.finding("a", "output_size").evidence?.method == .exact)
    #expect(try grown.finding("a", "wall").state == .unchanged)
    let budget = ["match: {metric: wall}, budget: {max: 1ms}"]
    #expect(try verdict(rules: budget) { $0.level = 0.01 }.exit == .budget)
    let existing = ["match: {metric: wall}, budget: {max: 1ms, on_existing: warn}"]
    #expect(try verdict(rules: existing) { $0.level = 0.01 }.exit == .pass)
  }

  @Test("values that have no ratio are open, with what would help")
  func impossible() throws {
    let zero = try verdict { $0.level = 0 }.finding()
    #expect(zero.state == .inconclusive)
    #expect(zero.detail?.contains("min_delta") == true)
    var scenario = InterleavedScenario()
    scenario.benchmarks[0].factors = ["cpu": 1]
    scenario.rules = ["match: {metric: cpu}, limit: 10%", "match: {metric: wall}, limit: off"]
    var run = try scenario.run()
    run.entries[0].metrics[0].step = 0.01
    let coarse = Judge.verdict(on: run, under: try scenario.configuration())
    #expect(try coarse.finding("a", "cpu").detail?.contains("too coarse") == true)
    #expect(coarse.exit == .undecided)
  }

  @Test("what is said of two commands can be typed for two commands, of one without a file for one")
  func hints() throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks[0].deviation = 0.4
    scenario.rules = ["match: {metric: cpu}, limit: 10%"]
    scenario.benchmarks[0].factors = ["wall": 1, "cpu": 1, "peak_rss": 1]
    var run = try scenario.run()
    for index in run.entries[0].metrics.indices
    where run.entries[0].metrics[index].name == "cpu" {
      run.entries[0].metrics[index].step = 0.01
    }
    run.configuration.path = nil
    run.configuration.overrides = ["build": "make all", "limit": "6%", "rounds": "20"]
    let one = Judge.verdict(on: run, under: try scenario.configuration())
    #expect(try one.finding("a", "wall").next.settings == .none)
    #expect(
      one.results.allSatisfy { $0.next.accept == [] },
      "what is accepted stands in a configuration's files"
    )
    #expect(
      try one.finding("a", "wall").next.reproduce == [
        "perfgate", "run", "--against", "origin/main", "--build", "make all", "--", "prog",
      ]
    )
    #expect(one.causes.contains { $0.message == "none of its metrics could be decided" })
    run.base = BaseRecord(commit: nil, name: "old program")
    let two = Judge.verdict(on: run, under: try scenario.configuration())
    #expect(try two.finding("a", "wall").next.settings == .options)
    #expect(
      try two.finding("a", "wall").next.reproduce == [
        "perfgate", "ab", "--limit", "6%", "--rounds", "20", "old program", "prog",
      ]
    )
    #expect(try two.finding("a", "cpu").detail?.hasSuffix("or raise --limit") == true)
    for finding in one.results + two.results {
      #expect(finding.detail?.contains(/defaults|rules:|gate:/) != true)
    }
  }

  @Test("a run that was cut is never passed")
  func incomplete() throws {
    var run = try InterleavedScenario().run()
    run.completion = .incomplete
    let verdict = Judge.verdict(on: run, under: try InterleavedScenario().configuration())
    #expect(verdict.exit != .pass)
  }

  @Test(
    "what keeps an open metric from its rounds is told, and of a decided one nothing",
    arguments: zip(
      [RunDocument.Completion.complete, .interrupted, .incomplete],
      [RoundEvidence.Stop.time, .interruption, .death]
    )
  )
  func stopped(completion: RunDocument.Completion, stop: RoundEvidence.Stop) throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks = [
      Benchmark(id: "open", deviation: 0.3, rounds: [12]), Benchmark(id: "whole", deviation: 0.3),
      Benchmark(id: "slower", factors: ["wall": 1.3], rounds: [12]),
    ]
    var run = try scenario.run()
    run.completion = completion
    let verdict = Judge.verdict(on: run, under: try scenario.configuration())
    #expect(try verdict.finding("open").evidence?.rounds?.stop == stop)
    #expect(try verdict.finding("whole").evidence?.rounds?.stop == nil)
    #expect(try verdict.finding("slower").evidence?.rounds?.stop == nil)
  }

  @Test("what the change accepts passes up to there", arguments: [(1.2, 0), (1.5, 10)])
  func accepted(factor: Double, exit: Int) throws {
    var scenario = InterleavedScenario()
    scenario.benchmarks[0].factors = ["wall": factor]
    // Levels of another machine: the ratio counts.
    scenario.acceptances = [Scenario.accepted(from: 2, to: 2.4, className: "other")]
    let verdict = try scenario.verdict()
    #expect(verdict.exit.rawValue == exit)
    #expect(verdict.acceptances.map(\.outcome) == [.applied], "held against it, exceeded or not")
    let finding = try verdict.finding()
    #expect(finding.state == (exit == 0 ? .accepted : .regressed))
    #expect(abs(try #require(finding.acceptedChange) - 0.2) < 1e-9)
  }

  @Test("the order of the benchmarks changes nothing, and a suite of which half doubled fails")
  func properties() throws {
    for seed in 1...20 {
      var scenario = InterleavedScenario()
      scenario.benchmarks = (0..<8).map { index in
        Benchmark(
          id: "b\(index)",
          factors: ["wall": index % 2 == 0 ? 2 : 1],
          deviation: Double(seed) * 0.01,
          rounds: [20]
        )
      }
      scenario.seed = UInt64(seed)
      var run = try scenario.run()
      let configuration = try scenario.configuration()
      let verdict = Judge.verdict(on: run, under: configuration)
      #expect(verdict.exit == .regression, "seed \(seed)")
      run.entries.reverse()
      let reversed = Judge.verdict(on: run, under: configuration)
      #expect(reversed.results == verdict.results)
    }
  }

  @Test("a run whose sides are the same values is never worse than within")
  func itself() throws {
    for seed in 1...20 {
      var scenario = InterleavedScenario()
      scenario.seed = UInt64(seed)
      scenario.benchmarks[0].deviation = Double(seed) * 0.02
      let verdict = try scenario.verdict()
      #expect(try verdict.finding().state != .regressed)
    }
  }
}
