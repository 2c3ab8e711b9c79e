import ArgumentParser
import PerfgateModel

/// Whether a run that was cut is gone on with.
struct ResumeOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Go on with what was cut, in the folder of reports, instead of beginning anew: an interleaved "
        + "run, or evals."
    )
  )
  var resume = false

  /// The run that was cut.
  ///
  /// - Parameters:
  ///   - output: Where it is.
  ///   - chance: Must leave the seed to it.
  /// - Returns: The run; `nil` for a new one.
  /// - Throws: `GateError` where there is none that can be gone on with.
  func run(
    in output: OutputOptions,
    drawing chance: SeedOptions
  ) throws(GateError) -> ResumedRun? {
    guard resume else { return nil }
    guard chance.seed == nil else {
      throw GateError(
        .usage,
        "--resume keeps the seed of the run that was cut, so --seed has no place beside it",
        hints: ["leave out --seed"]
      )
    }
    return try ResumedRun(in: output.folder)
  }
}
