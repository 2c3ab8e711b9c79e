/// Text within HTML elements that stand in Markdown.
enum HTMLText {
  /// The text with all punctuation as character references, so that neither HTML nor Markdown acts upon it.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      let isPunctuation =
        scalar.isASCII && !scalar.properties.isAlphabetic
        && !("0"..."9").contains(scalar) && scalar != " "
      return isPunctuation ? "&#\(scalar.value);" : String(Character(scalar))
    }
    .joined()
  }
}
