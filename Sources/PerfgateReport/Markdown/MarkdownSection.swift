internal import PerfgateModel

/// A part of a comment whose rows may be left out from the end where the comment would grow too long.
struct MarkdownSection {
  /// In which order sections lose rows; failures come last.
  enum Rank: Int, CaseIterable {
    case unchanged
    case stages
    case cases
    case environment
    case new
    case learning
    case undecided
    case notices
    case improved
    case warnings
    case measurements
    case outputs
    case explanations
    case nextSteps
    case failures
  }

  /// When it loses rows.
  var rank: Rank
  /// What its rows are called where some were left out.
  var label: String
  /// What stands before the rows.
  var head: String
  /// One element a row, escaped; those that are sure not to fit are never made.
  private(set) var rows: [String]
  /// What stands behind the rows.
  var foot = ""
  private var leftOut = 0

  /// Creates a section that is always unfolded.
  init(
    _ rank: Rank,
    label: String,
    head: String,
    rows: some Collection<String>,
    foot: String = "",
    maximumBytes: Int = .max
  ) {
    self.rank = rank
    self.label = label
    self.head = head
    self.rows = []
    self.foot = foot
    var bytes = 0
    for row in rows {
      guard bytes <= maximumBytes else { break }
      bytes += row.utf8.count + 1
      self.rows.append(row)
    }
    leftOut = rows.count - self.rows.count
  }

  /// Creates a section that a reader unfolds.
  static func folded(
    _ rank: Rank,
    label: String,
    title: String,
    head: String = "",
    rows: some Collection<String>,
    foot: String = "",
    maximumBytes: Int = .max
  ) -> MarkdownSection {
    let opening = "<details><summary>\(title)</summary>\n" + (head.isEmpty ? "" : "\n\(head)")
    let closing = (foot.isEmpty ? "" : "\(foot)\n") + "\n</details>"
    return MarkdownSection(
      rank,
      label: label,
      head: opening,
      rows: rows,
      foot: closing,
      maximumBytes: maximumBytes
    )
  }

  /// Leaves rows out from the end until so many bytes are freed, or none is left.
  mutating func leaveOut(bytes: Int) {
    var freed = 0
    while freed < bytes, let row = rows.popLast() {
      freed += row.utf8.count + 1
      leftOut += 1
    }
  }

  /// The section as Markdown; empty where there is nothing to say.
  func text(maximumBytes: Int) -> String {
    let limit = QuantityText.fixed(Double(maximumBytes), decimals: 0)
    if rows.isEmpty {
      guard leftOut > 0 else { return "" }
      return "*\(label): \(leftOut) left out, since a comment is limited to \(limit) bytes*"
    }
    let whole = ([head] + rows + [foot]).filter { !$0.isEmpty }.joined(separator: "\n")
    guard leftOut > 0 else { return whole }
    return "\(whole)\n\n*\(label): \(leftOut) more left out, since a comment is limited to "
      + "\(limit) bytes*"
  }
}

/// Sections that together stay within a number of bytes.
struct MarkdownBudget {
  /// Room for the remarks on what was left out.
  private static let remarkBytes = 120

  /// Joins sections, leaving rows out in the order of their ranks.
  ///
  /// - Parameters:
  ///   - opening: What is never left out.
  ///   - sections: In the order in which they are read.
  ///   - maximumBytes: The size that is not exceeded.
  /// - Returns: The comment.
  static func join(
    opening: [String],
    _ sections: [MarkdownSection],
    maximumBytes: Int
  ) -> String {
    var sections = sections
    var text = joined(opening, sections, maximumBytes)
    for rank in MarkdownSection.Rank.allCases {
      for index in sections.indices.reversed() where sections[index].rank == rank {
        // A second pass pays for the remark that the first one added.
        for _ in 0..<2 where text.utf8.count > maximumBytes {
          sections[index].leaveOut(bytes: text.utf8.count - maximumBytes + remarkBytes)
          text = joined(opening, sections, maximumBytes)
        }
      }
    }
    return text
  }

  private static func joined(
    _ opening: [String],
    _ sections: [MarkdownSection],
    _ maximumBytes: Int
  ) -> String {
    let texts = opening + sections.map { $0.text(maximumBytes: maximumBytes) }
    return texts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}
