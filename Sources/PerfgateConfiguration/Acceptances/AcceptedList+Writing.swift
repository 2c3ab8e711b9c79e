package import PerfgateModel

extension AcceptedList {
  private static let opening =
    "# Worse levels that were accepted and wait to be recorded (perfgate baseline accept).\n"

  /// The text of a file with these entries: sorted, one block each, so that branches merge well.
  ///
  /// - Parameter acceptances: Those about one metric each, with a step; others are left out.
  /// - Returns: YAML that `read(text:path:)` reads back.
  package static func text(_ acceptances: [Acceptance]) -> String {
    let blocks = acceptances.compactMap { acceptance in
      block(acceptance).map { (identity: identity(of: acceptance), text: $0) }
    }
    let sorted = blocks.sorted { $0.identity.utf8.lexicographicallyPrecedes($1.identity.utf8) }
    return opening + sorted.map { "\n\($0.text)" }.joined()
  }

  /// What two entries must not share: suite, benchmark, metric and class; it sorts a file.
  package static func identity(of acceptance: Acceptance) -> String {
    guard case .metric(let key, let metric) = acceptance.subject else { return "" }
    let parameters = key.sortedParameters.flatMap { [$0.name, $0.value] }
    let parts =
      [key.id.text] + parameters + [metric, acceptance.suite ?? "", acceptance.className ?? ""]
    return parts.joined(separator: "\u{0}")
  }

  private static func block(_ acceptance: Acceptance) -> String? {
    guard case .metric(let key, let metric) = acceptance.subject, let step = acceptance.step,
      let definition = MetricDefinition.named(metric)
    else { return nil }
    var lines = ["- id: \(scalar(key.id.text))"]
    if !key.parameters.isEmpty {
      let pairs = key.sortedParameters.map { "\(scalar($0.name)): \(quoted($0.value))" }
      lines.append("  params: {\(pairs.joined(separator: ", "))}")
    }
    lines.append("  metric: \(metric)")
    if let suite = acceptance.suite, suite != ProjectConfiguration.defaultSuite {
      lines.append("  suite: \(scalar(suite))")
    }
    if let name = acceptance.className { lines.append("  class: \(scalar(name))") }
    lines.append("  from: \(amount(step.from, definition))")
    lines.append("  to: \(amount(step.to, definition))")
    lines.append("  reason: \(quoted(acceptance.reason))")
    return lines.map { "\($0)\n" }.joined()
  }

  /// A level as a person would write it, exactly as far as its digits matter.
  private static func amount(_ value: Double, _ definition: MetricDefinition) -> String {
    let digits = definition.kind == .continuous ? 4 : 17
    let shown = JSONNumber.rounded(value, significantDigits: digits)
    switch definition.unit {
    case .bytes: return "\(JSONNumber.text(shown))B"
    case .count, .usd, .ratio: return JSONNumber.text(shown)
    case .seconds:
      let units = [("s", 1.0), ("ms", 1e3), ("us", 1e6)]
      let (unit, factor) = units.first { shown * $0.1 >= 1 } ?? ("ns", 1e9)
      let number = JSONNumber.rounded(shown * factor, significantDigits: min(digits, 15))
      return "\(JSONNumber.text(number))\(unit)"
    }
  }

  /// A text without quotes where YAML and a reader take it for what it is.
  private static func scalar(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "._/-".utf8.contains(byte)
      }
    }
    let begins = text.utf8.first.map { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    return isPlain && begins == true && text != "null" ? text : quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    YAMLText.escaped(JSONWriter.text(.string(text), form: .compact))
  }
}
