internal import PerfgateModel

/// The words for a sample that was measured for its own sake; raw texts.
enum MeasurementWording {
  /// What the figures are, one title a cell.
  static let titles = [
    "metric", "median", "mean", "sd", "min .. max", "median, within this run", "outliers",
  ]

  /// The figures of a sample, a dash where there is none.
  static func cells(_ exhibit: SampleExhibit) -> [String] {
    guard let summary = exhibit.summary else {
      return [exhibit.metric] + [String](repeating: "-", count: titles.count - 1)
    }
    func text(_ value: Double) -> String { QuantityText.text(value, unit: exhibit.unit) }
    let level = summary.confidence.map { " (\(QuantityText.share($0)))" } ?? ""
    let interval = summary.medianInterval.map {
      "\(text($0.lowerBound)) to \(text($0.upperBound))\(level)"
    }
    return [
      exhibit.metric, text(summary.median), text(summary.mean),
      summary.standardDeviation.map(text) ?? "-",
      "\(text(summary.minimum)) .. \(text(summary.maximum))", interval ?? "-",
      "\(summary.outliers) of \(summary.count)",
    ]
  }
}
