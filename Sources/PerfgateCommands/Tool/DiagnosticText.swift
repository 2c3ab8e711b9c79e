import PerfgateModel
import PerfgateReport

/// Diagnostics as the terminal shows them.
enum DiagnosticText {
  /// The diagnostic with what a terminal could misread neutralised, ending in a line feed.
  static func line(_ diagnostic: Diagnostic) -> String {
    diagnostic.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalText.safe(String($0)) }
      .joined(separator: "\n") + "\n"
  }
}
