import PerfgateModel
import PerfgateReport

/// A case that did not pass, as one line for people.
enum CaseLine {
  /// The most columns of a line.
  private static let columns = 110

  /// The line: what became of it, which case, and its scores with what was answered, or why it errored.
  static func text(of result: CaseResult) -> String {
    let what: String
    if let failure = result.failure {
      what = "\(failure.part): \(failure.kind): \(failure.message)"
    } else {
      let scores = result.scores.sorted { $0.key < $1.key }
        .map { "\($0.key) \(QuantityText.text($0.value, unit: .ratio))" }
      what = "\(scores.joined(separator: ", ")): \(result.output ?? "")"
    }
    let which = result.id + (result.repeatIndex > 0 ? " (repeat \(result.repeatIndex))" : "")
    let shown = what.split(whereSeparator: \.isNewline).joined(separator: " ")
    return TerminalText.middleCut(
      TerminalText.safe("\(result.outcome.rawValue) \(which)  \(shown)"),
      to: columns
    )
  }
}
