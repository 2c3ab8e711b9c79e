/// How reports are laid out.
package struct ReportSettings: Sendable, Equatable {
  /// Which flavour of JUnit XML is written.
  package enum JUnitDialect: String, Sendable, CaseIterable {
    /// Only what every consumer accepts.
    case strict
    /// With properties and attachments that some consumers show.
    case rich
  }

  /// The flavour of JUnit XML.
  package var junitDialect: JUnitDialect
  /// Whether JUnit XML has a testcase for each case of an eval, beside those of its metrics.
  package var junitCases: Bool
  /// The longest Markdown report in bytes, 1000 to 1000000.
  package var markdownMaximumBytes: Int

  /// Creates the settings that hold where the configuration says nothing.
  package init() {
    junitDialect = .strict
    junitCases = false
    markdownMaximumBytes = 60_000
  }
}

extension ReportSettings {
  /// Reads the key `reports`.
  static func read(_ reader: NodeReader?) -> ReportSettings {
    var settings = ReportSettings()
    guard let keys = reader?.mapping(.reports) else { return settings }
    let junit = keys["junit"]?.mapping(.junit)
    if let dialect = junit?["dialect"]?.choice(JUnitDialect.self) {
      settings.junitDialect = dialect
    }
    if let cases = junit?["cases"]?.flag() { settings.junitCases = cases }
    if let bytes = keys["markdown"]?.mapping(.markdown)?["max_bytes"]?.integer(in: 1000...1_000_000)
    {
      settings.markdownMaximumBytes = bytes
    }
    return settings
  }
}
