import Glibc
import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateHost
import PerfgateModel
import PerfgateStreaming
import PerfgateSystem

/// Requests of a target through the executor, so many at a time, as an eval makes them.
struct RequestBenchmark {
  let port: Int
  let requests: Int
  let rounds: Int
  let concurrency: Int

  func run() async throws {
    print("\(requests) requests, \(concurrency) at a time, \(rounds) rounds\n")
    print("| | requests/s, median (largest) | processor of the client, us a request |")
    print("|---|---:|---:|")
    for streams in [false, true] { try await measure(streams: streams) }
  }

  private func measure(streams: Bool) async throws {
    var plan = ServerPlan(baseURL: "http://127.0.0.1:\(port)/v1", model: "bench")
    plan.streams = streams
    plan.parameters = ["temperature": .number(0), "max_tokens": .integer(64)]
    plan.prompt = .text("Answer the question in one word: {{input}}")
    let target = try ServerTargets.make(
      plan,
      target: TargetPlan(kind: .openai(plan), location: SourcePlace(file: "measure.sh")),
      folder: "",
      environment: ProcessEnvironment([:])
    )
    try await target.start()
    var rates: [Double] = []
    var processor: [Double] = []
    for round in 0...rounds {
      let wall = MonotonicClock.nowNanoseconds()
      let used = Self.processorSeconds()
      await pass(target)
      let seconds = Double(MonotonicClock.nowNanoseconds() - wall) / 1e9
      // The first round opens the connections.
      guard round > 0 else { continue }
      rates.append(Double(requests) / seconds)
      processor.append((Self.processorSeconds() - used) * 1e6 / Double(requests))
    }
    _ = await target.stop()
    print(
      "| \(streams ? "streamed" : "plain") | \(Int(Self.median(rates))) (\(Int(rates.max() ?? 0))) "
        + "| \(Int(Self.median(processor).rounded())) |"
    )
  }

  private func pass(_ target: any EvalTarget) async {
    let source = BoundedChannel<TargetCall>(limits: .init(items: 1000))
    let executor = ParallelExecutor<TargetCall, TargetReply>(
      ExecutorSettings(concurrency: .fixed(concurrency), attemptTimeout: .seconds(30)),
      seed: 1
    )
    let summary = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for begin in stride(from: 0, to: requests, by: 50) {
          let calls = (begin..<min(begin + 50, requests)).map(Self.call)
          try? await source.send(contentsOf: calls)
        }
        source.finish()
      }
      return await executor.run(from: source) { call, attempt throws(AttemptFailure) in
        try await target.reply(to: call, attempt)
      } deliver: { _ in
      }
    }
    precondition(summary.succeeded == requests, "\(summary)")
  }

  private static func call(_ index: Int) -> TargetCall {
    let question = JSONValue.string("What is the capital of country number \(index)?")
    return TargetCall(
      EvalCase(
        id: "case-\(index)",
        digest: "00",
        line: index + 1,
        input: question,
        expected: nil,
        row: .object(["question": question]),
        byteCount: 100
      )
    )
  }

  private static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }
}
