import PerfgateStatistics

/// Padding of the environment by a random length, so that no run is biased by one stack layout.
///
/// Source: Mytkowicz, Diwan, Hauswirth, Sweeney, "Producing wrong data without doing anything
/// obviously wrong!", ASPLOS 2009.
struct EnvironmentPadding {
  /// The stack begins anywhere within a page.
  private static let maximumLength = 4096

  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  /// The length for the next invocation, in bytes.
  mutating func next() -> Int {
    generator.nextIndex(below: Self.maximumLength)
  }
}
