import Glibc

extension Files {
  /// Does something while no other process does the like in a directory; it leaves no file behind.
  ///
  /// The lock is the kernel's (`flock(2)` on the directory): it ends with the process, however that
  /// ends. Where a file system knows no locks, the work is done without one.
  ///
  /// - Parameters:
  ///   - path: The directory.
  ///   - body: What to do; the next one waits for it.
  /// - Returns: What the work gives.
  /// - Throws: what the work throws, or where the directory cannot be opened, `failed` made of that.
  package static func exclusively<Value, Failure: Error>(
    in path: String,
    orElse failed: (FileError) -> Failure,
    _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(failure(.inspect, path)) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      if errno != EINTR { break }
    }
    return try body()
  }
}
