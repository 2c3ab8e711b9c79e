package import PerfgateModel

/// What a million tokens of a model cost, in US dollars.
package struct TokenPrice: Sendable, Equatable {
  /// Tokens that are read.
  package var input: Double
  /// Those of them that come from the provider's own cache.
  package var cached: Double
  /// Tokens that are written; what is thought and not shown is part of them.
  package var output: Double

  /// Creates a price; all numbers are at least 0.
  package init(input: Double, cached: Double, output: Double) {
    self.input = input
    self.cached = cached
    self.output = output
  }

  /// What tokens cost, in US dollars.
  package func cost(of usage: TokenUsage) -> Double {
    let fresh = Double(max(0, usage.input - usage.cached)) * input
    return (fresh + Double(usage.cached) * cached + Double(usage.output) * output) / 1_000_000
  }
}

/// What the tokens of models cost.
package struct PriceList: Sendable, Equatable {
  /// A model, or a pattern over models, and its price.
  package struct Entry: Sendable, Equatable {
    /// The name, or a pattern of `*`, `**` and `?`.
    package var pattern: String
    /// What its tokens cost.
    package var price: TokenPrice

    /// Creates an entry.
    package init(pattern: String, price: TokenPrice) {
      self.pattern = pattern
      self.price = price
    }
  }

  /// The entries, in the order of the text.
  package var entries: [Entry]

  /// Creates a list.
  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// What the tokens of a model cost: by its name, else by the first pattern that fits.
  ///
  /// - Parameter model: The model by the server's name.
  /// - Returns: `nil` where nothing names the model: it is unpriced, and not free.
  package func price(of model: String) -> TokenPrice? {
    let entry =
      entries.first { $0.pattern == model }
      ?? entries.first { GlobPattern($0.pattern).matches(model) }
    return entry?.price
  }

  /// What tokens of a model cost, in US dollars; `nil` where the model is unpriced.
  package func cost(of usage: TokenUsage, model: String) -> Double? {
    price(of: model)?.cost(of: usage)
  }
}

extension PriceList {
  /// The most models of a list.
  private static let mostEntries = 10_000
  private static let smallestForm = "gpt-large: {input: 2.50, cached: 1.25, output: 10}"

  /// Reads a list; the result depends on nothing but the arguments.
  ///
  /// - Parameters:
  ///   - text: YAML, or JSON, at most 1 MiB.
  ///   - path: The file's path, for messages.
  /// - Returns: The list.
  /// - Throws: `GateError` with exit 78 and every error of the text in the order of its places.
  package static func read(text: String, path: String) throws(GateError) -> PriceList {
    let problems = ProblemList(file: path)
    guard !text.allSatisfy(\.isWhitespace) else {
      throw GateError(
        .badConfiguration,
        "the price list is empty",
        at: SourcePlace(file: path),
        hints: [smallestForm]
      )
    }
    let list = NodeComposer.compose(text, problems: problems).flatMap { entries(of: $0, problems) }
    guard let list, !problems.hasErrors else {
      throw GateError(.badConfiguration, problems.errors())
    }
    return PriceList(list)
  }

  private static func entries(of node: ConfigurationNode, _ problems: ProblemList) -> [Entry]? {
    let root = NodeReader(
      name: "prices",
      node: node,
      keyPosition: TextPosition(line: 1, column: 1),
      problems: problems
    )
    guard case .mapping(let members) = node.content, !members.isEmpty else {
      root.report(
        "a price list is a mapping of models and prices, found \(node.found)",
        hints: [smallestForm]
      )
      return nil
    }
    guard members.count <= mostEntries else {
      root.report("there are \(members.count) models, at most \(mostEntries) are read")
      return nil
    }
    return root.members("a mapping of models and prices")?.compactMap(entry)
  }

  private static func entry(_ member: NodeReader) -> Entry? {
    guard !member.name.isEmpty else {
      member.problems.error("a model needs a name", at: member.keyPosition)
      return nil
    }
    guard let keys = member.mapping(.price) else { return nil }
    let input = keys.required("input", hints: ["add input: 2.50"])?.dollars()
    let cached = keys["cached"].map { $0.dollars() } ?? input
    let output = keys.required("output", hints: ["add output: 10"])?.dollars()
    guard let input, let cached, let output else { return nil }
    if cached > input {
      keys["cached"]?.report("'cached' must not be above 'input'")
    }
    return Entry(
      pattern: member.name,
      price: TokenPrice(input: input, cached: cached, output: output)
    )
  }
}

extension KeyTable {
  /// What a model costs; the file of `prices` has no schema of its own.
  fileprivate static let price = KeyTable("a price", "", ["input", "cached", "output"])
}

extension NodeReader {
  fileprivate func dollars() -> Double? {
    decimal(in: 0...1e9, shownAs: "of US dollars for a million tokens, such as 2.50")
  }
}
