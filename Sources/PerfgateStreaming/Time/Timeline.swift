/// A clock as the time that has passed since it was first looked at: read, and waited for.
///
/// Everything in this target that follows time takes one, so that a test decides what time it is.
package struct Timeline: Sendable {
  private let read: @Sendable () -> Duration
  private let wait: @Sendable (Duration) async throws -> Void

  /// Begins at the present moment of a clock.
  ///
  /// - Parameter clock: Never goes back; the continuous clock outside of tests.
  package init<Source: Clock>(_ clock: Source) where Source.Duration == Duration {
    let start = clock.now
    read = { start.duration(to: clock.now) }
    wait = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
  }

  /// The time of the machine.
  package static func continuous() -> Timeline { Timeline(ContinuousClock()) }

  /// The time since the beginning.
  package func now() -> Duration { read() }

  /// Waits until a moment, which may have passed.
  ///
  /// - Parameter moment: Since the beginning.
  /// - Throws: Where the task is cancelled before.
  package func sleep(until moment: Duration) async throws(CancellationError) {
    do {
      try await wait(moment)
    } catch {
      throw CancellationError()
    }
  }
}
