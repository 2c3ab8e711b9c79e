import ArgumentParser

/// What a command needs that changes baselines without measuring.
struct WritingOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "The configuration (default: perfgate.yaml). Repeatable, as for run."
  )
  var config: [String] = []

  @Flag(help: "Write baselines although CI is set in the environment.")
  var ciWrite = false

  /// The same options as arguments of another command.
  var arguments: [String] { config.flatMap { ["-c", $0] } + (ciWrite ? ["--ci-write"] : []) }
}
