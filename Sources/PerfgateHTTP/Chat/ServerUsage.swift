import PerfgateModel

/// The tokens of a reply as an OpenAI-compatible server counts them.
enum ServerUsage {
  /// Reads `usage`.
  ///
  /// - Throws: `JSONError` where a number is missing, none, negative, more than any reply needs, or
  ///   more than what it is a part of.
  static func read(_ node: JSONNode) throws(JSONError) -> TokenUsage {
    let object = try node.object()
    let usage = TokenUsage(
      input: try required("prompt_tokens", object),
      cached: try part("cached_tokens", of: "prompt_tokens_details", object),
      output: try required("completion_tokens", object),
      reasoning: try part("reasoning_tokens", of: "completion_tokens_details", object)
    )
    guard usage.cached <= usage.input else {
      throw JSONError(
        "\(usage.cached) cached tokens of \(usage.input) prompt tokens",
        offset: object.offset
      )
    }
    guard usage.reasoning <= usage.output else {
      throw JSONError(
        "\(usage.reasoning) reasoning tokens of \(usage.output) completion tokens",
        offset: object.offset
      )
    }
    return usage
  }

  private static func part(
    _ key: String,
    of details: String,
    _ object: JSONObject
  ) throws(JSONError) -> Int {
    guard let details = try object[details]?.object() else { return 0 }
    return try count(key, details) ?? 0
  }

  private static func count(_ key: String, _ object: JSONObject) throws(JSONError) -> Int? {
    guard let node = object[key] else { return nil }
    let tokens: Int
    do throws(JSONError) {
      tokens = try node.integer(atLeast: 0)
    } catch {
      throw JSONError("'\(key)': \(error.message)", offset: error.offset)
    }
    guard tokens <= TokenUsage.most else {
      throw JSONError("'\(key)' is \(tokens) tokens: more than any reply", offset: node.offset)
    }
    return tokens
  }

  private static func required(_ key: String, _ object: JSONObject) throws(JSONError) -> Int {
    guard let tokens = try count(key, object) else {
      throw JSONError("'\(key)' is missing", offset: object.offset)
    }
    return tokens
  }
}
