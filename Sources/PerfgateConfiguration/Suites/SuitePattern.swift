package import PerfgateModel

/// Configurations of other suites that belong to a run: `packages/*/perfgate.yaml`.
package struct SuitePattern: Sendable, Equatable {
  /// A path relative to the file's folder; `*`, `**` and `?` stand for names in it.
  package var text: String
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a pattern.
  package init(text: String, location: SourcePlace) {
    self.text = text
    self.location = location
  }
}

extension SuitePattern {
  /// The most patterns of a file.
  private static let mostPatterns = 1000

  /// Reads the key `suites`: one pattern, or a list of them.
  static func read(_ reader: NodeReader?) -> [SuitePattern] {
    guard let reader else { return [] }
    guard case .sequence = reader.node.content else {
      return [reader].compactMap(pattern)
    }
    let items = reader.items() ?? []
    if items.isEmpty {
      reader.report("'suites' must not be empty", hints: ["suites: [packages/*/perfgate.yaml]"])
    } else if items.count > mostPatterns {
      reader.report("there are \(items.count) patterns, at most \(mostPatterns) are read")
      return []
    }
    return items.compactMap(pattern)
  }

  private static func pattern(_ reader: NodeReader) -> SuitePattern? {
    guard let text = reader.text("a path such as packages/*/perfgate.yaml") else { return nil }
    return SuitePattern(
      text: text.precomposed,
      location: reader.problems.location(reader.node.position)
    )
  }
}
