/// What became of one repeat of one case: a line of `cases/ID.jsonl`.
package struct CaseResult: Sendable, Equatable {
  /// What the header of a file of results names.
  package static let schema = "perfgate.results/1"

  /// The end of a case.
  package enum Outcome: String, Sendable, CaseIterable {
    /// Its scores are enough.
    case passed
    /// They are not.
    case failed
    /// The target or a scorer failed, so that nothing is known.
    case errored
    /// It was not tried, or not to the end.
    case skipped
  }

  /// Why a case errored.
  package struct Failure: Sendable, Equatable {
    /// What failed: `target`, or the name of a scorer.
    package var part: String
    /// What kind of failure, one word: `timeout`.
    package var kind: String
    /// What happened, one phrase.
    package var message: String

    /// Creates a failure.
    package init(part: String, kind: String, message: String) {
      self.part = part
      self.kind = kind
      self.message = message
    }
  }

  /// The SHA-256 of the case: what it asks and what is expected, in hexadecimal.
  package var caseDigest: String
  /// Which repeat, from 0.
  package var repeatIndex: Int
  /// The SHA-256 of everything else that the result depends on.
  package var configurationDigest: String
  /// The id of the case in its dataset.
  package var id: String
  /// Which cases belong together; `nil` where this one stands alone.
  package var cluster: String?
  /// Its end.
  package var outcome: Outcome
  /// Scores by scorer, 0 to 1; those that there are.
  package var scores: [String: Double]
  /// The weighted mean of the scores, 0 to 1; `nil` where one is missing.
  package var total: Double?
  /// What the target answered; `nil` where it did not.
  package var output: String?
  /// Why it errored; `nil` unless it did.
  package var failure: Failure?
  /// Why it was skipped; `nil` unless it was.
  package var skipReason: String?
  /// What the last attempt took, waits apart, in seconds; `nil` where none was made.
  package var serviceSeconds: Double?
  /// From the request to the first token, in seconds; `nil` where that is not known.
  package var firstTokenSeconds: Double?
  /// How long it waited for the rate limit, in seconds.
  package var rateLimitSeconds: Double
  /// The tokens of the target; `nil` where nobody says.
  package var usage: TokenUsage?
  /// What the target and paid scorers cost, in US dollars; `nil` where that is not known.
  package var costUSD: Double?
  /// How many attempts there were.
  package var attempts: Int

  /// Creates a result without anything that is not always there.
  package init(
    caseDigest: String,
    repeatIndex: Int,
    configurationDigest: String,
    id: String,
    outcome: Outcome
  ) {
    self.caseDigest = caseDigest
    self.repeatIndex = repeatIndex
    self.configurationDigest = configurationDigest
    self.id = id
    self.cluster = nil
    self.outcome = outcome
    self.scores = [:]
    self.total = nil
    self.output = nil
    self.failure = nil
    self.skipReason = nil
    self.serviceSeconds = nil
    self.firstTokenSeconds = nil
    self.rateLimitSeconds = 0
    self.usage = nil
    self.costUSD = nil
    self.attempts = 0
  }
}

extension CaseResult {
  /// What a line has besides `case`, `repeat` and `configuration`.
  package var members: JSONMembers {
    var members: [(String, JSONValue)] = [
      ("id", .string(id)), ("outcome", .string(outcome.rawValue)), ("attempts", .integer(attempts)),
    ]
    func add(_ key: String, _ value: JSONValue?) {
      if let value { members.append((key, value)) }
    }
    add("cluster", cluster.map(JSONValue.string))
    if !scores.isEmpty {
      add("scores", .object(JSONMembers(scores.map { ($0.key, .number($0.value)) })))
    }
    add("total", total.map(JSONValue.number))
    add("output", output.map(JSONValue.string))
    add("failure", failure?.json)
    add("skipped_because", skipReason.map(JSONValue.string))
    add("latency", serviceSeconds.map(JSONValue.number))
    add("ttft", firstTokenSeconds.map(JSONValue.number))
    add("rate_limit_wait", rateLimitSeconds > 0 ? .number(rateLimitSeconds) : nil)
    add("tokens", usage?.json)
    add("cost_usd", costUSD.map(JSONValue.number))
    return JSONMembers(members)
  }

  /// Reads a line.
  ///
  /// - Throws: `JSONError` where it is none.
  package init(_ object: JSONObject) throws(JSONError) {
    self.init(
      caseDigest: try object.required("case").string(),
      repeatIndex: try object.required("repeat").integer(atLeast: 0),
      configurationDigest: try object.required("configuration").string(),
      id: try object.required("id").string(),
      outcome: try object.required("outcome").choice(Outcome.self)
    )
    cluster = try object["cluster"]?.string()
    for member in try object["scores"]?.object().members ?? [] {
      scores[member.key] = try Self.share(member.value)
    }
    total = try object["total"].map { node throws(JSONError) in try Self.share(node) }
    output = try object["output"]?.string()
    failure = try object["failure"].map { node throws(JSONError) in try Failure(node) }
    skipReason = try object["skipped_because"]?.string()
    serviceSeconds = try object["latency"]?.number()
    firstTokenSeconds = try object["ttft"]?.number()
    rateLimitSeconds = try object["rate_limit_wait"]?.number() ?? 0
    usage = try object["tokens"].map { node throws(JSONError) in try TokenUsage(node) }
    costUSD = try object["cost_usd"]?.number()
    attempts = try object["attempts"]?.integer(atLeast: 0) ?? 0
  }

  private static func share(_ node: JSONNode) throws(JSONError) -> Double {
    let number = try node.number()
    guard (0...1).contains(number) else {
      throw JSONError("a score is from 0 to 1, found \(number)", offset: node.offset)
    }
    return number
  }
}

extension CaseResult.Failure {
  /// The failure as JSON.
  package var json: JSONValue {
    .object(["part": .string(part), "kind": .string(kind), "message": .string(message)])
  }

  /// Reads a failure.
  package init(_ node: JSONNode) throws(JSONError) {
    let object = try node.object()
    self.init(
      part: try object.required("part").string(),
      kind: try object.required("kind").string(),
      message: try object.required("message").string()
    )
  }
}
