internal import PerfgateModel

/// Lists as outputs and datasets have them: JSON arrays, or texts by comma or line.
enum ItemList {
  /// The items of an output, normalised; those that are empty are none.
  ///
  /// - Parameters:
  ///   - text: A JSON array, or items between commas and line breaks.
  ///   - normalize: What is done to every item, whose white space at the ends is taken off before.
  /// - Returns: The items in their order.
  static func items(of text: String, _ normalize: TextNormalization) -> [String] {
    if let elements = JSONValue(parsing: text)?.elements {
      return items(of: elements, normalize)
    }
    let parts = text.unicodeScalars.split { $0 == "," || $0.isLineBreak }
    return parts.map { normalize(String($0).trimmed) }.filter { !$0.isEmpty }
  }

  /// The items of an array, normalised.
  static func items(of elements: [JSONValue], _ normalize: TextNormalization) -> [String] {
    elements.map { element in
      normalize((element.scalarText ?? JSONWriter.text(element, form: .compact)).trimmed)
    }
    .filter { !$0.isEmpty }
  }
}

extension Unicode.Scalar {
  fileprivate var isLineBreak: Bool { ("\n"..."\r").contains(self) || value == 0x2028 }
}
