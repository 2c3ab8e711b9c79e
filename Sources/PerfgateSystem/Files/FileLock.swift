import Glibc

/// A lock on a file (`flock`), held until this is released or the process ends in any manner.
///
/// A file system without locks has no such protection: everybody gets them.
package final class FileLock: Sendable {
  /// The file, open for reading and writing.
  let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    // A child between fork and exec has this open too, and closing alone would leave it the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Tries to take the lock, without waiting.
  ///
  /// - Parameters:
  ///   - path: The file, made where it is not there; its folder exists.
  ///   - isShared: Whether others may share it.
  /// - Returns: The lock; `nil` where another process has it, or the file is being removed.
  /// - Throws: Where the file cannot be opened.
  package static func attempt(
    _ path: String,
    isShared: Bool = false
  ) throws(FileError) -> FileLock? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw Files.failure(.create, path) }
    let lock = FileLock(descriptor: descriptor)
    guard lock.take(isShared ? LOCK_SH : LOCK_EX) else { return nil }
    var held = stat()
    var named = stat()
    // Whoever removes the file holds its lock: a lock on what has no name excludes nobody.
    guard fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
      held.st_dev == named.st_dev
    else { return nil }
    return lock
  }

  /// Lets others share the lock from now on.
  package func share() { _ = take(LOCK_SH) }

  private func take(_ kind: Int32) -> Bool {
    while flock(descriptor, kind | LOCK_NB) != 0 {
      if errno != EINTR { return errno != EWOULDBLOCK }
    }
    return true
  }
}
