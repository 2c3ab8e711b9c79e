/// A YAML value with its place in the text; scalars are not typed yet.
struct ConfigurationNode: Equatable {
  /// What the value is.
  enum Content: Equatable {
    case scalar(String, isPlain: Bool)
    case sequence([ConfigurationNode])
    case mapping([Entry])
  }

  /// A key of a mapping and its value.
  struct Entry: Equatable {
    var key: String
    var keyPosition: TextPosition
    var value: ConfigurationNode
  }

  /// The value.
  var content: Content
  /// Where it begins.
  var position: TextPosition

  /// Whether nothing is written there; the words `null` and `~` are nothing too.
  var isNothing: Bool {
    if case .scalar(let text, isPlain: true) = content {
      return text.isEmpty || text == "~" || text == "null"
    }
    return false
  }

  /// What the value is, as an error message names it.
  var found: String {
    switch content {
    case .scalar(let text, _): isNothing ? "nothing" : "'\(MessageText.shortened(text))'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A line and a column, both from one; columns count Unicode scalars.
struct TextPosition: Hashable, Comparable {
  var line: Int
  var column: Int

  static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// Input as a message may quote it.
package enum MessageText {
  private static let longest = 60

  /// At most 60 characters, controls replaced by `?`, so that one message stays one line.
  package static func shortened(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
      if count == longest { return String(shown) + "..." }
      let isControl =
        scalar.properties.generalCategory == .control
        || scalar == "\u{2028}" || scalar == "\u{2029}"
      shown.append(isControl ? "?" : scalar)
      count += 1
    }
    return String(shown)
  }
}
