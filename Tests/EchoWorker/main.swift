import PerfgateWorker

private struct Unexpected: Error {}

private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)

// What a worker does that is written in Swift; the input says what is asked of it.
print("loading")
try await Worker.serve(maxInflight: 2) { request in
  print("asked for", request.caseID)
  switch request.input.string {
  case "slow":
    // Until a case behind it was answered.
    for await _ in arrivals { break }
    return WorkerReply(output: "slow")
  case "throttled":
    throw WorkerFailure(kind: "rate_limit", message: "too many", retryAfterMilliseconds: 250)
  case "broken": throw Unexpected()
  case "score": return WorkerReply(.score(0.25))
  case "vector": return WorkerReply(.vector([1, 0.5]))
  case "infinite": return WorkerReply(.score(.infinity))
  default:
    arrival.yield()
    return WorkerReply(
      .output(request.input),
      usage: WorkerUsage(input: 3, output: request.repeatIndex),
      costUSD: 0.25
    )
  }
}
