import PerfgateEval
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestServer
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("The test server", .timeLimit(.minutes(30)))
struct ServerTests {
  /// How often each failure was seen, by its kind.
  private final class Tally: Sendable {
    let kinds = Mutex<[String: Int]>([:])
    func note(_ kind: String) { kinds.withLock { $0[kind, default: 0] += 1 } }
  }

  @Test(
    "every fault is served, seen for what it is and counted, and nothing is lost",
    arguments: [true, false]
  )
  func conservation(streams: Bool) async throws {
    var rules = ServerRules()
    rules.seed = 5
    rules.faults = [
      .throttled: 0.05, .failed: 0.05, .unavailable: 0.05, .cutStream: 0.05, .cutConnection: 0.05,
      .wrongJSON: 0.05, .wrongUsage: 0.05, .missingUsage: 0.05, .empty: 0.05,
    ]
    let tally = Tally()
    let (summary, served) = try await withTarget(rules, streams: streams) { target, server in
      let source = BoundedChannel<Int>(limits: .init(items: 2000))
      try await source.send(contentsOf: Array(0..<2000))
      source.finish()
      let executor = ParallelExecutor<Int, TargetReply>(
        ExecutorSettings(
          concurrency: .fixed(64),
          retry: RetryPolicy(
            maximumRetries: 20,
            base: .microseconds(10),
            cap: .milliseconds(1)
          ),
          identicalErrors: .max
        ),
        seed: 1
      )
      let summary = await executor.run(from: source) { input, attempt throws(AttemptFailure) in
        do throws(AttemptFailure) {
          let call = TargetCall(evalCase(.string("\(input)")))
          let reply = try await target.reply(to: call, attempt)
          tally.note(reply.output.usage == nil ? "no usage" : "reply")
          return reply
        } catch {
          tally.note(error.kind)
          throw error
        }
      } deliver: { _ in
      }
      return (summary, server.statistics)
    }
    let kinds = tally.kinds.withLock { $0 }
    let faults = served.faults
    func count(_ names: String...) -> Int { names.reduce(0) { $0 + (faults[$1] ?? 0) } }
    #expect(summary.isBalanced && summary.taken == 2000)
    #expect(summary.attempts == served.chats && served.chats == served.requests)
    #expect(kinds.values.reduce(0, +) == served.requests)
    #expect(kinds["throttled"] == count("throttled"))
    #expect(kinds["status"] == count("failed", "unavailable"))
    #expect(kinds["cut"] == count("cut-stream"))
    #expect(kinds["connection"] == count("cut-connection"))
    #expect(kinds["reply"] ?? 0 > 0)
    #expect(kinds["usage"] == count("wrong-usage"))
    #expect(kinds["no usage"] == count("missing-usage"))
    #expect(faults.count == 9 && faults.values.allSatisfy { $0 > 40 })
    #expect(summary.failed == count("wrong-json", "empty", "wrong-usage"))
    #expect(summary.succeeded == 2000 - summary.failed)
  }

  @Test("answers are echoed, looked up or calculated")
  func answers() async throws {
    for (answers, prompt, answer) in [
      (ServerRules.Answers.echo, "x", "x"), (.fixed(["x": "y"]), "x", "y"),
      (.fixed([:]), "x", "x"), (.arithmetic, "What is 12 * 3?", "36"), (.arithmetic, "?", "0"),
    ] {
      let reply = try await withTarget(ServerRules(answers: answers)) { target, _ in
        try await target.ask(prompt)
      }
      #expect(reply.output.output == answer)
      #expect(reply.output.model == "test-model-served")
    }
  }

  @Test("faults follow from the seed and the number of the request, by their shares")
  func shares() {
    var rules = ServerRules()
    rules.faults = [.throttled: 0.1, .hang: 0.3]
    let faults = (0..<10_000).map { rules.fault(ofRequest: $0) }
    #expect((900...1100).contains(faults.count { $0 == .throttled }))
    #expect((2850...3150).contains(faults.count { $0 == .hang }))
    #expect(faults == (0..<10_000).map { rules.fault(ofRequest: $0) })
    rules.seed = 2
    #expect(faults != (0..<10_000).map { rules.fault(ofRequest: $0) })
  }

  @Test("its arguments are read, and wrong ones refused")
  func options() throws {
    let options = try ServerOptions([
      "--answers", "arithmetic", "--latency-ms", "5", "--fault", "cut-stream=0.25", "--seed", "9",
    ])
    #expect(options.rules.latency == .milliseconds(5))
    #expect(options.rules.faults == [.cutStream: 0.25])
    #expect(options.rules.seed == 9)
    for arguments in [
      ["--answers"], ["--answers", "/none"], ["--fault", "x=1"], ["--fault", "hang=2"],
      ["--x", "1"],
      ["--port", "-1"],
    ] {
      let error = #expect(throws: GateError.self) { try ServerOptions(arguments) }
      #expect(error?.exit == .usage)
    }
  }
}
