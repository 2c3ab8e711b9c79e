/// A pattern over benchmarks, as `--filter` takes it: `parse/*`, or `parse/*[size=1000]`.
///
/// A pattern over ids, then, in brackets, parameters that a benchmark must have: one value of each
/// is a pattern, too, and parameters that are not named may have any value. A benchmark's whole name
/// selects it, and in a run of several suites `suite:` may stand before it.
package struct SelectionPattern: Sendable {
  /// The pattern as the user wrote it.
  package let text: String
  private let whole: GlobPattern
  /// Each way to read the text as an id and parameters.
  private let parts: [(id: GlobPattern, parameters: [(name: String, value: GlobPattern)])]

  /// Compiles a pattern; every text is one.
  package init(_ text: String) {
    self.text = text
    whole = GlobPattern(text)
    parts = text.hasSuffix("]") ? Self.readings(of: text) : []
  }

  /// Whether a benchmark is meant.
  package func matches(_ key: BenchmarkKey) -> Bool {
    if whole.matches(key.id.text) || !key.parameters.isEmpty && whole.matches(key.name) {
      return true
    }
    if let suite = key.suite,
      whole.matches("\(suite):\(key.id.text)") || whole.matches(key.description)
    {
      return true
    }
    return parts.contains { part in
      let isNamed =
        part.id.matches(key.id.text)
        || key.suite.map { part.id.matches("\($0):\(key.id.text)") } ?? false
      return isNamed
        && part.parameters.allSatisfy { parameter in
          key.parameters[parameter.name].map(parameter.value.matches) ?? false
        }
    }
  }

  /// An id may hold brackets itself: each opening one may begin the parameters.
  private static func readings(
    of text: String
  ) -> [(id: GlobPattern, parameters: [(name: String, value: GlobPattern)])] {
    text.indices.filter { text[$0] == "[" && $0 > text.startIndex }.prefix(mostReadings)
      .compactMap { bracket in
        let inside = text[text.index(after: bracket)...].dropLast()
        var parameters: [(name: String, value: GlobPattern)] = []
        for pair in inside.split(separator: ",", omittingEmptySubsequences: false) {
          guard let equals = pair.firstIndex(of: "=") else { return nil }
          let value = GlobPattern(String(pair[pair.index(after: equals)...]))
          parameters.append((name: String(pair[..<equals]), value: value))
        }
        return (id: GlobPattern(String(text[..<bracket])), parameters: parameters)
      }
  }

  private static let mostReadings = 8
}
