import ArgumentParser
import PerfgateConfiguration
import PerfgateModel

/// How to measure.
struct MeasuringOptions: ParsableArguments {
  @OptionGroup var lock: LockOptions

  @Flag(help: "Do not run the configuration's build command.")
  var noBuild = false

  @OptionGroup var shards: ShardOptions

  @OptionGroup var time: TimeOptions

  @Option(
    help: ArgumentHelp(
      "The seed of everything drawn at random (default: a new one, recorded).",
      visibility: .hidden
    )
  )
  var seed: UInt64?
}

/// How long measuring may take.
struct TimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Spread this time, such as 10m, over the benchmarks instead of each one's own.",
      valueName: "duration"
    )
  )
  var maxTime: String?

  /// The time of the whole suite; `nil` where each benchmark's own holds.
  ///
  /// - Throws: `GateError` with exit 64 for what is no duration.
  func limit() throws(GateError) -> GivenDuration? {
    guard let maxTime else { return nil }
    guard let duration = GivenDuration(maxTime) else {
      throw GateError(
        .usage,
        "--max-time takes a duration above 0s and up to 168h, found '\(maxTime)'",
        hints: ["--max-time 90s", "--max-time 10m"]
      )
    }
    return duration
  }
}
