internal import PerfgateModel

extension NodeReader {
  /// The most of anything that is counted in tokens, requests or places.
  static var mostCounted: Int { 1_000_000_000_000 }

  /// A decimal number as JSON has it, `1e-6` too; only unquoted.
  ///
  /// - Parameters:
  ///   - range: What makes sense.
  ///   - bounds: The range as a person writes it, `from 0 to 1`.
  /// - Returns: The number; `nil` where something else was found, which is reported.
  func decimal(in range: ClosedRange<Double>, shownAs bounds: String) -> Double? {
    guard case .scalar(let text, isPlain: true) = node.content, let number = Self.number(text),
      range.contains(number)
    else {
      reportMismatch("a number \(bounds)")
      return nil
    }
    return number
  }

  /// A score: a number from 0 to 1.
  func score() -> Double? { decimal(in: 0...1, shownAs: "from 0 to 1, such as 0.8") }

  /// A whole number of at least 1 that may end in k, M or G: `150k`, `2M`.
  func tally() -> Int? {
    let expected = "a whole number of at least 1, such as 150000, 150k or 2M"
    let factors = ["": 1.0, "k": 1e3, "M": 1e6, "G": 1e9]
    guard case .scalar(let text, _) = node.content, let parts = QuantityGrammar.parts(text),
      !parts.isNegative, let factor = factors[parts.unit],
      let value = Int(exactly: (parts.magnitude * factor).rounded()),
      abs(parts.magnitude * factor - Double(value)) < 1e-6, (1...Self.mostCounted).contains(value)
    else {
      reportMismatch(expected)
      return nil
    }
    return value
  }

  /// A path of keys and places in a row or a reply: `answers.0.text`.
  func fieldPath() -> String? {
    guard let text = label("a field such as answers.0.text") else { return nil }
    guard !text.split(separator: ".", omittingEmptySubsequences: false).contains("") else {
      report("'\(name)' has an empty part, found \(node.found)", hints: ["answers.0.text"])
      return nil
    }
    return text
  }

  /// The name of a variable.
  ///
  /// What was found is not shown: it may be the secret itself.
  func variableName() -> String? {
    if case .scalar(let text, _) = node.content, !node.isNothing, VariableName.isValid(text) {
      return text
    }
    report(
      "'\(name)' must be the name of a variable, such as API_KEY",
      hints: ["letters, digits and '_', no digit first; the value itself is written nowhere"]
    )
    return nil
  }

  /// Names of variables, each once.
  func variableNames() -> [String]? {
    guard let items = items("a list of variables") else { return nil }
    var names: [String] = []
    for item in items {
      guard let variable = item.variableName() else { continue }
      if names.contains(variable) { item.report("the variable '\(variable)' is given twice") }
      names.append(variable)
    }
    if items.isEmpty { report("'\(name)' must not be empty") }
    return names
  }

  /// One text, or a list of texts, at least one.
  func texts() -> [String]? {
    guard case .sequence = node.content else {
      return text("text, or a list of texts").map { [$0] }
    }
    guard let items = items() else { return nil }
    if items.isEmpty { report("'\(name)' must not be empty") }
    return items.compactMap { $0.text() }
  }

  /// A path.
  func path(_ expected: String = "a path") -> String? { text(expected)?.precomposed }

  /// Any value as JSON: unquoted words that JSON knows are what they are there, all others text.
  func json() -> JSONValue? {
    switch node.content {
    case .scalar(let text, let isPlain): return scalar(text, isPlain: isPlain)
    case .sequence(let nodes):
      let items = nodes.map {
        NodeReader(name: name, node: $0, keyPosition: $0.position, problems: problems).json()
      }
      return items.contains { $0 == nil } ? nil : .array(items.compactMap { $0 })
    case .mapping: return jsonMembers().map(JSONValue.object)
    }
  }

  /// A mapping as JSON.
  func jsonMembers() -> JSONMembers? {
    guard let members = members("a mapping") else { return nil }
    let values = members.map { ($0.name, $0.json()) }
    guard !values.contains(where: { $0.1 == nil }) else { return nil }
    return JSONMembers(values.compactMap { key, value in value.map { (key, $0) } })
  }

  private func scalar(_ text: String, isPlain: Bool) -> JSONValue? {
    guard isPlain else { return .string(text) }
    if node.isNothing { return .null }
    if text == "true" || text == "false" { return .bool(text == "true") }
    guard let number = Self.number(text) else { return .string(text) }
    // A whole number that a Double does not hold would be another one.
    guard
      abs(number) <= 9_007_199_254_740_992
        || !text.utf8.allSatisfy({ $0 == 0x2D || $0 & 0xF0 == 0x30 })
    else {
      report(
        "'\(MessageText.shortened(name))' has more digits than a JSON number keeps, found \(node.found)",
        hints: ["put it in quotes where it is text"]
      )
      return nil
    }
    return .number(number)
  }

  private static func number(_ text: String) -> Double? {
    guard let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first) else {
      return nil
    }
    return try? JSONReader.read(Array(text.utf8)).number()
  }
}

extension MappingReader {
  /// Reports keys that say nothing where another key has the value that it has.
  ///
  /// - Parameters:
  ///   - keys: The keys that say something.
  ///   - all: The keys of which others are dead.
  ///   - holder: What they are not for, `an exec target`.
  func reportDead(except keys: Set<String>, among all: [String], of holder: String) {
    for key in all where !keys.contains(key) {
      guard let reader = self[key] else { continue }
      reader.problems.error(
        "'\(key)' says nothing of \(holder)",
        at: reader.keyPosition,
        hints: ["remove it; \(holder) has: \(all.filter(keys.contains).joined(separator: ", "))"]
      )
    }
  }
}
