import Glibc

extension Files {
  /// Runs a step that only one process at a time may be in, as far as all of them ask here.
  ///
  /// The lock is on the directory itself, so nothing is left behind, and ends with the process. A
  /// file system without locks has no such protection.
  ///
  /// - Parameters:
  ///   - directory: Exists, or there is nothing to protect yet.
  ///   - body: The step.
  /// - Returns: What the step returns.
  /// - Throws: What the step throws.
  package static func withLock<Value, Failure>(
    on directory: String,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    if descriptor >= 0 { while flock(descriptor, LOCK_EX) != 0 && errno == EINTR { continue } }
    return try body()
  }
}
