/// Text for GitHub's and GitLab's Markdown.
package enum MarkdownText {
  /// The longest name that is shown whole, in characters.
  static let maximumNameLength = 300

  /// Free text on one line that is shown as it is: no markup, link, mention or reference comes of it.
  ///
  /// References are found in the rendered text, behind all escapes, so that a zero-width space must break them.
  ///
  /// - Parameters:
  ///   - text: Any text.
  ///   - startsLine: Whether it begins a line or a list item, where more is markup.
  /// - Returns: Markdown on one line.
  package static func text(_ text: String, startsLine: Bool = true) -> String {
    let scalars = Array(VisibleText.singleLine(text).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "|": result.append(contentsOf: "&#124;".unicodeScalars)
      case "_" where isWithinWord(scalars, at: index): result.append(scalar)
      case "\\", "`", "*", "_", "[", "]", "~", "$", "#", "!":
        result.append("\\")
        result.append(scalar)
      default: result.append(scalar)
      }
      if startsReference(scalars, at: index) { result.append("\u{200B}") }
    }
    return startsLine ? guardedStart(String(result)) : String(result)
  }

  /// A code span, within which nothing is markup, link or mention.
  ///
  /// - Parameters:
  ///   - text: Any text; its middle is left out beyond 300 characters.
  ///   - inTable: Whether it stands in a table's cell, where a pipe would end the cell.
  /// - Returns: The span with its fences.
  package static func code(_ text: String, inTable: Bool = false) -> String {
    var content = VisibleText.middleCut(VisibleText.singleLine(text), to: maximumNameLength)
    if content.allSatisfy({ $0 == " " }) { content = "\u{FFFD}" }
    if inTable { content = escapedPipes(content) }
    let fence = String(repeating: "`", count: longestFence(in: content) + 1)
    let ends = [content.unicodeScalars.first, content.unicodeScalars.last]
    let isPadded = ends.contains("`") || ends.contains(" ")
    let padding = isPadded ? " " : ""
    return "\(fence)\(padding)\(content)\(padding)\(fence)"
  }

  /// A fenced block of lines.
  ///
  /// - Parameters:
  ///   - lines: The lines, any text.
  ///   - language: What a renderer colours it as.
  /// - Returns: The block with a fence longer than any inside.
  package static func block(_ lines: [String], language: String = "text") -> String {
    let safe = lines.map(VisibleText.singleLine)
    let longest = safe.map { longestFence(in: $0) }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return ([fence + language] + safe + [fence]).joined(separator: "\n")
  }

  /// A hidden comment that tells perfgate's comments apart.
  ///
  /// - Parameter name: Any text; what could end the comment is percent-encoded.
  /// - Returns: An HTML comment.
  package static func marker(_ name: String) -> String {
    var encoded = ""
    for byte in VisibleText.middleCut(name, to: maximumNameLength).utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "-") where !encoded.hasSuffix("-") && !encoded.isEmpty:
        encoded.append("-")
      default:
        let hexadecimal = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (hexadecimal.utf8.count < 2 ? "0" : "") + hexadecimal
      }
    }
    return "<!-- perfgate:\(encoded) -->"
  }

  /// Whether a character would start a mention, reference or link together with the next one.
  private static func startsReference(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    guard index + 1 < scalars.count else { return false }
    let next = scalars[index + 1]
    switch scalars[index] {
    case "@", "#", "!", "~", "%", "$", "&":
      return next.properties.isAlphabetic || isDigit(next) || "\"_\\[".unicodeScalars.contains(next)
    case ":": return next == "/" || next.properties.isAlphabetic || next == "+"
    case "w", "W":
      return next == "." && index >= 2
        && scalars[(index - 2)..<index].allSatisfy { $0 == "w" || $0 == "W" }
    case "-":
      return isDigit(next) && index >= 1 && (scalars[index - 1] == "H" || scalars[index - 1] == "h")
    default: return false
    }
  }

  /// An underscore between letters or digits emphasises nothing.
  private static func isWithinWord(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    guard index > 0, index + 1 < scalars.count else { return false }
    return [scalars[index - 1], scalars[index + 1]].allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || isDigit($0))
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// What begins a heading, a list, a quotation or a rule at the start of a line is no more than text.
  private static func guardedStart(_ text: String) -> String {
    let trimmed = String(text.drop { $0 == " " })
    guard let first = trimmed.first else { return trimmed }
    if "-+=>".contains(first) { return "\\" + trimmed }
    let digits = trimmed.prefix { ("0"..."9").contains($0) }
    let rest = trimmed.dropFirst(digits.count)
    let isListItem = !digits.isEmpty && (rest.hasPrefix(". ") || rest.hasPrefix(") "))
    return isListItem ? "\(digits)\\\(rest)" : trimmed
  }

  /// The longest run of backticks, counted in scalars: a combining mark behind one would hide it in a `Character`.
  private static func longestFence(in text: String) -> Int {
    var longest = 0
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  private static func escapedPipes(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "|" {
        // A backslash before the escaped pipe would take the escape's place.
        if result.last == "\\" { result.append("\u{200B}") }
        result.append("\\")
      }
      result.append(scalar)
    }
    return String(result)
  }
}
