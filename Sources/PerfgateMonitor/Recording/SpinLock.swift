import PerfgateHost
import Synchronization

/// A lock for what takes nanoseconds: one exchange to take it, one store to give it back.
struct SpinLock: ~Copyable, Sendable {
  private let state = Atomic<UInt32>(0)

  /// Takes the lock where it is free.
  @inline(__always)
  func tryLock() -> Bool {
    state.exchange(1, ordering: .acquiring) == 0
  }

  /// Takes the lock; its holder may have been put to sleep, so waiting gives way to other threads.
  @inline(__always)
  func lock() {
    if !tryLock() { waitAndLock() }
  }

  /// Gives the lock back.
  @inline(__always)
  func unlock() {
    state.store(0, ordering: .releasing)
  }

  @inline(never)
  private func waitAndLock() {
    var turns = 0
    repeat {
      while state.load(ordering: .relaxed) != 0 {
        turns += 1
        if turns % 64 == 0 { HostThreads.yield() } else { HostThreads.relax() }
      }
    } while !tryLock()
  }
}
