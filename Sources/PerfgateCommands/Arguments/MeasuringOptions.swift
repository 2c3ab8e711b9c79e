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

  @OptionGroup var chance: SeedOptions

  /// What the options say.
  ///
  /// - Throws: `GateError` with exit 64 for a time that is no duration.
  func settings() throws(GateError) -> MeasuringSettings {
    MeasuringSettings(
      lock: lock,
      maximumTime: try time.limit(),
      isBuilt: !noBuild,
      shard: shards.shard,
      seed: chance.seed
    )
  }
}

/// How to measure, whichever options a command has for it.
struct MeasuringSettings {
  /// Whether and how long to wait for another perfgate on this machine.
  var lock: LockOptions
  /// How long all of it may take; `nil` for as long as each benchmark says.
  var maximumTime: GivenDuration?
  /// Whether build commands are run.
  var isBuilt = true
  /// Which part of the suite is meant, as the user wrote it.
  var shard: String?
  /// The seed of everything drawn at random; `nil` for a new one.
  var seed: UInt64?
}

/// What is drawn at random.
struct SeedOptions: ParsableArguments {
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
