/// The tokens of one or several replies, as the server counts them.
package struct TokenUsage: Sendable, Equatable {
  /// What was read, `cached` included.
  package var input: Int
  /// What was read from the provider's own cache.
  package var cached: Int
  /// What was written, `reasoning` included.
  package var output: Int
  /// What was thought and not shown.
  package var reasoning: Int

  /// Creates a usage; all numbers are at least 0.
  package init(input: Int = 0, cached: Int = 0, output: Int = 0, reasoning: Int = 0) {
    self.input = input
    self.cached = cached
    self.output = output
    self.reasoning = reasoning
  }

  /// What was read and written.
  package var total: Int {
    let (sum, overflow) = input.addingReportingOverflow(output)
    return overflow ? .max : sum
  }

  /// The usage of two replies together.
  package static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
    TokenUsage(
      input: left.input + right.input,
      cached: left.cached + right.cached,
      output: left.output + right.output,
      reasoning: left.reasoning + right.reasoning
    )
  }
}

extension TokenUsage {
  /// The most tokens of one reply that are believed: sums of them stay within integers.
  package static let most = 1_000_000_000

  /// The usage as JSON.
  package var json: JSONValue {
    .object([
      "input": .integer(input), "cached": .integer(cached), "output": .integer(output),
      "reasoning": .integer(reasoning),
    ])
  }

  /// Reads a usage; what is not said is 0.
  ///
  /// - Throws: `JSONError` where a number is none, negative, above `most`, or more than it is part of.
  package init(_ node: JSONNode) throws(JSONError) {
    let object = try node.object()
    self.init()
    for (key, path) in [
      ("input", \TokenUsage.input), ("cached", \.cached), ("output", \.output),
      ("reasoning", \.reasoning),
    ] {
      guard let value = object[key] else { continue }
      let tokens = try value.integer(atLeast: 0)
      guard tokens <= Self.most else {
        throw JSONError("'\(key)' is \(tokens) tokens: more than any reply", offset: value.offset)
      }
      self[keyPath: path] = tokens
    }
    guard cached <= input, reasoning <= output else {
      throw JSONError("a part of the tokens is more than all of them", offset: object.offset)
    }
  }
}
