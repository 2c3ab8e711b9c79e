/// One value, read as what its key asks for; whatever does not fit is reported, and `nil` returned.
struct NodeReader {
  /// The key it belongs to, as messages name it.
  let name: String
  /// The value.
  let node: ConfigurationNode
  /// Where its key stands; the value's own place for items of a list.
  let keyPosition: TextPosition
  /// Receives what does not fit.
  let problems: ProblemList

  /// Reports an error at the value.
  func report(_ message: String, hints: [String] = []) {
    problems.error(message, at: node.isNothing ? keyPosition : node.position, hints: hints)
  }

  /// Reports that something else was expected.
  func reportMismatch(_ expected: String, hints: [String] = []) {
    report("'\(name)' must be \(expected), found \(node.found)", hints: hints)
  }

  /// Any scalar as it is written: `off`, `1.10` and `true` are text here; nothing is empty text.
  func verbatim(_ expected: String = "text") -> String? {
    guard case .scalar(let text, _) = node.content else {
      reportMismatch(expected)
      return nil
    }
    if text.unicodeScalars.contains("\0") {
      report("'\(name)' must not hold a NUL character")
      return nil
    }
    return text
  }

  /// Text that says something.
  func text(_ expected: String = "text") -> String? {
    guard !node.isNothing else {
      reportMismatch(expected)
      return nil
    }
    guard let text = verbatim(expected) else { return nil }
    if text.isEmpty {
      report("'\(name)' must not be empty")
      return nil
    }
    return text
  }

  /// Text of one line without control characters, at most 200 bytes.
  func label(_ expected: String = "text") -> String? {
    guard let text = text(expected) else { return nil }
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      report("'\(name)' must not hold control characters")
      return nil
    }
    guard text.utf8.count <= 200 else {
      report("'\(name)' has \(text.utf8.count) bytes, at most 200 are allowed")
      return nil
    }
    return text
  }

  /// The items of a list, named like the list.
  func items(_ expected: String = "a list") -> [NodeReader]? {
    guard case .sequence(let nodes) = node.content else {
      reportMismatch(expected)
      return nil
    }
    return nodes.map {
      NodeReader(name: name, node: $0, keyPosition: $0.position, problems: problems)
    }
  }

  /// A mapping with known keys.
  func mapping(_ table: KeyTable) -> MappingReader? {
    guard case .mapping(let entries) = node.content else {
      report(
        "\(table.subject) must be a mapping, found \(node.found)",
        hints: ["known keys: \(table.keys.joined(separator: ", "))"]
      )
      return nil
    }
    return MappingReader(entries, at: node.position, table: table, problems: problems)
  }

  /// A mapping whose keys are the user's; each value is named by its key.
  func members(_ expected: String) -> [NodeReader]? {
    guard case .mapping(let entries) = node.content else {
      reportMismatch(expected)
      return nil
    }
    return entries.map {
      NodeReader(
        name: $0.key,
        node: $0.value,
        keyPosition: $0.keyPosition,
        problems: problems
      )
    }
  }
}
