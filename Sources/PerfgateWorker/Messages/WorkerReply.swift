/// What a worker answers.
public struct WorkerReply: Sendable, Equatable {
  /// The answer itself.
  public enum Content: Sendable, Equatable {
    /// The output of a target: text, or any JSON value.
    case output(WorkerValue)
    /// The score of a scorer, from 0 to 1.
    case score(Double)
    /// The embedding of a text.
    case vector([Double])
    /// The embeddings of several texts, in their order.
    case vectors([[Double]])
  }

  /// The answer itself.
  public var content: Content
  /// The tokens that it needed; `nil` where that is not known.
  public var usage: WorkerUsage?
  /// What it cost, in US dollars; `nil` where that is not known.
  public var costUSD: Double?

  /// Creates a reply.
  public init(_ content: Content, usage: WorkerUsage? = nil, costUSD: Double? = nil) {
    self.content = content
    self.usage = usage
    self.costUSD = costUSD
  }

  /// Creates the reply of a target that answers with text.
  public init(output: String, usage: WorkerUsage? = nil, costUSD: Double? = nil) {
    self.init(.output(.string(output)), usage: usage, costUSD: costUSD)
  }

  /// The members of the line, the id apart.
  var members: [String: WorkerValue] {
    var members: [String: WorkerValue] = [:]
    switch content {
    case .output(let value): members["output"] = value
    case .score(let score): members["score"] = .number(score)
    case .vector(let vector): members["vector"] = .array(vector.map(WorkerValue.number))
    case .vectors(let vectors):
      members["vectors"] = .array(vectors.map { .array($0.map(WorkerValue.number)) })
    }
    members["usage"] = usage?.value
    members["cost_usd"] = costUSD.map(WorkerValue.number)
    return members
  }
}

/// The tokens of a reply.
public struct WorkerUsage: Sendable, Equatable {
  /// What was read, `cached` included.
  public var input: Int
  /// What was read from the provider's own cache.
  public var cached: Int
  /// What was written, `reasoning` included.
  public var output: Int
  /// What was thought and not shown.
  public var reasoning: Int

  /// Creates a usage; all numbers are at least 0.
  public init(input: Int = 0, cached: Int = 0, output: Int = 0, reasoning: Int = 0) {
    self.input = input
    self.cached = cached
    self.output = output
    self.reasoning = reasoning
  }

  var value: WorkerValue {
    .object(
      [("input", input), ("cached", cached), ("output", output), ("reasoning", reasoning)]
        .reduce(into: [:]) { $0[$1.0] = .number(Double($1.1)) }
    )
  }
}

/// Why there is no answer.
public struct WorkerFailure: Error, Sendable, Equatable {
  /// One word: `rate_limit` slows everybody down, `timeout` is tried again.
  public var kind: String
  /// What happened, one phrase.
  public var message: String
  /// After how many milliseconds trying again may help; `nil` where it does not.
  public var retryAfterMilliseconds: Int?

  /// Creates a failure.
  public init(kind: String, message: String, retryAfterMilliseconds: Int? = nil) {
    self.kind = kind
    self.message = message
    self.retryAfterMilliseconds = retryAfterMilliseconds
  }

  /// The members of the line, the id apart.
  var members: [String: WorkerValue] {
    var error: [String: WorkerValue] = ["kind": .string(kind), "message": .string(message)]
    error["retry_after_ms"] = retryAfterMilliseconds.map { .number(Double($0)) }
    return ["error": .object(error)]
  }
}
