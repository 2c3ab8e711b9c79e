/// Lines that are laid out for a terminal; every text is made harmless as it is added.
struct ConsolePage {
  /// A colour of the terminal's own palette.
  enum Paint: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
    case bold = "1"
    case faint = "2"
  }

  /// How the page looks.
  let style: ConsoleStyle
  private var lines: [String] = []

  /// Creates an empty page.
  init(_ style: ConsoleStyle) { self.style = style }

  /// The page with a line end behind every line.
  var text: String { lines.map { $0 + "\n" }.joined() }

  /// Adds an empty line, never two and never as the first.
  mutating func addGap() {
    if let last = lines.last, !last.isEmpty { lines.append("") }
  }

  /// Adds a heading.
  mutating func addHeading(_ text: String, _ paint: Paint = .bold) {
    addGap()
    lines.append(painted(TerminalText.safe(text), paint))
  }

  /// Adds a text that is broken at the width.
  ///
  /// - Parameters:
  ///   - text: Raw text.
  ///   - lead: What stands before its first line, painted.
  ///   - indent: Columns before every line.
  ///   - paint: The colour of the lead.
  mutating func add(
    _ text: String,
    lead: String = "",
    indent: Int = 0,
    paint: Paint? = nil
  ) {
    let safe = TerminalText.safe(text)
    let margin = TerminalText.spaces(indent)
    let first = TerminalText.safe(lead)
    let hanging = indent + (first.isEmpty ? 0 : 2)
    let whole = first.isEmpty ? safe : "\(first) \(safe)"
    for (index, line) in TerminalText.wrapped(whole, to: style.width - hanging).enumerated() {
      guard index == 0 else {
        lines.append(TerminalText.spaces(hanging) + line)
        continue
      }
      let isLed = !first.isEmpty && line.hasPrefix(first)
      let rest = isLed ? String(line.dropFirst(first.count)) : line
      lines.append(margin + (isLed ? painted(first, paint) : "") + rest)
    }
  }

  /// Adds a name with its text beside it, the text's lines aligned.
  ///
  /// - Parameters:
  ///   - name: Raw name; one wider than the column stands on its own line.
  ///   - text: Raw text.
  ///   - indent: Columns before the name.
  ///   - column: Columns of the name.
  ///   - paint: The colour of the name.
  mutating func add(name: String, _ text: String, indent: Int, column: Int, paint: Paint? = nil) {
    let safeName = TerminalText.safe(name)
    let margin = TerminalText.spaces(indent)
    let isWide = TerminalText.width(safeName) > column
    let start = isWide ? indent + 4 : indent + column + 2
    let hanging = TerminalText.spaces(start)
    let wrapped = TerminalText.wrapped(TerminalText.safe(text), to: max(20, style.width - start))
    if isWide {
      lines.append(margin + painted(safeName, paint))
      lines += wrapped.map { hanging + $0 }
      return
    }
    let padding = TerminalText.spaces(column - TerminalText.width(safeName) + 2)
    for (index, line) in wrapped.enumerated() {
      lines.append(index == 0 ? margin + painted(safeName, paint) + padding + line : hanging + line)
    }
  }

  /// Adds a mark, a name and a text in three columns, the text's lines aligned; as wide as the
  /// longest mark and name of a checkup.
  ///
  /// - Parameters:
  ///   - mark: One word, or nothing.
  ///   - paint: The colour of the mark.
  ///   - name: Raw name, or nothing.
  ///   - text: Raw text.
  mutating func add(mark: String, _ paint: Paint, name: String, _ text: String) {
    let columns = (margin: 2, mark: 11, name: 15)
    let start = columns.margin + columns.mark + columns.name
    let lead =
      TerminalText.spaces(columns.margin) + painted(mark, paint)
      + TerminalText.spaces(max(1, columns.mark - mark.count))
      + TerminalText.padded(TerminalText.safe(name), to: columns.name)
    let wrapped = TerminalText.wrapped(TerminalText.safe(text), to: max(20, style.width - start))
    for (index, line) in wrapped.enumerated() {
      lines.append((index == 0 ? lead : TerminalText.spaces(start)) + line)
    }
  }

  /// Adds a line that is laid out already and is not broken, so that it can be copied.
  mutating func addVerbatim(_ text: String, indent: Int) {
    lines.append(TerminalText.spaces(indent) + TerminalText.safe(text))
  }

  private func painted(_ text: String, _ paint: Paint?) -> String {
    guard style.color, let paint, !text.isEmpty else { return text }
    return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
  }
}
