package import PerfgateSystem

/// What every measurement needs from outside: a runner, a clock, the project's place and a seed.
package struct MeasurementContext: Sendable {
  /// Runs programs.
  package var runner: any ProcessRunner
  /// The monotonic clock, in nanoseconds.
  package var now: @Sendable () -> Int64
  /// Whether perfgate was told to end: nothing new begins then.
  package var isInterrupted: @Sendable () -> Bool
  /// The environment that programs inherit.
  package var environment: ProcessEnvironment
  /// The folder that commands run in, absolute.
  package var directory: String
  /// The folders of suites, where there are several, by name.
  package var suiteDirectories: [String: String]
  /// The seed of everything drawn at random.
  package var seed: UInt64

  /// Creates a context.
  package init(
    runner: any ProcessRunner,
    now: @escaping @Sendable () -> Int64,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    environment: ProcessEnvironment,
    directory: String,
    suiteDirectories: [String: String] = [:],
    seed: UInt64
  ) {
    self.runner = runner
    self.now = now
    self.isInterrupted = isInterrupted
    self.environment = environment
    self.directory = directory
    self.suiteDirectories = suiteDirectories
    self.seed = seed
  }
}
