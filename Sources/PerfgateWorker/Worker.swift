/// A program that answers perfgate's cases, one line of JSON for each.
///
/// ```swift
/// import PerfgateWorker
///
/// try await Worker.serve(maxInflight: 4) { request in
///   WorkerReply(output: try await model.answer(request.input.string ?? ""))
/// }
/// ```
///
/// perfgate starts the program as `target: {type: worker}` says, or as a scorer or for embeddings, and
/// closes its standard input at the end. The protocol is `perfgate.worker/1`.
public enum Worker {
  /// The name and version of the protocol.
  public static let protocolName = "perfgate.worker/1"

  /// Answers cases until perfgate closes the standard input.
  ///
  /// Standard input and output belong to the protocol from here on: what the program prints goes to
  /// standard error, which perfgate keeps and shows where a case fails, and whoever reads the standard
  /// input finds it empty. An error of one case is told and ends nothing.
  ///
  /// - Parameters:
  ///   - maxInflight: How many cases are answered at a time, at least 1.
  ///   - handler: Answers a case. A ``WorkerFailure`` is told as it is, any other error as one of
  ///     kind `exception`.
  /// - Throws: ``WorkerStreamError`` where the streams cannot be used.
  public static func serve(
    maxInflight: Int = 1,
    _ handler: @escaping @Sendable (WorkerRequest) async throws -> WorkerReply
  ) async throws(WorkerStreamError) {
    precondition(maxInflight >= 1, "a worker that takes no case")
    let streams = try ProtocolStreams.claim()
    streams.write(
      .object([
        "hello": .object([
          "protocol": .string(protocolName), "max_inflight": .number(Double(maxInflight)),
        ])
      ])
    )
    await withDiscardingTaskGroup { group in
      let places = InflightPlaces(maxInflight)
      for await line in streams.lines() where !line.isBlank {
        await places.take()
        group.addTask {
          streams.write(await LineAnswer.answer(line, handler))
          await places.giveBack()
        }
      }
    }
  }
}

extension [UInt8] {
  fileprivate var isBlank: Bool { allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }
}
