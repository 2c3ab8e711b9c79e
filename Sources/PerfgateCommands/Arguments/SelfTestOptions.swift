import ArgumentParser
import PerfgateConfiguration
import PerfgateModel

/// How to test the gate itself.
struct SelfTestOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure the configured suite against itself so often, and count false alarms.",
      valueName: "runs"
    )
  )
  var selftest: Int?

  @Option(
    help: ArgumentHelp(
      "With --selftest: make one side's times longer by this, such as 5%, and count what is found.",
      valueName: "share"
    )
  )
  var inject: String?

  @Option(
    help: ArgumentHelp("With --selftest: only benchmarks whose id matches.", valueName: "glob")
  )
  var filter: [String] = []

  @Option(
    help: ArgumentHelp("With --selftest: keep every run and verdict here.", valueName: "folder")
  )
  var out: String?

  @Flag(help: "With --selftest: do not run the build command.")
  var noBuild = false

  @OptionGroup var lock: LockOptions
  @OptionGroup var chance: SeedOptions

  func validate() throws {
    guard let selftest else {
      let given = [
        inject.map { _ in "--inject" }, filter.isEmpty ? nil : "--filter",
        out.map { _ in "--out" }, noBuild ? "--no-build" : nil,
      ]
      if let name = given.compactMap({ $0 }).first {
        throw ValidationError("\(name) goes with --selftest.")
      }
      return
    }
    guard (1...100_000).contains(selftest) else {
      throw ValidationError("--selftest takes a number of runs from 1 to 100000.")
    }
  }

  /// The slowdown as a ratio, 0 where none is injected.
  ///
  /// - Throws: `GateError` with exit 64 for what is no share above 0.
  func injected() throws(GateError) -> Double {
    guard let inject else { return 0 }
    guard let ratio = ShareText.ratio(inject), ratio > 0, ratio <= 100 else {
      throw GateError(
        .usage,
        "--inject takes a share above 0%, found '\(inject)'",
        hints: ["--inject 5%"]
      )
    }
    return ratio
  }
}

extension OutputOptions {
  /// Nothing is said while measuring.
  static var silent: OutputOptions {
    get throws(GateError) {
      do {
        return try OutputOptions.parse(["--quiet"])
      } catch {
        throw GateError(.internalFault, "the options for silent measuring cannot be made")
      }
    }
  }
}
