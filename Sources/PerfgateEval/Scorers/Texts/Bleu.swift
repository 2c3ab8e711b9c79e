internal import Foundation

/// Sentence BLEU from 0 to 1, as sacrebleu computes it: the 13a tokenizer, exponential smoothing, the
/// effective order for short texts.
///
/// Sources: Papineni et al., "BLEU: a method for automatic evaluation of machine translation", 2002;
/// Post, "A call for clarity in reporting BLEU scores", 2018.
enum Bleu {
  private static let order = 4

  static func score(_ output: String, _ reference: String) -> Double {
    let (found, wanted) = (BleuTokens.tokens(of: output), BleuTokens.tokens(of: reference))
    var logarithms = 0.0
    var effectiveOrder = 0
    var smoothing = 1.0
    var anyCorrect = false
    for n in 1...order {
      let total = max(0, found.count - n + 1)
      guard total > 0 else { break }
      effectiveOrder = n
      let correct = TokenCounts(Ngrams.all(n, of: found))
        .overlap(with: TokenCounts(Ngrams.all(n, of: wanted)))
      if correct > 0 {
        anyCorrect = true
        logarithms += log(Double(correct) / Double(total))
      } else {
        smoothing *= 2
        logarithms += log(1 / (smoothing * Double(total)))
      }
    }
    guard anyCorrect else { return 0 }
    let brevity =
      found.count < wanted.count
      ? exp(1 - Double(wanted.count) / Double(found.count)) : 1
    return brevity * exp(logarithms / Double(effectiveOrder))
  }
}

/// The tokenizer `13a` of sacrebleu, which is that of mteval-v13a.
enum BleuTokens {
  private static let entities = [
    ("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"),
  ]

  static func tokens(of text: String) -> [ExactText] {
    var line = text.trimmedAtEnd
      .replacingOccurrences(of: "<skipped>", with: "", options: .literal)
      .replacingOccurrences(of: "-\n", with: "", options: .literal)
      .replacingOccurrences(of: "\n", with: " ", options: .literal)
    if line.utf8.contains(UInt8(ascii: "&")) {
      for (entity, character) in entities {
        line = line.replacingOccurrences(of: entity, with: character, options: .literal)
      }
    }
    var scalars = Array(" \(line) ".unicodeScalars)
    scalars = separated(scalars)
    scalars = withStopsSplitBehindNonDigits(scalars)
    scalars = withStopsSplitBeforeNonDigits(scalars)
    scalars = withDashesSplitBehindDigits(scalars)
    return scalars.split(whereSeparator: \.isPythonSpace).map {
      ExactText(String(String.UnicodeScalarView($0)))
    }
  }

  /// Puts spaces around what is ASCII, no letter, no digit and none of `'`, `,`, `-` and `.`.
  private static func separated(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    scalars.flatMap { scalar -> [Unicode.Scalar] in
      switch scalar {
      case "{"..."~", "["..."`", " "..."&", "("..."+", ":"..."@", "/": [" ", scalar, " "]
      default: [scalar]
      }
    }
  }

  private static func isStop(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }
  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// `([^0-9])([\.,])` to `\1 \2 `.
  private static func withStopsSplitBehindNonDigits(
    _ scalars: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    pairs(scalars) { first, second in
      !isDigit(first) && isStop(second) ? [first, " ", second, " "] : nil
    }
  }

  /// `([\.,])([^0-9])` to ` \1 \2`.
  private static func withStopsSplitBeforeNonDigits(
    _ scalars: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    pairs(scalars) { first, second in
      isStop(first) && !isDigit(second) ? [" ", first, " ", second] : nil
    }
  }

  /// `([0-9])(-)` to `\1 \2 `.
  private static func withDashesSplitBehindDigits(
    _ scalars: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    pairs(scalars) { first, second in
      isDigit(first) && second == "-" ? [first, " ", second, " "] : nil
    }
  }

  /// Replaces pairs from left to right, none of which shares a scalar with another.
  private static func pairs(
    _ scalars: [Unicode.Scalar],
    _ replacement: (Unicode.Scalar, Unicode.Scalar) -> [Unicode.Scalar]?
  ) -> [Unicode.Scalar] {
    var output: [Unicode.Scalar] = []
    output.reserveCapacity(scalars.count + scalars.count / 4)
    var index = 0
    while index < scalars.count {
      if index + 1 < scalars.count, let new = replacement(scalars[index], scalars[index + 1]) {
        output += new
        index += 2
      } else {
        output.append(scalars[index])
        index += 1
      }
    }
    return output
  }
}

extension String {
  /// The text without white space at its end.
  fileprivate var trimmedAtEnd: String {
    guard let last = unicodeScalars.lastIndex(where: { !$0.isPythonSpace }) else { return "" }
    return String(unicodeScalars[...last])
  }
}
