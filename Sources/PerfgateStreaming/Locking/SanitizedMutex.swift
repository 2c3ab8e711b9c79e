#if THREAD_SANITIZER
import Glibc

/// Takes the place of the standard library's `Mutex` where the thread sanitizer looks on.
///
/// Where that one is contended it waits inside of a library that is not built for the sanitizer, as
/// libdispatch is not, which then takes what the lock orders for races. The lock of pthreads is one
/// that it knows. Value and lock are no properties of an object: an access to one of these counts
/// for all of it. Only `ci/sanitize` builds this.
@usableFromInline
// The lock lets one thread at a time have the value.
struct Mutex<Value>: ~Copyable, @unchecked Sendable {
  private let value: UnsafeMutablePointer<Value>
  private let lock: UnsafeMutablePointer<pthread_mutex_t>

  @usableFromInline
  init(_ value: sending Value) {
    self.value = .allocate(capacity: 1)
    self.value.initialize(to: value)
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
    value.deinitialize(count: 1)
    value.deallocate()
  }

  @usableFromInline
  func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value.pointee)
  }
}
#endif
