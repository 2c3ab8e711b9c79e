internal import Yams

/// Composes the nodes of one YAML document, with everything bounded that a hostile file could blow up.
struct NodeComposer {
  /// The deepest nesting of lists and mappings.
  static let maximumDepth = 24
  /// The most values of one file, aliases expanded.
  static let maximumNodes = 100_000
  /// The most keys given twice that are told in one go.
  private static let mostDuplicates = 20

  private let problems: ProblemList
  /// Keys that were made unique in the text so that the rest of it can be read, by place.
  private var originals: [TextPosition: String] = [:]
  private var nodeCount = 0
  private var isTooLarge = false

  private init(problems: ProblemList) {
    self.problems = problems
  }

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: YAML or JSON.
  ///   - problems: Receives what is wrong.
  /// - Returns: The value of the document; `nil` where it cannot be read at all.
  static func compose(_ text: String, problems: ProblemList) -> ConfigurationNode? {
    guard text.utf8.count <= SourceText.maximumBytes else {
      problems.error(
        "the file has \(text.utf8.count) bytes, at most \(SourceText.maximumBytes) are read",
        at: nil
      )
      return nil
    }
    let source = SourceText(text)
    guard isReadable(source, problems: problems) else { return nil }
    var composer = NodeComposer(problems: problems)
    guard let root = composer.parse(source) else { return nil }
    let node = composer.convert(root, depth: 0)
    return composer.isTooLarge ? nil : node
  }

  private static func isReadable(_ source: SourceText, problems: ProblemList) -> Bool {
    let forbidden = source.forbidden(most: 5)
    for (scalar, position) in forbidden {
      let hex = String(scalar.value, radix: 16, uppercase: true)
      let code = String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
      problems.error(
        "the control character U+\(code) must not stand in YAML",
        at: position,
        hints: ["write it as an escape in double quotes, or remove it"]
      )
    }
    guard forbidden.isEmpty else { return false }
    guard source.nestingCost <= SourceText.maximumNestingCost else {
      problems.error("the file is nested too deeply for its size", at: nil)
      return false
    }
    if let violation = AliasBound.violation(in: source.scalars) {
      problems.error(violation.message, at: source.position(of: violation.index))
      return false
    }
    return true
  }

  /// Parses; a key given twice is renamed and parsed again, since the parser stops at it.
  private mutating func parse(_ source: SourceText) -> Node? {
    var source = source
    while true {
      do {
        let parser = try Parser(yaml: source.text, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
          problems.error("the file is empty", at: nil, hints: [Self.smallestForm])
          return nil
        }
        return root
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let position = TextPosition(line: context.mark.line, column: context.mark.column)
        let name = names.first ?? ""
        let placeholder = Unicode.Scalar(0xE000 + UInt32(originals.count)) ?? "\u{E000}"
        guard originals.count < Self.mostDuplicates, originals[position] == nil,
          source.replaceKey(at: position, with: placeholder)
        else {
          problems.error("the key '\(MessageText.shortened(name))' is given twice", at: position)
          return nil
        }
        originals[position] = name
      } catch {
        let fault = YAMLFault(error, in: source)
        problems.error(fault.message, at: fault.position, notes: fault.notes, hints: fault.hints)
        return nil
      }
    }
  }

  /// What to write where nothing is.
  static let smallestForm = "the smallest file is: benchmarks: [./program argument]"

  private mutating func convert(_ node: Node, depth: Int) -> ConfigurationNode? {
    let position =
      node.mark.map { TextPosition(line: $0.line, column: $0.column) }
      ?? TextPosition(line: 1, column: 1)
    nodeCount += 1
    guard depth <= Self.maximumDepth, nodeCount <= Self.maximumNodes else {
      if !isTooLarge {
        let limit =
          depth > Self.maximumDepth
          ? "nested deeper than \(Self.maximumDepth) levels"
          : "more than \(Self.maximumNodes) values"
        problems.error("the file holds \(limit)", at: position)
      }
      isTooLarge = true
      return nil
    }
    switch node {
    case .scalar(let scalar):
      checkTag(scalar.tag.rawValue, at: position)
      return ConfigurationNode(
        content: .scalar(scalar.string, isPlain: scalar.style == .plain),
        position: position
      )
    case .sequence(let sequence):
      checkTag(sequence.tag.rawValue, at: position)
      var items: [ConfigurationNode] = []
      for item in sequence where !isTooLarge {
        if let converted = convert(item, depth: depth + 1) { items.append(converted) }
      }
      return ConfigurationNode(content: .sequence(items), position: position)
    case .mapping(let mapping):
      checkTag(mapping.tag.rawValue, at: position)
      return ConfigurationNode(
        content: .mapping(entries(of: mapping, depth: depth)),
        position: position
      )
    case .alias:
      problems.error("an alias stands where its own value is being defined", at: position)
      return nil
    }
  }

  private mutating func entries(
    of mapping: Node.Mapping,
    depth: Int
  ) -> [ConfigurationNode.Entry] {
    var entries: [ConfigurationNode.Entry] = []
    var places: [String: TextPosition] = [:]
    for (keyNode, valueNode) in mapping where !isTooLarge {
      guard let key = convert(keyNode, depth: depth + 1) else { continue }
      guard case .scalar(let written, let isPlain) = key.content else {
        problems.error("a key must be text, found \(key.found)", at: key.position)
        continue
      }
      let name = originals[key.position] ?? written
      if name == "<<", isPlain {
        problems.error(
          "merge keys ('<<') are not supported",
          at: key.position,
          hints: ["put shared settings under 'defaults', or use an alias for a whole value"]
        )
        continue
      }
      if let first = places[name] {
        problems.error(
          "the key '\(MessageText.shortened(name))' is already given on line \(first.line)",
          at: key.position
        )
        continue
      }
      places[name] = key.position
      guard let value = convert(valueNode, depth: depth + 1) else { continue }
      entries.append(.init(key: name, keyPosition: key.position, value: value))
    }
    return entries
  }

  private func checkTag(_ tag: String, at position: TextPosition) {
    let prefix = "tag:yaml.org,2002:"
    let known = ["", "!", "\(prefix)str", "\(prefix)seq", "\(prefix)map"]
    guard !known.contains(tag) else { return }
    let shown = tag.hasPrefix(prefix) ? "!!\(tag.dropFirst(prefix.count))" : tag
    problems.error("tags ('\(MessageText.shortened(shown))') are not supported", at: position)
  }
}
