import ArgumentParser
import PerfgateConfiguration

/// Whether and how long to wait for another perfgate on this machine.
struct LockOptions: ParsableArguments {
  @Flag(help: "Measure although another perfgate measures on this machine.")
  var noLock = false

  @Option(
    help: ArgumentHelp(
      "How long to wait for another perfgate, such as 90s; then measure all the same.",
      valueName: "duration"
    )
  )
  var lockWait = DurationArgument(seconds: 600, text: "10m")
}

/// A duration on the command line, as in the configuration.
struct DurationArgument: ExpressibleByArgument {
  /// In seconds.
  let seconds: Double
  /// As it was given.
  let text: String

  /// Creates a duration.
  init(seconds: Double, text: String) {
    self.seconds = seconds
    self.text = text
  }

  /// Reads `1.5s`, `10m`; `nil` for anything else, and for more than a week.
  init?(argument: String) {
    guard let seconds = DurationText.seconds(argument), seconds <= 604_800 else { return nil }
    self.init(seconds: seconds, text: argument)
  }

  var defaultValueDescription: String { text }
}
