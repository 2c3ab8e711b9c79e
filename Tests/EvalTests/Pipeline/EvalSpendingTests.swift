import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("What an eval spends on judges, and what a resumed one keeps")
struct EvalSpendingTests {
  private static let place = SourcePlace(file: "perfgate.yaml", line: 3)
  private static let vote = #"{"score": 1, "reason": "r"}"#
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private static func plan(_ change: (inout EvalPlan) -> Void = { _ in }) throws -> EvalPlan {
    let judge = JudgePlan(target: TargetPlan(kind: .exec(.words(["judge"])), location: place))
    var plan = EvalPlan(
      key: BenchmarkKey(id: try BenchmarkID("qa")),
      dataset: DatasetPlan(source: .file("qa.jsonl"), location: place),
      target: TargetPlan(kind: .exec(.words(["true"])), location: place),
      scorers: [ScorerPlan(name: "good", kind: .judge(judge), threshold: 0.8, location: place)],
      location: place
    )
    change(&plan)
    return plan
  }

  /// A case that stands in the first line, as all cases of an array may.
  private static func evalCase(_ id: String, digest: String? = nil) -> EvalCase {
    EvalCase(
      id: id,
      digest: digest ?? EvalDigest.hex(of: id),
      line: 1,
      input: .string(id),
      expected: .string(id),
      row: .object([:]),
      byteCount: 20
    )
  }

  private func run(
    _ plan: EvalPlan,
    _ cases: [EvalCase],
    _ targets: [ScriptedTarget],
    judge: ScriptedTarget = .echo(),
    _ beginning: ResultFile.Beginning = .anew,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) async throws -> [EvalOutcome] {
    let source = EvalPipeline.Source(rowCount: cases.count) { each in
      for evalCase in cases { try await each(.evalCase(evalCase)) }
    }
    return try await PipelineRun(plan, source, targets, judge: judge, in: folder)
      .outcomes(beginning, isInterrupted: isInterrupted)
  }

  private static func judge(usage: TokenUsage?, costUSD: Double?) -> ScriptedTarget {
    ScriptedTarget { _, _ throws(AttemptFailure) in
      var reply = TargetReply(output: vote)
      reply.usage = usage
      reply.costUSD = costUSD
      return reply
    }
  }

  private static let free = ScriptedTarget { call, _ throws(AttemptFailure) in
    var reply = TargetReply(output: call.text)
    reply.usage = TokenUsage(input: 1, output: 1)
    reply.costUSD = 0
    return reply
  }

  @Test("what judges cost counts under a cap, which is not passed")
  func cap() async throws {
    let judge = Self.judge(usage: TokenUsage(input: 90, output: 10), costUSD: 0.25)
    let cases = (0..<40).map { Self.evalCase("q\($0)") }
    let costly = try Self.plan { plan in
      plan.caps.costUSD = 2
      // One after the other: nobody knows what the first one takes.
      plan.execution.concurrency = .fixed(1)
    }
    let outcome = try await run(costly, cases, [Self.free], judge: judge)[0]
    #expect(outcome.tally.costUSD <= 2 && outcome.tally.costUSD > 1)
    #expect(judge.calls == outcome.tally.count.passed && judge.calls <= 8)
    #expect(outcome.tally.count.passed + outcome.tally.count.skipped == 40)
    #expect(outcome.stopReason?.contains("the cap of $2 leaves no room") == true)
    let wordy = try Self.plan { $0.caps.tokens = 1000 }
    let before = judge.calls
    let told = try await run(wordy, cases, [Self.free], judge: judge)[0]
    #expect(judge.calls - before <= 12 && told.tally.count.skipped >= 28)
  }

  @Test("a judge that does not tell what is capped is an error, and its cost is not 0")
  func untold() async throws {
    let cases = (0..<4).map { Self.evalCase("q\($0)") }
    let silent = Self.judge(usage: nil, costUSD: nil)
    for (kind, change) in [
      ("cost", { $0.caps.costUSD = 9 }), ("usage", { $0.caps.tokens = 9999 }),
    ] as [(String, (inout EvalPlan) -> Void)] {
      let outcome = try await run(try Self.plan(change), cases, [Self.free], judge: silent)[0]
      #expect(outcome.tally.count.errored == 4)
      #expect(outcome.tally.firstFailure?.failure.part == "good")
      #expect(outcome.tally.firstFailure?.failure.kind == kind)
    }
    let uncapped = try await run(try Self.plan(), cases, [Self.free], judge: silent)[0]
    #expect(uncapped.tally.count.passed == 4)
    #expect(!uncapped.metrics.contains { $0.name == "cost" })
  }

  @Test("whoever asks for the end does not wait until all that was answered is judged")
  func interrupted() async throws {
    let isJudging = Mutex(false)
    let judge = ScriptedTarget { _, _ throws(AttemptFailure) in
      isJudging.withLock { $0 = true }
      try? await Task.sleep(for: .milliseconds(400))
      return TargetReply(output: Self.vote)
    }
    let outcome = try await run(
      try Self.plan(),
      (0..<400).map { Self.evalCase("q\($0)") },
      [Self.free],
      judge: judge,
      isInterrupted: { isJudging.withLock { $0 } }
    )[0]
    #expect(outcome.isInterrupted && judge.calls < 200)
    #expect(outcome.tally.count.passed + outcome.tally.count.skipped == outcome.tally.count.read)
  }

  @Test("cases that ask the same are each resumed, and repeats that are not wanted are dropped")
  func resumed() async throws {
    let exact = ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: Self.place)
    let plan = try Self.plan { $0.scorers = [exact] }
    let cases = ["a", "b", "c"].map { Self.evalCase($0, digest: "one and the same") }
    let isBroken = Mutex(true)
    let target = ScriptedTarget { call, _ throws(AttemptFailure) in
      if call.evalCase.id == "b", isBroken.withLock({ $0 }) {
        throw AttemptFailure(.never, kind: "exit", message: "broken")
      }
      return TargetReply(output: call.text)
    }
    let first = try await run(plan, cases, [target])[0]
    #expect(first.tally.count == ConservationCount(read: 3, passed: 2, errored: 1))
    isBroken.withLock { $0 = false }
    let second = try await run(plan, cases, [target], .resume)[0]
    #expect(second.tally.count == ConservationCount(read: 3, passed: 3) && target.calls == 4)
    var repeated = plan
    repeated.repeats = 2
    let more = try await run(repeated, cases, [target], .resume)[0]
    #expect(more.tally.count.read == 6 && target.calls == 7)
    let fewer = try await run(plan, cases, [target], .resume)[0]
    #expect(fewer.tally.count.read == 3 && target.calls == 7)
  }

  @Test("the side that is asked first is drawn for each case, though all stand in one line")
  func order() async throws {
    let exact = ScorerPlan(name: "exact", kind: .exact, threshold: 1, location: Self.place)
    let plan = try Self.plan { plan in
      plan.scorers = [exact]
      plan.execution.concurrency = .fixed(1)
    }
    let asked = Mutex<[String: String]>([:])
    let targets = ["head", "base"].map { name in
      ScriptedTarget { call, _ throws(AttemptFailure) in
        asked.withLock { $0[call.evalCase.id] = $0[call.evalCase.id] ?? name }
        return TargetReply(output: call.text)
      }
    }
    _ = try await run(plan, (0..<64).map { Self.evalCase("q\($0)") }, targets)
    let first = asked.withLock { $0.values.filter { $0 == "head" }.count }
    #expect((16...48).contains(first), "\(first) of 64")
  }
}
