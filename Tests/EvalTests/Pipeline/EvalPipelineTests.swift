import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateMonitor
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("An eval from its dataset to its results")
struct EvalPipelineTests {
  private static let place = SourcePlace(file: "perfgate.yaml", line: 3)
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private static func plan(_ change: (inout EvalPlan) -> Void = { _ in }) throws -> EvalPlan {
    var plan = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: DatasetPlan(source: .file("qa.jsonl"), location: place),
      target: TargetPlan(kind: .exec(.words(["true"])), location: place),
      scorers: [ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: place)],
      location: place
    )
    plan.execution.retryBaseSeconds = 0.001
    change(&plan)
    return plan
  }

  private static func evalCase(_ index: Int) -> EvalCase {
    EvalCase(
      id: "case-\(index)",
      digest: EvalDigest.hex(of: "\(index)"),
      line: index + 1,
      input: .string("\(index)"),
      // Every fifth is answered wrongly by whoever repeats the question.
      expected: .string(index % 5 == 0 ? "something else" : "\(index)"),
      row: .object([:]),
      byteCount: 20
    )
  }

  private static func source(_ count: Int, malformed: Set<Int> = []) -> EvalPipeline.Source {
    EvalPipeline.Source(rowCount: count) { each in
      for index in 0..<count {
        if malformed.contains(index) {
          let place = SourcePlace(file: "qa.jsonl", line: index + 1)
          try await each(
            .malformed(MalformedRow(label: "line \(index + 1)", place: place, message: "no object"))
          )
        } else {
          try await each(.evalCase(Self.evalCase(index)))
        }
      }
    }
  }

  private func run(
    _ plan: EvalPlan,
    _ source: EvalPipeline.Source,
    _ targets: [ScriptedTarget],
    _ beginning: ResultFile.Beginning = .anew,
    configuration: String = "configuration",
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (EvalProgress) -> Void = { _ in }
  ) async throws -> [EvalOutcome] {
    try await PipelineRun(plan, source, targets, in: folder, configuration: configuration)
      .outcomes(beginning, isInterrupted: isInterrupted, progress: progress)
  }

  /// The results in the file of a side.
  private func results(_ side: Int = 0) throws -> [CaseResult] {
    let bytes = try Files.readBytes(at: folder.path("\(side).jsonl"))
    return try bytes.split(separator: UInt8(ascii: "\n")).dropFirst().map {
      try CaseResult(try JSONReader.read(Array($0)).object())
    }
  }

  private func value(_ name: String, _ outcome: EvalOutcome) -> Double? {
    outcome.metrics.first { $0.name == name }?.values.first
  }

  @Test("what was read has one end each, is scored and written")
  func whole() async throws {
    let target = ScriptedTarget.echo()
    let outcome = try await run(try Self.plan { $0.repeats = 3 }, Self.source(100), [target])[0]
    #expect(outcome.tally.count == ConservationCount(read: 300, passed: 240, failed: 60))
    #expect(outcome.stopReason == nil && target.stops == 1 && target.calls == 300)
    #expect(value("pass_rate", outcome) == 0.8 && value("score", outcome) == 0.8)
    #expect(value("error_rate", outcome) == 0 && value("peak_rss", outcome) == 1000)
    #expect(value("latency", outcome) ?? 0 > 0 && value("throughput", outcome) ?? 0 > 0)
    #expect(value("tokens", outcome) == nil && value("cost", outcome) == nil)
    #expect(value("score.exact", outcome) == 0.8 && value("pass_rate.exact", outcome) == 0.8)
    let results = try results()
    #expect(Set(results.map { "\($0.id) \($0.repeatIndex)" }).count == 300)
    #expect(results.allSatisfy { $0.output != nil && $0.serviceSeconds != nil })
    #expect(results.first { $0.id == "case-5" }?.outcome == .failed)
  }

  @Test("rows that are no cases are errors, and the rest goes on")
  func malformed() async throws {
    let outcome = try await run(
      try Self.plan { $0.repeats = 2 },
      Self.source(10, malformed: [3, 7]),
      [.echo()]
    )[0]
    #expect(outcome.tally.count == ConservationCount(read: 20, passed: 12, failed: 4, errored: 4))
    #expect(outcome.tally.malformed == 2)
    let failure = try #require(try results().first { $0.outcome == .errored }?.failure)
    #expect(failure.part == "dataset" && failure.message.contains("qa.jsonl:4"))
  }

  @Test("a target that fails is an error, never a failed case; what may pass is tried again")
  func errors() async throws {
    let target = ScriptedTarget { call, attempt throws(AttemptFailure) in
      let index = call.evalCase.line - 1
      if index % 4 == 1, attempt.number < 3 {
        throw AttemptFailure(.possible(), kind: "timeout", message: "late")
      }
      if index % 4 == 3 { throw AttemptFailure(.never, kind: "exit", message: "status \(index)") }
      return TargetReply(output: call.text)
    }
    let outcome = try await run(try Self.plan(), Self.source(40), [target])[0]
    #expect(outcome.tally.count.errored == 10 && outcome.tally.count.read == 40)
    #expect(outcome.tally.failuresByKind == ["target: exit": 10])
    #expect(value("error_rate", outcome) == 0.25)
    let results = try results()
    #expect(results.first { $0.id == "case-1" }?.attempts == 3)
    #expect(results.first { $0.id == "case-3" }?.failure?.kind == "exit")
    #expect(value("pass_rate", outcome) == Double(outcome.tally.count.passed) / 30)
  }

  @Test("three alike that no retry mends stop it, and what is left is skipped")
  func failsFast() async throws {
    let target = ScriptedTarget(places: 1) { _, _ throws(AttemptFailure) in
      throw AttemptFailure(.never, kind: "status", message: "401 unauthorised")
    }
    let outcome = try await run(try Self.plan(), Self.source(1000), [target])[0]
    #expect(outcome.tally.count == ConservationCount(read: 1000, errored: 3, skipped: 997))
    #expect(outcome.stopReason?.contains("401 unauthorised") == true)
    #expect(target.calls == 3 && target.stops == 1)
    #expect(try results().count == 3)
  }

  @Test("a scorer that fails makes an error of the case, not a failure")
  func scorerFails() async throws {
    let plan = try Self.plan { plan in
      plan.scorers.append(
        ScorerPlan(name: "judge", kind: .exec(.words([])), threshold: 0.5, location: Self.place)
      )
    }
    let outcome = try await run(plan, Self.source(10), [.echo()])[0]
    #expect(outcome.tally.count == ConservationCount(read: 10, errored: 10))
    #expect(try results().allSatisfy { $0.failure?.part == "judge" && $0.total == nil })
    #expect(value("pass_rate", outcome) == nil && value("score", outcome) == nil)
  }

  @Test("a resumed run tries errors again and nothing else, and ends in the same results")
  func resumes() async throws {
    let isBroken = Mutex(true)
    let target = ScriptedTarget { call, _ throws(AttemptFailure) in
      let index = call.evalCase.line - 1
      if isBroken.withLock({ $0 }), index >= 30 {
        throw AttemptFailure(.never, kind: "exit", message: "status \(index)")
      }
      return TargetReply(output: call.text)
    }
    let plan = try Self.plan()
    let first = try await run(plan, Self.source(50), [target])[0]
    #expect(first.tally.count.errored == 20)
    isBroken.withLock { $0 = false }
    let second = try await run(plan, Self.source(50), [target], .resume)[0]
    #expect(second.tally.count == ConservationCount(read: 50, passed: 40, failed: 10))
    #expect(second.tally.resumed == 30 && target.calls == 50 + 20)
    #expect(value("throughput", second) == nil)
    let unbroken = try await run(plan, Self.source(50), [.echo()])[0]
    #expect(unbroken.tally.count == second.tally.count)
    #expect(try results().count == 50)
  }

  @Test("each repeat is told which it is, and a resumed run tells them apart")
  func repeats() async throws {
    let seen = Mutex<[Int: Int]>([:])
    let isBroken = Mutex(true)
    let target = ScriptedTarget { call, _ throws(AttemptFailure) in
      seen.withLock { $0[call.repeatIndex, default: 0] += 1 }
      if call.repeatIndex == 1, isBroken.withLock({ $0 }) {
        throw AttemptFailure(.never, kind: "exit", message: "status \(call.evalCase.line)")
      }
      return TargetReply(output: call.text)
    }
    let plan = try Self.plan { $0.repeats = 3 }
    let first = try await run(plan, Self.source(10), [target])[0]
    #expect(seen.withLock { $0 } == [0: 10, 1: 10, 2: 10] && first.tally.count.errored == 10)
    isBroken.withLock { $0 = false }
    let second = try await run(plan, Self.source(10), [target], .resume)[0]
    #expect(seen.withLock { $0 } == [0: 10, 1: 20, 2: 10])
    #expect(second.tally.count == ConservationCount(read: 30, passed: 24, failed: 6))
    #expect(Set(try results().map { "\($0.id) \($0.repeatIndex)" }).count == 30)
  }

  @Test("a result that is in the file twice is one result of a resumed run")
  func resumesOnce() async throws {
    let plan = try Self.plan()
    _ = try await run(plan, Self.source(10), [.echo()])
    let path = folder.path("0.jsonl")
    let text = String(decoding: try Files.readBytes(at: path), as: UTF8.self)
    let last = try #require(text.split(separator: "\n").last)
    try folder.write("\(text)\(last)\n", to: "0.jsonl")
    let target = ScriptedTarget.echo()
    let outcome = try await run(plan, Self.source(10), [target], .resume)[0]
    #expect(outcome.tally.count == ConservationCount(read: 10, passed: 8, failed: 2))
    #expect(target.calls == 0)
    #expect(try results().count == 10)
  }

  @Test("results of another configuration are neither taken over nor thrown away")
  func resumesNothingElse() async throws {
    let plan = try Self.plan()
    _ = try await run(plan, Self.source(20), [.echo()], configuration: "old")
    let target = ScriptedTarget.echo()
    let error = await #expect(throws: GateError.self) {
      _ = try await run(plan, Self.source(20), [target], .resume, configuration: "new")
    }
    #expect(error?.exit == .malformedData && target.calls == 0 && target.stops == 1)
    #expect(try results().count == 20)
  }

  @Test("a cap on cost stops the run before it is passed, and says so")
  func costCap() async throws {
    let target = ScriptedTarget { call, _ throws(AttemptFailure) in
      var reply = TargetReply(output: call.text)
      reply.costUSD = 0.1
      reply.usage = TokenUsage(input: 3, output: 4)
      return reply
    }
    let plan = try Self.plan { plan in
      plan.caps.costUSD = 2.05
      plan.execution.concurrency = .fixed(4)
    }
    let outcome = try await run(plan, Self.source(100), [target])[0]
    #expect(outcome.tally.costUSD <= 2.05 && outcome.tally.costUSD > 1.5)
    #expect(
      outcome.stopReason
        == "the cap of $2.05 leaves no room, since one more attempt may cost $0.1"
    )
    #expect(outcome.tally.count.read == 100 && outcome.tally.count.errored == 0)
    #expect(outcome.tally.count.skipped == 100 - target.calls)
  }

  @Test("a cap on tokens holds for attempts that run at the same time")
  func tokenCap() async throws {
    let target = ScriptedTarget(places: 16) { call, _ throws(AttemptFailure) in
      await Task.yield()
      var reply = TargetReply(output: call.text)
      reply.usage = TokenUsage(input: 6, output: 4)
      return reply
    }
    let outcome = try await run(try Self.plan { $0.caps.tokens = 305 }, Self.source(100), [target])[
      0
    ]
    #expect(target.calls == 30 && outcome.tally.count.skipped == 70)
    #expect(value("tokens", outcome) == 10 && value("tokens.output", outcome) == 4)
  }

  @Test("a cap counts what an earlier run took")
  func resumedCaps() async throws {
    let isBroken = Mutex(true)
    let target = ScriptedTarget(places: 1) { call, _ throws(AttemptFailure) in
      if isBroken.withLock({ $0 }), call.evalCase.line > 5 {
        throw AttemptFailure(.never, kind: "exit", message: "status \(call.evalCase.line)")
      }
      var reply = TargetReply(output: call.text)
      reply.costUSD = 0.1
      reply.usage = TokenUsage(input: 6, output: 4)
      return reply
    }
    for (costUSD, tokens) in [(0.75, nil), (nil, 75)] as [(Double?, Int?)] {
      isBroken.withLock { $0 = true }
      let whole = try await run(try Self.plan(), Self.source(20), [target])[0]
      #expect(whole.tally.count.passed + whole.tally.count.failed == 5)
      isBroken.withLock { $0 = false }
      let before = target.calls
      let plan = try Self.plan { ($0.caps.costUSD, $0.caps.tokens) = (costUSD, tokens) }
      let outcome = try await run(plan, Self.source(20), [target], .resume)[0]
      #expect(target.calls - before == 2 && outcome.tally.count.skipped == 13)
    }
  }

  @Test("a cap on cost holds for attempts that run at the same time, too")
  func costCapAtATime() async throws {
    let target = ScriptedTarget(places: 16, estimatedCostUSD: 0.125) {
      call,
      _ throws(AttemptFailure) in
      // So many begin before the first of them has ended; what runs when the cap is met is not cut off.
      do {
        try await Task.sleep(for: .milliseconds(50))
      } catch {
        throw AttemptFailure(.possible(), kind: "cancelled", message: "")
      }
      var reply = TargetReply(output: call.text)
      reply.costUSD = 0.125
      reply.usage = TokenUsage(input: 6, output: 4)
      return reply
    }
    let plan = try Self.plan { $0.caps.costUSD = 3.8 }
    let outcome = try await run(plan, Self.source(100), [target])[0]
    #expect(target.calls == 30)
    #expect(outcome.tally.costUSD == 3.75)
  }

  @Test("a reply that does not tell its tokens took what was reserved for it")
  func untoldTokens() async throws {
    let target = ScriptedTarget(places: 1) { call, _ throws(AttemptFailure) in
      var reply = TargetReply(output: call.text)
      if call.evalCase.line.isMultiple(of: 2) { reply.usage = TokenUsage(input: 6, output: 4) }
      return reply
    }
    let plan = try Self.plan { $0.caps.tokens = 305 }
    let outcome = try await run(plan, Self.source(100), [target])[0]
    #expect(target.calls == 30)
    #expect(outcome.tally.count.errored == 15 && outcome.tally.count.skipped == 70)
  }

  @Test("where cost is capped, a reply that does not tell it is an error")
  func unknownCost() async throws {
    let plan = try Self.plan { $0.caps.costUSD = 1 }
    let outcome = try await run(plan, Self.source(2), [.echo()])[0]
    #expect(outcome.tally.count == ConservationCount(read: 2, errored: 2))
    #expect(outcome.tally.firstFailure?.failure.kind == "cost")
  }

  @Test("one reply without its tokens leaves the eval without a figure for them")
  func partialUsage() async throws {
    let target = ScriptedTarget { call, _ throws(AttemptFailure) in
      var reply = TargetReply(output: call.text)
      if call.evalCase.line != 5 { reply.usage = TokenUsage(input: 1, output: 1) }
      return reply
    }
    let outcome = try await run(try Self.plan(), Self.source(10), [target])[0]
    #expect(value("tokens", outcome) == nil && value("pass_rate", outcome) != nil)
  }

  @Test("when time is over or perfgate is asked to end, what runs is cancelled and counted")
  func ends() async throws {
    let target = ScriptedTarget(places: 2) { _, _ throws(AttemptFailure) in
      try? await Task.sleep(for: .seconds(3600))
      throw AttemptFailure(.possible(), kind: "cancelled", message: "")
    }
    let late = try await run(
      try Self.plan { $0.caps.wallSeconds = 0.2 },
      Self.source(20),
      [target]
    )[0]
    #expect(late.tally.count == ConservationCount(read: 20, skipped: 20))
    #expect(late.stopReason?.contains("cap") == true && !late.isInterrupted)
    // On a busy machine time may be over before the first call.
    let before = target.calls
    let stopped = try await run(
      try Self.plan(),
      Self.source(20),
      [target],
      isInterrupted: { target.calls >= before + 2 }
    )[0]
    #expect(stopped.isInterrupted && stopped.tally.count.skipped == stopped.tally.count.read)
  }

  @Test("what an interruption ended is skipped, whatever its process said, and no more is read")
  func interruption() async throws {
    let isInterrupted = Mutex(false)
    let target = ScriptedTarget(places: 1) { call, _ throws(AttemptFailure) in
      guard call.evalCase.line == 5 else { return TargetReply(output: call.text) }
      isInterrupted.withLock { $0 = true }
      throw AttemptFailure(.never, kind: "signal", message: "SIGINT")
    }
    let outcome = try await run(
      try Self.plan { $0.stream.bufferItems = 4 },
      Self.source(50_000),
      [target],
      isInterrupted: { isInterrupted.withLock { $0 } }
    )[0]
    #expect(outcome.isInterrupted && outcome.stopReason == "perfgate was asked to end")
    #expect(outcome.tally.count.errored == 0)
    #expect(outcome.tally.count.skipped > 0 && outcome.tally.count.read < 50_000)
  }

  @Test("a latency is what the target says, else what the call took, and none of a recording")
  func latency() async throws {
    let telling = ScriptedTarget { call, _ throws(AttemptFailure) in
      var reply = TargetReply(output: call.text)
      reply.serviceSeconds = 7
      return reply
    }
    let told = try await run(try Self.plan(), Self.source(10), [telling])[0]
    #expect(value("latency", told) == 7)
    let recorded = ScriptedTarget(isLive: false) { call, _ throws(AttemptFailure) in
      TargetReply(output: call.text)
    }
    let replayed = try await run(try Self.plan(), Self.source(10), [recorded])[0]
    #expect(value("latency", replayed) == nil && value("throughput", replayed) == nil)
    #expect(value("pass_rate", replayed) == 0.8)
  }

  @Test("two sides see the same cases, and neither always first")
  func sides() async throws {
    let order = Mutex<[String]>([])
    let targets = ["head", "base"].map { name in
      ScriptedTarget(places: 1) { call, _ throws(AttemptFailure) in
        order.withLock { $0.append(name) }
        return TargetReply(output: name == "head" ? "x" : call.text)
      }
    }
    let outcomes = try await run(try Self.plan(), Self.source(200), targets)
    #expect(outcomes.map(\.side) == [.head, .base])
    #expect(outcomes.map(\.tally.count.passed) == [0, 160])
    #expect(try results(1).count == 200)
    let firsts = order.withLock { order in stride(from: 0, to: 400, by: 2).map { order[$0] } }
    let heads = firsts.count { $0 == "head" }
    #expect((60...140).contains(heads))
  }

  @Test(
    "in every repeat either side is as often first, so that its times have no place of their own"
  )
  func sidesOfRepeats() async throws {
    let order = Mutex<[Int: [Int]]>([:])
    let targets = [0, 1].map { side in
      ScriptedTarget(places: 1) { call, _ throws(AttemptFailure) in
        order.withLock { $0[call.repeatIndex, default: []].append(side) }
        return TargetReply(output: call.text)
      }
    }
    _ = try await run(try Self.plan { $0.repeats = 4 }, Self.source(200), targets)
    for (index, sides) in order.withLock({ $0 }) {
      let heads = stride(from: 0, to: sides.count, by: 2).count { sides[$0] == 0 }
      #expect(sides.count == 400 && (60...140).contains(heads), "repeat \(index): \(heads)")
    }
  }

  @Test("a dataset that breaks off is told, and what was done is in the file")
  func brokenDataset() async throws {
    let source = EvalPipeline.Source(rowCount: 20) { each in
      for index in 0..<10 { try await each(.evalCase(Self.evalCase(index))) }
      throw GateError(.malformedData, "the dataset changed while it was read")
    }
    let target = ScriptedTarget.echo()
    let error = await #expect(throws: GateError.self) {
      _ = try await run(try Self.plan(), source, [target])
    }
    #expect(error?.exit == .malformedData && target.stops == 1)
  }

  @Test("progress counts to the end")
  func progress() async throws {
    let last = Mutex<EvalProgress?>(nil)
    _ = try await run(
      try Self.plan { $0.repeats = 2 },
      Self.source(50),
      [.echo()],
      progress: { progress in last.withLock { $0 = progress } }
    )
    let progress = try #require(last.withLock { $0 })
    #expect(progress.done == 100 && progress.expected == 100 && progress.passRate == 0.8)
    #expect(progress.remainingSeconds == 0)
  }
}
