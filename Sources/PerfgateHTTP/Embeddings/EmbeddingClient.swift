package import PerfgateConfiguration
package import PerfgateEval
package import PerfgateModel
package import PerfgateStreaming
package import PerfgateSystem

/// A server with `/embeddings`.
///
/// Unlike a target it tries again itself, since scorers are not carried out by the executor.
package final class EmbeddingClient: Embedder {
  /// The most texts of one request; servers take 2,048 or fewer.
  private static let mostTexts = 256

  private let address: ServerAddress
  private let model: String
  private let parameters: JSONMembers
  private let access: ServerAccess
  private let timeout: Duration
  private let policy: RetryPolicy
  private let timeline: Timeline

  /// Checks a plan; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - plan: The server; its prompt does not count.
  ///   - timeout: The longest time for one attempt, above 0.
  ///   - policy: When a failed attempt is made again.
  ///   - environment: Where the key is looked for when the client starts.
  ///   - timeline: What time is while it waits.
  /// - Throws: `GateError` where the address is none.
  package init(
    _ plan: ServerPlan,
    timeout: Duration = .seconds(60),
    policy: RetryPolicy = RetryPolicy(),
    environment: ProcessEnvironment,
    timeline: Timeline = .continuous()
  ) throws(GateError) {
    address = try ServerAddress(plan.baseURL, path: "/embeddings")
    model = plan.model
    parameters = plan.parameters
    access = ServerAccess(
      keyVariable: plan.keyVariable,
      environment: environment,
      connectSeconds: timeout / .seconds(1)
    )
    self.timeout = timeout
    self.policy = policy
    self.timeline = timeline
  }

  /// Reads the key; the first request connects.
  ///
  /// - Throws: `GateError` where the key is missing or none.
  package func start() async throws(GateError) { try await access.open() }

  /// The vectors of texts, asked for in as few requests as there may be.
  ///
  /// - Parameter texts: Any number of them.
  /// - Returns: A vector for each, in their order, all of the same length and finite.
  /// - Throws: `ScoringError` where there is none.
  package func embed(_ texts: [String]) async throws(ScoringError) -> [[Double]] {
    var vectors: [[Double]] = []
    for start in stride(from: 0, to: texts.count, by: Self.mostTexts) {
      vectors += try await batch(Array(texts[start..<min(start + Self.mostTexts, texts.count)]))
    }
    if let length = vectors.first?.count, vectors.contains(where: { $0.count != length }) {
      throw ScoringError(
        kind: "reply",
        message: "\(address.shown) answered with vectors of different lengths"
      )
    }
    return vectors
  }

  /// Closes all connections.
  package func stop() async { await access.close() }

  private func batch(_ texts: [String]) async throws(ScoringError) -> [[Double]] {
    guard let session = access.session else {
      throw ScoringError(kind: "cancelled", message: "\(address.shown) is not started")
    }
    let own = parameters.sorted.filter { !["input", "model"].contains($0.key) }
    let body = JSONWriter.bytes(
      .object(
        JSONMembers(
          own.map { ($0.key, $0.value) } + [("input", .strings(texts)), ("model", .string(model))]
        )
      ),
      form: .compact
    )
    let begin = timeline.now()
    var retry = 0
    while true {
      let failure: AttemptFailure
      do throws(AttemptFailure) {
        let answer = try await attempt(body, session)
        return try vectors(answer, count: texts.count, session.key)
      } catch {
        failure = error
      }
      retry += 1
      let moment = nextAttempt(after: failure, retry: retry)
      guard let moment, moment < begin + policy.total,
        (try? await timeline.sleep(until: moment)) != nil
      else { throw ScoringError(kind: failure.kind, message: failure.message) }
    }
  }

  /// When another attempt is made; `nil` where none is.
  private func nextAttempt(after failure: AttemptFailure, retry: Int) -> Duration? {
    let named: Duration?
    switch failure.retry {
    case .never: return nil
    case .possible(let wait), .throttled(let wait): named = wait
    }
    guard retry <= policy.maximumRetries else { return nil }
    // Clients that failed together do not come back together.
    let own = policy.wait(
      beforeRetry: retry,
      ofTask: 0,
      seed: UInt64.random(in: 0 ... .max)
    )
    return timeline.now() + (named ?? own)
  }

  private func attempt(
    _ body: [UInt8],
    _ session: ServerAccess.Session
  ) async throws(AttemptFailure) -> ServerAnswer {
    let collector = ReplyCollector(readsStream: false)
    let answer: ServerAnswer
    do {
      answer = try await session.connections.send(
        to: address,
        body,
        key: session.key,
        within: timeout,
        to: collector
      )
    } catch {
      throw ConnectionFailure.of(error, address, limit: timeout, wasAnswering: collector.hasBegun)
    }
    guard answer.status == 200 else {
      throw StatusFailure.of(answer, key: session.key, caseID: "")
    }
    return answer
  }

  private func vectors(
    _ answer: ServerAnswer,
    count: Int,
    _ key: SecretKey?
  ) throws(AttemptFailure) -> [[Double]] {
    do throws(JSONError) {
      return try EmbeddingReply.vectors(answer.body, count: count)
    } catch {
      let bytes = Array(error.message.utf8.prefix(4096))
      let reason = Text.line(key?.masked(bytes) ?? bytes, atMost: 200)
      throw .wrongReply("the reply of \(address.shown) is none: \(reason)")
    }
  }
}
