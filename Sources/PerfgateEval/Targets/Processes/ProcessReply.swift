import PerfgateModel
import PerfgateStreaming

/// What a process answers, as a JSON object.
struct ProcessReply {
  /// The longest wait that a process may ask for before another attempt.
  private static let longestWaitMilliseconds = 86_400_000

  private let object: JSONObject

  /// Takes the answer of a process.
  ///
  /// - Throws: `AttemptFailure` where it is an error, as it says itself.
  init(_ object: JSONObject) throws(AttemptFailure) {
    self.object = object
    guard let error = object["error"] else { return }
    throw Self.failure(error)
  }

  /// The answer of a target.
  ///
  /// - Throws: `AttemptFailure` where there is no output, or usage or cost are none.
  func targetReply() throws(AttemptFailure) -> AttemptReply<TargetReply> {
    do throws(JSONError) {
      var reply = TargetReply(output: try output())
      reply.usage = try usage()
      reply.costUSD = try cost()
      return AttemptReply(reply, tokens: reply.usage?.total)
    } catch {
      throw Self.misunderstood(error)
    }
  }

  /// The answer of a scorer.
  ///
  /// - Throws: `ScoringError` where there is no score from 0 to 1.
  func score() throws(ScoringError) -> Score {
    do throws(JSONError) {
      let node = try object.required("score")
      let value: Double
      if let flag = try? node.bool() {
        value = flag ? 1 : 0
      } else {
        value = try node.number()
      }
      guard (0...1).contains(value) else {
        throw JSONError("a score is from 0 to 1, found \(value)", offset: node.offset)
      }
      return Score(value, usage: try usage(), costUSD: try cost())
    } catch {
      throw ScoringError(kind: "reply", message: "the reply was not understood: \(error.message)")
    }
  }

  /// The answer of what makes vectors of texts.
  ///
  /// - Parameter count: How many there have to be.
  /// - Returns: So many vectors.
  /// - Throws: `ScoringError` where there are others.
  func vectors(_ count: Int) throws(ScoringError) -> [[Double]] {
    do throws(JSONError) {
      var vectors: [[Double]] = []
      if count == 1, object["vectors"] == nil, let vector = object["vector"] {
        vectors = [try vector.numbers()]
      } else {
        for vector in try object.required("vectors").array() {
          vectors.append(try vector.numbers())
        }
      }
      guard vectors.count == count, vectors.allSatisfy({ !$0.isEmpty }) else {
        throw JSONError(
          "expected \(count) vectors that are not empty, found \(vectors.count)",
          offset: object.offset
        )
      }
      return vectors
    } catch {
      throw ScoringError(kind: "reply", message: "the reply was not understood: \(error.message)")
    }
  }

  private func output() throws(JSONError) -> String {
    // A null is an output as well, and `required` would not find it.
    guard let node = object.members.first(where: { $0.key == "output" })?.value else {
      throw JSONError("'output' is missing from this object", offset: object.offset)
    }
    return (try? node.string()) ?? JSONWriter.text(node.written, form: .compact)
  }

  private func usage() throws(JSONError) -> TokenUsage? {
    guard let node = object["usage"] else { return nil }
    return try TokenUsage(node)
  }

  private func cost() throws(JSONError) -> Double? {
    guard let node = object["cost_usd"] ?? object["cost"] else { return nil }
    let cost = try node.number()
    guard cost >= 0 else {
      throw JSONError("a cost is 0 or more, found \(cost)", offset: node.offset)
    }
    return cost
  }

  /// An error as the process tells it: an object, or a text that is its message.
  private static func failure(_ node: JSONNode) -> AttemptFailure {
    do throws(JSONError) {
      if let message = try? node.string() {
        return AttemptFailure(.never, kind: "error", message: message)
      }
      let object = try node.object()
      let kind = try object["kind"]?.string() ?? "error"
      let wait = try object["retry_after_ms"]?.number()
      return AttemptFailure(
        retry(kind, wait),
        kind: kind,
        message: try object["message"]?.string() ?? kind
      )
    } catch {
      return misunderstood(error)
    }
  }

  private static func retry(_ kind: String, _ wait: Double?) -> AttemptFailure.Retry {
    let after = wait.map { Duration.milliseconds(min(max($0, 0), Double(longestWaitMilliseconds))) }
    if kind == "rate_limit" { return .throttled(after: after) }
    return after != nil || kind == "timeout" ? .possible(after: after) : .never
  }

  private static func misunderstood(_ error: JSONError) -> AttemptFailure {
    AttemptFailure(
      .never,
      kind: "reply",
      message: "the reply was not understood: \(error.message)"
    )
  }
}
