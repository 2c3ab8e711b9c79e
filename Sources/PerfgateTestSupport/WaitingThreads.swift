import Foundation
import Synchronization
package import Testing

/// Threads for tests that wait for processes nearly all of their time.
///
/// The test runner has no more threads than there are processors, and a test that waits keeps one
/// from every other.
private final class WaitingThreads: TaskExecutor {
  static let shared = WaitingThreads(count: 6)

  private let jobs = Mutex<[UnownedJob]>([])
  private let arrivals = DispatchSemaphore(value: 0)

  private init(count: Int) {
    for _ in 0..<count {
      let thread = Thread { [self] in
        while true {
          arrivals.wait()
          let job = jobs.withLock { $0.removeFirst() }
          job.runSynchronously(on: asUnownedTaskExecutor())
        }
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    arrivals.signal()
  }
}

/// Runs tests beside each other on threads of their own; each must have whatever it changes to itself.
package struct WaitingTrait: SuiteTrait, TestTrait, TestScoping {
  /// Every test of the suite, and of suites in it.
  package var isRecursive: Bool { true }

  /// Runs a test.
  @concurrent package func provideScope(
    for test: Test,
    testCase: Test.Case?,
    performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(WaitingThreads.shared) { try await function() }
  }
}

extension Trait where Self == WaitingTrait {
  /// For tests that wait for processes: several of them run at once.
  package static var waiting: Self { WaitingTrait() }
}
