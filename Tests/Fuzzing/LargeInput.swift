/// Inputs that take much more memory or time than their size if a reader is careless.
enum LargeInput: String, CaseIterable {
  case nesting
  case emptyLists
  case emptyObjects
  case manyKeys
  case longString
  case escapedString
  case longNumber
  case numbers
  case mixedList
  case aliases
  case aliasBomb
  case longLine
  case comments
  case manyErrors

  /// The input.
  ///
  /// - Parameter size: About how many bytes.
  /// - Returns: JSON or YAML; most of it is both.
  func bytes(_ size: Int) -> [UInt8] {
    func many(_ text: String, _ open: String = "", _ close: String = "") -> String {
      open + String(repeating: text, count: max(1, size / text.utf8.count)) + close
    }
    let text =
      switch self {
      case .nesting: many("[")
      case .emptyLists: many("[],", "{\"schema\": [", "0]}")
      case .emptyObjects: many("{},", "{\"entries\": [", "0]}")
      case .manyKeys:
        "{" + (0..<size / 12).map { "\"k\($0)\": 1" }.joined(separator: ",\n") + "}"
      case .longString: many("x", "{\"schema\": \"", "\"}")
      case .escapedString: many("\\u00e9", "{\"schema\": \"", "\"}")
      case .longNumber: many("9", "{\"schema\": ", "}")
      case .numbers: many("1,", "{\"schema\": [", "1]}")
      case .mixedList: many("1,", "{\"schema\": [", "\"\"]}")
      case .aliases: many("*a,", "x: &a [1]\nbenchmarks: [", "p]\n")
      case .aliasBomb: Self.bomb
      case .longLine: many("y", "benchmarks: [p]\nsuite: ")
      case .comments: many("#\n", "benchmarks: [p]\n")
      case .manyErrors: many("- {id: , x: }\n", "benchmarks:\n")
      }
    return Array(text.utf8)
  }

  private static var bomb: String {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let aliases = repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    return text + "benchmarks: *a12\n"
  }
}
