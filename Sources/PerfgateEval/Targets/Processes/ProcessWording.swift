import PerfgateModel
import PerfgateSystem

/// How ends and outputs of processes are worded in errors.
enum ProcessWording {
  private static let shownBytes = 2000

  /// How a process ended, as what it did.
  static func end(_ termination: Termination) -> String {
    switch termination {
    case .exited(let code): "exited with \(code)"
    case .signalled(let signal): "was ended by signal \(signal)"
    case .timedOut: "took too long"
    case .interrupted: "was ended, since perfgate was interrupted"
    case .notStarted(let failure): "could not be started: \(failure)"
    }
  }

  /// The end of what was written to standard error, as an addition to a phrase; empty where nothing
  /// was written.
  static func standardError(_ bytes: [UInt8]) -> String {
    let text = excerpt(bytes)
    return text.isEmpty ? "" : "; stderr: \(text)"
  }

  /// The end of a text that may be long and anything, without what a terminal would act upon.
  static func excerpt(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.suffix(shownBytes), as: UTF8.self)
    let visible = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n" && scalar != "\t": "\u{FFFD}"
      case .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
      default: scalar
      }
    }
    let start = visible.firstIndex { !$0.properties.isWhitespace } ?? visible.count
    let end = visible.lastIndex { !$0.properties.isWhitespace } ?? start - 1
    guard start <= end else { return "" }
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: visible[start...end])
    return (bytes.count > shownBytes ? "..." : "") + String(kept)
  }

  /// A time as people write it.
  static func seconds(_ duration: Duration) -> String {
    "\(JSONNumber.text(JSONNumber.rounded(duration / .seconds(1), significantDigits: 3))) s"
  }
}
