import PerfgateGate
import PerfgateModel

/// Recorded levels and what each can prove, for a terminal.
enum BaselineTable {
  /// The table, a metric a line.
  static func text(_ reaches: [BaselineReach]) -> String {
    var table = TextTable(headers: ["benchmark", "metric", "level", "recordings", "can prove", ""])
    for reach in reaches { table.append(row(reach)) }
    return table.text
  }

  private static func row(_ reach: BaselineReach) -> [String] {
    let proof =
      switch reach.provable {
      case let change? where change.scale == .points:
        "\(QuantityText.pointChange(-change.estimate)) and more"
      case nil where EvalMetric.isOfCases(reach.metric): "nothing, too few cases"
      case let change? where change.scale == .ratio:
        "\(QuantityText.change(change.estimate)) and more"
      case let change?: "\(QuantityText.text(change.estimate, unit: reach.unit)) more"
      case nil: "any change"
      }
    let needed = reach.recordingsNeeded.map { more in
      "\(more) more for \(QuantityText.change(reach.limit ?? .nan))"
    }
    return [
      reach.key.description, reach.metric,
      EvalMetric.isOfCases(reach.metric)
        ? QuantityText.share(reach.level.center)
        : QuantityText.text(reach.level.center, unit: reach.unit),
      String(reach.level.recordings),
      proof, needed ?? "",
    ]
  }
}
