import PerfgateModel
import PerfgateReport

/// A finding in one line, for messages outside of reports.
enum ReportedFinding {
  /// The benchmark, the metric and what was found.
  static func line(_ finding: Finding) -> String {
    TerminalText.safe("\(FindingWording.title(finding)): \(FindingWording.sentence(finding))")
  }
}
