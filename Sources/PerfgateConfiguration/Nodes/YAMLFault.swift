internal import Yams

/// Why a text is no YAML, in words that help.
struct YAMLFault {
  /// One phrase without a full stop.
  var message: String
  /// Where the parser stopped.
  var position: TextPosition?
  /// What it was reading then.
  var notes: [String] = []
  /// What to change.
  var hints: [String] = []

  /// Words an error of the parser.
  init(_ error: any Error, in source: SourceText) {
    message = "not valid YAML"
    guard let error = error as? YamlError else { return }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let place = TextPosition(line: mark.line, column: mark.column)
      position = place
      message = "not valid YAML: \(problem)"
      if let context {
        notes = ["\(context.text) that begins on line \(context.mark.line)"]
      }
      explain(problem, source.scalar(at: place))
    default:
      break
    }
  }

  private mutating func explain(_ problem: String, _ scalar: Unicode.Scalar?) {
    switch problem {
    case "found character that cannot start any token":
      notes = []
      if scalar == "\t" {
        message = "a tab must not indent YAML"
        hints = ["use spaces"]
      } else if let scalar {
        message = "'\(scalar)' must not begin a text without quotes"
        hints = ["put the text in double quotes"]
      }
    case "mapping values are not allowed in this context":
      hints = ["put a text that holds ': ' in quotes, and check the indentation"]
    case "but found another document":
      message = "a second document begins here, a file holds one"
      notes = []
      hints = ["remove the line '---'"]
    case "found undefined alias":
      message = "this alias has no anchor above it"
      notes = []
      hints = ["put a text that begins with '*' in double quotes"]
    case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
      hints = ["inside of [ ] and { } put a text that holds one of , [ ] { } in quotes"]
    case "did not find expected key", "did not find expected '-' indicator",
      "could not find expected ':'":
      hints = ["check the indentation of this line and the lines above"]
    default:
      break
    }
  }
}
