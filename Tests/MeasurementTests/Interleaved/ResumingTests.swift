import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("Going on with an interleaved run that was cut")
struct ResumingTests {
  /// What a program takes in its so many-th measured invocation of a side.
  private static func outcome(
    _ side: MeasurementSide,
    _ command: String,
    _ count: Int
  ) -> ProcessOutcome {
    if command == "bad", side == .head, count == 5 { return .ending(.exited(code: 3)) }
    if command == "mended", side == .head, count >= 8 { return .taking(0.1) }
    let noise = 1 + 0.001 * Double(count % 7)
    let isSlower = side == .head && ["slow", "slower", "mended"].contains(command)
    return .taking((isSlower ? 0.2 : 0.1) * noise)
  }

  private static func plans() throws -> [InterleavedPlan] {
    var new = try InterleavedPlan.compared("new")
    new.presence = .head
    return try [
      .compared("same"), .compared("slow"), .compared("bad"), new, .compared("slower"),
      .compared("mended"), .compared("shell") { $0.command = .shell("shell") },
    ]
  }

  /// A bench whose programs go on where entries end.
  private static func bench(after entries: [RunEntry] = []) -> InterleavedBench {
    var before: [String: Int] = [:]
    for entry in entries {
      for side in entry.invocations.side {
        before["\(side.rawValue) \(entry.key)", default: 0] += 1
      }
    }
    let known = before
    return InterleavedBench(seed: 7) { side, command, count in
      // Measuring the idle shell again would be seen.
      if command == ":" { return .taking(known["base shell"] == nil ? 0.002 : 0.003) }
      return outcome(side, command, count + (known["\(side.rawValue) \(command)"] ?? 0))
    }
  }

  /// What a whole run says in the end, and what its file held after each step.
  private static func whole() throws -> (entries: [RunEntry], states: [[RunEntry]]) {
    let plans = try plans()
    var state = plans.map { plan -> RunEntry in
      var entry = RunEntry.skipped(plan.plan, reason: "the run had not come to it")
      entry.presence = plan.presence
      return entry
    }
    var states = [state]
    let entries = try bench().measure(plans) { index, entry in
      state[index] = entry
      states.append(state)
    }
    return (entries, states)
  }

  @Test("a run that was cut anywhere ends as one that was not: same orders, values and failures")
  func anywhere() throws {
    let (entries, states) = try Self.whole()
    // All that can happen does: decided at once, measured again, failed, measured alone.
    #expect(entries.map(\.status) == [.measured, .measured, .failed] + entries[3...].map(\.status))
    #expect(Set(entries[1].invocations.attempt) == [0, 1])
    #expect(Set(entries[5].invocations.attempt) == [0, 1])
    #expect(states.count > 50)
    for (step, state) in states.enumerated() {
      let bench = Self.bench(after: state)
      let resumed = try bench.measure(try Self.plans(), goingOnWith: RunPart.saved(state))
      for (found, expected) in zip(resumed, entries) {
        var found = found
        found.measuringSeconds = expected.measuringSeconds
        #expect(found == expected, "cut after \(step), \(expected.key)")
      }
      let measured = state.map(\.invocations.count).reduce(0, +)
      let ran = bench.commands.count { !$0.hasSuffix(" :") }
      let failing = state[2].status == .failed ? 0 : 4
      #expect(ran <= entries.map(\.invocations.count).reduce(0, +) - measured + failing)
    }
  }

  @Test("set-up and warm-up run again for what is measured on, and for nothing else")
  func hooks() throws {
    func plans() throws -> [InterleavedPlan] {
      try ["quick", "long"].map { id in
        try .compared(id) { plan in
          plan.warmup = 1
          plan.setup = [.echo("setup-\(id)")]
          plan.teardown = [.echo("teardown-\(id)")]
          plan.rounds = RoundPlan(maximum: id == "quick" ? 8 : 12)
        }
      }
    }
    let script: InterleavedBench.Script = { side, command, count in
      // Never decided.
      .taking((side == .head ? 0.106 : 0.1) * (count % 2 == 0 ? 1 : 1.4))
    }
    var states: [[RunEntry]] = []
    var whole = InterleavedBench(seed: 7, script: script)
    whole.remeasures = false
    var state = try plans().map { RunEntry.skipped($0.plan, reason: "later") }
    let entries = try whole.measure(try plans()) { index, entry in
      state[index] = entry
      states.append(state)
    }
    #expect(entries.map(\.invocations.count) == [32, 48])
    let cut = try #require(
      states.first { $0.map(\.invocations.count) == [32, 40] }
    )
    var bench = InterleavedBench(seed: 7, script: script)
    bench.remeasures = false
    let resumed = try bench.measure(try plans(), goingOnWith: RunPart.saved(cut))
    #expect(resumed.map(\.invocations.side) == entries.map(\.invocations.side))
    #expect(
      bench.commands.prefix(4) == [
        "base setup-long", "base long", "head setup-long", "head long",
      ]
    )
    #expect(bench.commands.suffix(2) == ["base teardown-long", "head teardown-long"])
    #expect(bench.commands.count == 4 + 8 + 2)
  }

  @Test("what a signal cut is measured on, and its half round dropped")
  func interrupted() throws {
    let isRaised = Mutex(false)
    let bench = InterleavedBench(seed: 7, isInterrupted: { isRaised.withLock { $0 } }) {
      side,
      command,
      count in
      guard side == .head, count == 7 else { return Self.outcome(side, command, count) }
      isRaised.withLock { $0 = true }
      return .ending(.interrupted)
    }
    let cut = try bench.measure([.compared("same")])
    #expect(cut[0].status == .skipped)
    #expect(cut[0].invocations.count == 12)
    let whole = try Self.bench().measure([.compared("same")])
    let resumed = try Self.bench(after: cut).measure(
      [.compared("same")],
      goingOnWith: RunPart.saved(cut)
    )
    #expect(resumed[0].status == .measured)
    #expect(resumed[0].failures.isEmpty)
    #expect(resumed[0].metrics == whole[0].metrics)
    #expect(resumed[0].invocations == whole[0].invocations)
  }

  @Test("a file that was changed is refused: orders prove seed and place of every round")
  func changed() throws {
    let states = try Self.whole().states
    let state = try #require(states.last { $0[1].invocations.attempt.contains(1) })
    let changes: [(String, (inout RunEntry) -> Void)] = [
      (
        "another order",
        { entry in
          let other = entry.invocations.side.firstIndex { $0 != entry.invocations.side[0] }
          entry.invocations.side.swapAt(0, other ?? 0)
        }
      ),
      ("do not follow", { entry in for place in 0..<4 { entry.invocations.round[place] = 9 } }),
      ("do not follow", { entry in for place in 0..<4 { entry.invocations.attempt[place] = 2 } }),
      ("no values of 'cpu'", { $0.metrics.removeAll { $0.name == "cpu" } }),
    ]
    for (phrase, change) in changes {
      var entries = state
      change(&entries[1])
      let part = try RunPart.saved(entries)
      let error = #expect(throws: GateError.self) {
        try Self.bench().measure(try Self.plans(), goingOnWith: part)
      }
      #expect(error?.exit == .malformedData)
      #expect(error?.diagnostics.first?.message.contains(phrase) == true, "\(phrase)")
    }
  }
}
