internal import Foundation
package import PerfgateConfiguration

/// What is done to texts before they are compared, in order.
package struct TextNormalization: Sendable, Equatable {
  private let steps: [ScorerPlan.Normalizer]

  /// Creates what a plan wants.
  package init(_ steps: [ScorerPlan.Normalizer]) {
    self.steps = steps
  }

  /// The text with all of it done.
  package func callAsFunction(_ text: String) -> String {
    steps.reduce(text) { text, step in Self.apply(step, to: text) }
  }

  private static func apply(_ step: ScorerPlan.Normalizer, to text: String) -> String {
    switch step {
    case .trim: text.trimmed
    case .whitespace: text.words.joined(separator: " ", keepingEndsOf: text)
    case .casefold: text.caseFolded
    case .nfc: text.precomposedStringWithCanonicalMapping
    case .nfkc: text.precomposedStringWithCompatibilityMapping
    case .punctuation: text.withoutPunctuation
    case .articles: text.withoutArticles(leavingSpace: false)
    case .numbers: NumberText.alike(text)
    }
  }
}

extension [Substring] {
  /// The words with one space between them, and one at each end of the text that has white space there.
  fileprivate func joined(separator: String, keepingEndsOf text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last else { return "" }
    guard !isEmpty else { return separator }
    let before = first.properties.isWhitespace ? separator : ""
    let after = last.properties.isWhitespace ? separator : ""
    return before + joined(separator: separator) + after
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    let kept = unicodeScalars.drop { $0.properties.isWhitespace }
    guard let last = kept.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(kept[...last])
  }

  /// What stands between white space.
  var words: [Substring] {
    unicodeScalars.split { $0.properties.isWhitespace }.map(Substring.init)
  }

  /// The text under full case folding: `Straße` as `strasse`.
  var caseFolded: String {
    utf8.allSatisfy { $0 < 0x80 } ? lowercased() : folding(options: .caseInsensitive, locale: nil)
  }

  /// The text without what ASCII or Unicode calls punctuation.
  var withoutPunctuation: String {
    String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isPunctuation }))
  }

  /// The text without `a`, `an` and `the` as words.
  ///
  /// - Parameter leavingSpace: Whether a space takes their place, as SQuAD's evaluation has it;
  ///   otherwise the white space behind them goes, too.
  /// - Returns: The rest of the text.
  func withoutArticles(leavingSpace: Bool) -> String {
    var kept = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    while let first = rest.first {
      let word = rest.prefix { $0.isOfWord }
      guard !word.isEmpty else {
        kept.append(first)
        rest = rest.dropFirst()
        continue
      }
      rest = rest[word.endIndex...]
      guard ["a", "an", "the"].contains(String(word).lowercased()) else {
        kept.append(contentsOf: word)
        continue
      }
      if leavingSpace {
        kept.append(" ")
      } else {
        rest = rest.drop { $0.properties.isWhitespace }
      }
    }
    return String(kept)
  }
}

extension Unicode.Scalar {
  /// Whether it is of a word, as `\w` has it: a letter, a digit or a low line.
  var isOfWord: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: self == "_"
    }
  }

  /// Whether Python splits a text there: white space, and the four separators of ASCII.
  var isPythonSpace: Bool {
    properties.isWhitespace || (0x1C...0x1F).contains(value)
  }

  /// Whether it is one of the 32 of ASCII.
  var isASCIIPunctuation: Bool {
    switch value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  fileprivate var isPunctuation: Bool {
    if isASCIIPunctuation { return true }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }
}
