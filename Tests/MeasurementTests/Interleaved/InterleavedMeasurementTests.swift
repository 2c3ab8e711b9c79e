import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateStatistics
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("Interleaved measuring")
struct InterleavedMeasurementTests {
  /// Times that differ a little from invocation to invocation.
  private static func taking(_ seconds: Double, _ count: Int) -> ProcessOutcome {
    .taking(seconds * (1 + 0.001 * Double(count % 7)))
  }

  @Test("an unchanged program is passed after 8 rounds of two invocations a side")
  func unchanged() throws {
    let bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    let entry = try bench.measure([.compared()])[0]
    #expect(entry.status == .measured)
    #expect(entry.presence == .both)
    #expect(entry.invocations.count == 32)
    for round in 0..<8 {
      let places = entry.invocations.round.indices.filter { entry.invocations.round[$0] == round }
      #expect(places.count == 4)
      #expect(places.count { entry.invocations.side[$0] == .base } == 2)
    }
    #expect(entry.samples(of: "wall")?.values.count == 32)
    #expect(bench.commands.count == 32)
  }

  @Test("the sides that are recorded are those that were run")
  func sides() throws {
    let bench = InterleavedBench { side, _, _ in .taking(side == .head ? 0.2 : 0.1) }
    let entry = try bench.measure([.compared()])[0]
    let values = try #require(entry.samples(of: "wall")?.values)
    for (side, value) in zip(entry.invocations.side, values) {
      #expect(value == (side == .head ? 0.2 : 0.1))
    }
    #expect(bench.runner.requests.map(\.side) == entry.invocations.side)
  }

  @Test("what a shell costs is taken off the side that uses one, and off no other")
  func oneShell() throws {
    for side in [MeasurementSide.base, .head] {
      let bench = InterleavedBench { _, command, count in
        command == ":" ? .taking(0.01) : Self.taking(0.1, count % 2)
      }
      var plan = try InterleavedPlan.compared()
      plan.baseCommand = side == .base ? .shell("main") : plan.plan.command
      if side == .head { plan.plan.command = .shell("main") }
      let entry = try bench.measure([plan])[0]
      let values = try #require(entry.samples(of: "wall")?.values)
      for (own, value) in zip(entry.invocations.side, values) {
        #expect(own == side ? value < 0.095 : value >= 0.1, "\(own) \(value)")
      }
    }
  }

  @Test("orders follow from the seed, all six occur, and another seed gives others")
  func orders() throws {
    let sides = try [UInt64(1), 1, 2].map { seed -> [MeasurementSide] in
      let bench = InterleavedBench(seed: seed) { _, _, count in Self.taking(0.1, count % 3) }
      return try bench.measure([
        .compared { $0.rounds = RoundPlan(maximum: 8) }, .compared("b"), .compared("c"),
        .compared("d"), .compared("e"),
      ]).flatMap(\.invocations.side)
    }
    #expect(sides[0] == sides[1])
    #expect(sides[0] != sides[2])
    let rounds = stride(from: 0, to: sides[0].count, by: 4).map { Array(sides[0][$0..<($0 + 4)]) }
    #expect(Set(rounds).count == 6)
  }

  @Test("benchmarks take turns round by round until each is settled")
  func turns() throws {
    let bench = InterleavedBench { side, command, count in
      command == "slow" && side == .head ? .taking(0.2) : Self.taking(0.1, count)
    }
    var without = bench
    without.remeasures = false
    let entries = try without.measure([.compared("same"), .compared("slow")])
    let turns = stride(from: 0, to: bench.commands.count, by: 4).map {
      String(bench.commands[$0].split(separator: " ")[1])
    }
    let slowRounds = entries[1].invocations.count / 4
    #expect(slowRounds < 8)
    let both = (0..<slowRounds).flatMap { _ in ["same", "slow"] }
    #expect(turns == both + [String](repeating: "same", count: 8 - slowRounds))
  }

  @Test("what is about to fail is measured again, in an attempt of its own")
  func again() throws {
    let bench = InterleavedBench { side, _, _ in .taking(side == .head ? 0.2 : 0.1) }
    let entry = try bench.measure([.compared()])[0]
    let attempts = entry.invocations.attempt
    let first = attempts.count { $0 == 0 }
    #expect(attempts == attempts.sorted())
    #expect(Set(attempts) == [0, 1])
    #expect(entry.invocations.round[first] == 0)
    // Ten is less than what one in a hundred needs.
    #expect(attempts.count - first < first)
  }

  @Test("nothing is measured again where the configuration says so")
  func notAgain() throws {
    var bench = InterleavedBench { side, _, _ in .taking(side == .head ? 0.2 : 0.1) }
    bench.remeasures = false
    #expect(try Set(bench.measure([.compared()])[0].invocations.attempt) == [0])
  }

  @Test("rounds end at their maximum where nothing is decided")
  func maximum() throws {
    let bench = InterleavedBench { side, _, count in
      .taking((side == .head ? 0.106 : 0.1) * (count % 2 == 0 ? 1 : 1.4))
    }
    let entry = try bench.measure([.compared { $0.rounds = RoundPlan(maximum: 10) }])[0]
    #expect(entry.invocations.attempt.count { $0 == 0 } == 40)
  }

  @Test("each side is set up, warmed up and torn down in its own tree")
  func hooks() throws {
    let bench = InterleavedBench { _, command, count in
      command == "a" ? Self.taking(0.1, count) : .success
    }
    let plan = try InterleavedPlan.compared { plan in
      plan.warmup = 1
      plan.rounds = RoundPlan(maximum: 8)
      plan.setup = [.echo("setup")]
      plan.prepare = [.echo("prepare")]
      plan.cleanup = [.echo("cleanup")]
      plan.teardown = [.echo("teardown")]
    }
    _ = try bench.measure([plan])
    let warm = ["setup", "prepare", "a", "cleanup"]
    #expect(
      Array(bench.commands.prefix(8)) == warm.map { "base \($0)" } + warm.map { "head \($0)" }
    )
    #expect(bench.commands.suffix(2) == ["base teardown", "head teardown"])
    for request in bench.runner.requests {
      #expect(request.environment["PERFGATE_SIDE"] == request.side.rawValue)
    }
    let measured = Array(bench.commands.dropFirst(8).dropLast(2))
    #expect(measured.count == 3 * 32)
    for index in stride(from: 0, to: measured.count, by: 3) {
      let side = measured[index].split(separator: " ")[0]
      #expect(
        Array(measured[index..<(index + 3)]) == ["prepare", "a", "cleanup"].map { "\(side) \($0)" }
      )
    }
  }

  @Test(
    "a side that fails in some round ends the benchmark, with what was measured before",
    arguments: [MeasurementSide.head, .base]
  )
  func failing(side: MeasurementSide) throws {
    let bench = InterleavedBench { actual, command, count in
      command == "bad" && actual == side && count == 5
        ? .ending(.exited(code: 3)) : Self.taking(0.1, count)
    }
    let entries = try bench.measure([.compared("bad"), .compared("good")])
    #expect(entries[0].status == .failed)
    #expect(entries[0].failures.map(\.side) == [side])
    // The fifth invocation of a side is in the third round.
    #expect(entries[0].invocations.count == 8)
    #expect(entries[0].samples(of: "wall")?.values.count == 8)
    #expect(entries[1].status == .measured)
    #expect(entries[1].invocations.count == 32)
  }

  @Test("a failure is told once, as soon as it is there")
  func failureTold() throws {
    let bench = InterleavedBench { side, command, count in
      command == "bad" && side == .head && count == 2
        ? .ending(.exited(code: 3)) : Self.taking(0.1, count)
    }
    let steps = Mutex<[String]>([])
    _ = try bench.measure(
      [.compared("bad"), .compared("good")],
      progress: { progress in
        switch progress.step {
        case .compared: steps.withLock { $0.append("round of \(progress.key)") }
        case .ended(let status, _): steps.withLock { $0.append("\(progress.key) \(status)") }
        default: break
        }
      }
    )
    let expected =
      ["round of bad", "round of good", "bad failed"]
      + [String](repeating: "round of good", count: 7) + ["good measured"]
    #expect(steps.withLock { $0 } == expected)
  }

  @Test("what is shown of a benchmark is the metric that it is measured on for")
  func shown() throws {
    // Processor time is proven to be worse at once, wall-clock time never decided.
    let bench = InterleavedBench { side, _, count in
      let seconds = (side == .head ? 0.106 : 0.1) * (count % 2 == 0 ? 1 : 1.4)
      var outcome = ProcessOutcome.taking(seconds)
      outcome.resources.userMicroseconds = side == .head ? 200_000 : 100_000
      return outcome
    }
    var plan = try InterleavedPlan.compared { $0.rounds = RoundPlan(maximum: 12) }
    plan.terms["cpu"] = plan.terms["wall"]
    let shown = Mutex<[RoundProgress]>([])
    _ = try bench.measure(
      [plan],
      progress: { progress in
        if case .compared(let round) = progress.step { shown.withLock { $0.append(round) } }
      }
    )
    let first = shown.withLock { $0 }.filter { !$0.isSecondAttempt }
    #expect(first.count == 12)
    #expect(first.dropLast().suffix(6).allSatisfy { $0.metric == "wall" })
    #expect(first.last?.metric == "cpu", "what is told at the end is what is worst")
  }

  @Test("where the base cannot even be set up, the head is tried all the same")
  func failingBase() throws {
    let bench = InterleavedBench { side, command, count in
      side == .base && command == "setup" ? .ending(.exited(code: 1)) : Self.taking(0.1, count)
    }
    let plan = try InterleavedPlan.compared { plan in
      plan.setup = [.echo("setup")]
      plan.warmup = 2
    }
    let entry = try bench.measure([plan])[0]
    #expect(entry.status == .failed)
    #expect(entry.failures.map(\.side) == [.base])
    #expect(bench.commands == ["base setup", "head setup", "head a", "head a"])
  }

  @Test("an interruption keeps whole rounds, and says what it cut")
  func interrupted() throws {
    let isRaised = Mutex(false)
    let bench = InterleavedBench(isInterrupted: { isRaised.withLock { $0 } }) { _, _, count in
      if count == 5 { isRaised.withLock { $0 = true } }
      return Self.taking(0.1, count)
    }
    let entries = try bench.measure([.compared("a"), .compared("b")])
    #expect(entries[0].status == .measured)
    #expect(entries[0].invocations.count % 4 == 0)
    #expect(entries.map(\.invocations.count).reduce(0, +) < 64)
  }

  @Test("what one side lacks, or both have alike, is not compared")
  func notCompared() throws {
    let bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    var new = try InterleavedPlan.compared("new")
    new.presence = .head
    var missing = try InterleavedPlan.compared("missing")
    missing.presence = .base
    var identical = try InterleavedPlan.compared("identical")
    identical.isIdentical = true
    let entries = try bench.measure([new, missing, identical])
    #expect(entries.map(\.status) == [.measured, .skipped, .skipped])
    #expect(entries.map(\.presence) == [.head, .base, .both])
    #expect(entries.map(\.isIdentical) == [false, false, true])
    #expect(Set(bench.commands) == ["head new"])
    #expect(entries[0].invocations.side.allSatisfy { $0 == .head })
  }

  @Test("a shorter path is made up for in the environment")
  func padding() throws {
    var bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    bench.trees.pathLengthDifference = 5000
    _ = try bench.measure([.compared()])
    for request in bench.runner.requests {
      #expect((request.paddingBytes >= 5000) == (request.side == .head))
    }
    #expect(Set(bench.runner.requests.map(\.paddingBytes)).count > 20)
  }

  @Test("every round is handed out as soon as it is there")
  func handedOut() throws {
    let bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    let seen = Mutex<[Int]>([])
    _ = try bench.measure([.compared()]) { _, entry in
      seen.withLock { $0.append(entry.invocations.count) }
    }
    #expect(seen.withLock { $0 } == [4, 8, 12, 16, 20, 24, 28, 32, 32])
  }

  @Test("a fixed time ends measuring, and what had no turn is skipped with the reason")
  func fixedTime() throws {
    let bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    let time = TimeShare(seconds: 10, text: "10s", now: 0)
    let entries = try bench.measure([.compared("a"), .compared("b")], within: time)
    #expect(entries.map(\.invocations.count) == [8, 4])
    #expect(entries.map(\.status) == [.measured, .measured])
    let none = InterleavedBench { _, _, count in Self.taking(0.1, count) }
    let over = try none.measure([.compared()], within: TimeShare(seconds: 0, text: "0s", now: 0))
    #expect(over[0].status == .skipped)
    #expect(over[0].reason == "no time was left of --max-time 0s")
  }

  @Test("choosing whose turn it is takes a time that grows with the number of benchmarks only")
  func manyBenchmarks() throws {
    func seconds(of count: Int) throws -> Double {
      let bench = InterleavedBench { _, _, count in Self.taking(0.1, count) }
      let plans = try (0..<count).map { try InterleavedPlan.compared("b\($0)") }
      let begin = ThreadTime.seconds
      let entries = try bench.measure(plans)
      #expect(entries.count { $0.invocations.count == 32 } == count)
      return ThreadTime.seconds - begin
    }
    let small = try seconds(of: 50)
    let large = try seconds(of: 1000)
    // Quadratic would be four hundred times as long.
    #expect(large < small * 80)
  }
}
