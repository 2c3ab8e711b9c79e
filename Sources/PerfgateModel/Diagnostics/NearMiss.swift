/// Suggestions for mistyped names.
package enum NearMiss {
  /// The candidates nearest to a mistyped name, best first.
  ///
  /// - Parameters:
  ///   - name: What the user typed.
  ///   - candidates: The names that would have been right.
  ///   - most: How many to return at most.
  /// - Returns: Candidates within a third of the name's length in edits (at least one edit), or
  ///   that begin with the name.
  package static func suggestions(
    for name: String,
    among candidates: some Sequence<String>,
    most: Int = 3
  ) -> [String] {
    let typed = Array(name.lowercased().unicodeScalars.prefix(200))
    let reach = max(1, typed.count / 3)
    var ranked: [(distance: Int, name: String)] = []
    for candidate in candidates {
      let scalars = Array(candidate.lowercased().unicodeScalars.prefix(200))
      let distance = editDistance(typed, scalars)
      if distance <= reach {
        ranked.append((distance, candidate))
      } else if typed.count >= 2, scalars.starts(with: typed) {
        ranked.append((reach + 1, candidate))
      }
    }
    ranked.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(most).map(\.name)
  }

  /// The phrase ` (did you mean 'x'?)`, empty where nothing is near.
  package static func phrase(for name: String, among candidates: some Sequence<String>) -> String {
    suggestions(for: name, among: candidates, most: 1).first.map { " (did you mean '\($0)'?)" }
      ?? ""
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
  ///
  /// Source: Damerau, "A technique for computer detection and correction of spelling errors", 1964.
  private static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in b.indices {
        let substitution = previous[j] + (a[i] == b[j] ? 0 : 1)
        current[j + 1] = min(substitution, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
        }
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
