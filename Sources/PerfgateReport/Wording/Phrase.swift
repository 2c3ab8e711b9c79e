internal import PerfgateModel

/// Words and numbers as all reports write them.
enum Phrase {
  /// `1 regression`, `2 regressions`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    let text = QuantityText.fixed(Double(number), decimals: 0)
    return "\(text) \(number == 1 ? one : many ?? one + "s")"
  }

  /// `2 benchmarks and 1 eval`: of how many of these findings are.
  static func entries(_ findings: some Sequence<Finding>) -> String {
    var (benchmarks, evals): (Set<BenchmarkKey>, Set<BenchmarkKey>) = ([], [])
    for finding in findings {
      if finding.isOfEval { evals.insert(finding.key) } else { benchmarks.insert(finding.key) }
    }
    return EntryWords.count(benchmarks: benchmarks.count, evals: evals.count)
  }

  /// `a`, `a and b`, `a, b and c`.
  static func list(_ parts: [String]) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// A text in quotes that it does not have itself, where there are such.
  static func quoted(_ text: String) -> String {
    text.contains("'") && !text.contains("\"") ? "\"\(text)\"" : "'\(text)'"
  }

  /// A change on its scale with its sign, `+9.8%` or `+1.2 MiB`.
  static func change(_ value: Double, scale: ChangeRecord.Scale, unit: MetricUnit?) -> String {
    switch scale {
    case .ratio: return QuantityText.change(value)
    case .points: return QuantityText.pointChange(value)
    case .absolute:
      let size = QuantityText.text(abs(value), unit: unit ?? .ratio)
      return (value < 0 ? "-" : "+") + size
    }
  }

  /// `perfgate.yaml:41`.
  static func place(_ location: SourcePlace) -> String {
    location.line.map { "\(location.file):\($0)" } ?? location.file
  }

  /// A probability, `0.0004`.
  static func probability(_ value: Double) -> String {
    JSONNumber.text(JSONNumber.rounded(value, significantDigits: 2))
  }
}
