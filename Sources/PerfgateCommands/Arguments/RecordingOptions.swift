import ArgumentParser

/// How to change the committed baselines.
struct RecordingOptions: ParsableArguments {
  @Option(help: "Accept worse levels, for this reason; it is written into the baselines.")
  var reason: String?

  @Flag(
    help: ArgumentHelp(
      "Write baselines although CI is set in the environment.",
      visibility: .hidden
    )
  )
  var ciWrite = false

  func validate() throws {
    if let reason, reason.allSatisfy(\.isWhitespace) {
      throw ValidationError("--reason must say why, in a few words.")
    }
  }
}
