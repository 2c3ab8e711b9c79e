/// An upper bound of what the aliases of a file expand to, found before anything is expanded.
///
/// An alias can only follow the end of the node it stands for, so that a node ends before the first
/// `*name` behind its `&name`; it holds at most the characters and the expanded aliases in between.
/// Signs inside of texts count too, which only makes the bound larger.
enum AliasBound {
  /// The largest expansion, in characters.
  static let maximumExpansion = 20_000_000.0

  /// What is wrong with the aliases of a file.
  struct Violation: Equatable {
    var message: String
    var index: Int
  }

  private struct Anchor {
    var index: Int
    var end: Int
    var size: Double?
  }

  /// Checks anchors and aliases.
  ///
  /// - Returns: What is wrong, and at which character; `nil` where the expansion is bounded.
  static func violation(in scalars: [Unicode.Scalar]) -> Violation? {
    let anchors = names(after: "&", in: scalars)
    guard !anchors.isEmpty else { return nil }
    let known = Set(anchors.map(\.name))
    let aliases = names(after: "*", in: scalars).filter { known.contains($0.name) }
    guard !aliases.isEmpty else { return nil }
    let used = Set(aliases.map(\.name))
    var table: [String: Anchor] = [:]
    for anchor in anchors where used.contains(anchor.name) {
      if table[anchor.name] != nil {
        return Violation(
          message: "the anchor '&\(MessageText.shortened(anchor.name))' is defined twice",
          index: anchor.index
        )
      }
      table[anchor.name] = Anchor(index: anchor.index, end: scalars.count)
    }
    return expansion(of: aliases, table: &table)
  }

  /// Walks through the aliases in the order of the text, each anchor's size being known by then.
  private static func expansion(
    of aliases: [(name: String, index: Int)],
    table: inout [String: Anchor]
  ) -> Violation? {
    var total = 0.0
    // Prefix sums of what the aliases so far expand to, for the aliases inside of an anchor.
    var sums: [(index: Int, sum: Double)] = []
    for alias in aliases {
      guard let anchor = table[alias.name], anchor.index < alias.index else { continue }
      let size: Double
      if let known = anchor.size {
        size = known
      } else {
        let before = sums.last { $0.index < anchor.index }?.sum ?? 0
        size = Double(alias.index - anchor.index) + total - before
        table[alias.name]?.size = size
      }
      total += size
      sums.append((alias.index, total))
      if total > maximumExpansion {
        return Violation(
          message: "the aliases of this file expand to more than it may hold",
          index: alias.index
        )
      }
    }
    return nil
  }

  /// Every `&name` or `*name`, whatever stands around it.
  private static func names(
    after sign: Unicode.Scalar,
    in scalars: [Unicode.Scalar]
  ) -> [(name: String, index: Int)] {
    var found: [(name: String, index: Int)] = []
    for index in scalars.indices where scalars[index] == sign {
      let name = scalars[(index + 1)...].prefix(while: isNameScalar)
      if !name.isEmpty { found.append((String(String.UnicodeScalarView(name)), index)) }
    }
    return found
  }

  private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
    default: false
    }
  }
}
