import ArgumentParser
import PerfgateConfiguration
import PerfgateModel

/// What two commands are held to, which have no configuration to say it.
struct ThresholdOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A change this large must be found (default: 5%).", valueName: "percentage")
  )
  var limit: String?

  @Option(
    help: ArgumentHelp("A change up to this never fails (default: 2%).", valueName: "percentage")
  )
  var tolerance: String?

  @Option(help: ArgumentHelp("At most so many rounds, from 8 (default: 40).", valueName: "count"))
  var rounds: Int?

  /// The options that were given, by name.
  ///
  /// - Throws: `GateError` with exit 64 for what makes no sense.
  func given() throws(GateError) -> [String: String] {
    let defaults = InterleavedLimits()
    let largest = try ratio(of: limit, "--limit", example: "--limit 5%") ?? defaults.limit
    let harmless = try ratio(of: tolerance, "--tolerance", example: "--tolerance 2%")
    if let largest, largest <= harmless ?? defaults.tolerance {
      throw GateError(
        .usage,
        "--limit (\(QuantityText.share(largest))) must be larger than --tolerance "
          + "(\(QuantityText.share(harmless ?? defaults.tolerance)))",
        hints: ["--limit 5% --tolerance 2%"]
      )
    }
    if let rounds, !RoundPlan.range.contains(rounds) {
      let range = RoundPlan.range
      throw GateError(
        .usage,
        "--rounds takes \(range.lowerBound) to \(range.upperBound), found \(rounds)",
        hints: ["--rounds 60"]
      )
    }
    return ["limit": limit, "tolerance": tolerance, "rounds": rounds.map(String.init)]
      .compactMapValues { $0 }
  }

  /// The ratio of a percentage.
  private func ratio(
    of text: String?,
    _ name: String,
    example: String
  ) throws(GateError) -> Double? {
    guard let text else { return nil }
    guard let ratio = ShareText.ratio(text), ratio <= 100 else {
      let share = ShareText.ratio("\(text)%").map { _ in "\(name) \(text)%" }
      throw GateError(
        .usage,
        "\(name) takes a percentage up to 10000%, found '\(text)'",
        hints: [share ?? example]
      )
    }
    return ratio
  }
}
