import ArgumentParser

/// How to measure.
struct MeasuringOptions: ParsableArguments {
  @OptionGroup var lock: LockOptions

  @Flag(help: "Do not run the configuration's build command.")
  var noBuild = false

  @OptionGroup var shards: ShardOptions

  @Option(help: "The seed of everything drawn at random (default: a new one, recorded).")
  var seed: UInt64?
}
