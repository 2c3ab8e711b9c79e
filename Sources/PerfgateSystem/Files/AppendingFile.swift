import CPerfgateSystem
import Glibc

/// A regular file that grows at its end, and that one process at a time has open so.
///
/// The lock is on the file itself (`flock`), so it ends with the process in any manner. A file system
/// without locks has no such protection.
package final class AppendingFile: Sendable {
  /// The path as it was given.
  package let path: String
  private let lock: FileLock

  private init(path: String, lock: FileLock) {
    self.path = path
    self.lock = lock
  }

  private var descriptor: Int32 { lock.descriptor }

  /// Opens a file, made where it is not there; its folder exists.
  ///
  /// - Parameter path: The file. A symbolic link is followed.
  /// - Returns: The file; `nil` where another process has it.
  /// - Throws: Where it cannot be opened, or is no regular file.
  package static func open(_ path: String) throws(FileError) -> AppendingFile? {
    let target = Files.linkTarget(of: path)
    // Opening a pipe waits for its other end.
    if try Files.kind(at: target) == .other { throw Files.failure(.write, path, EINVAL) }
    guard let lock = try FileLock.attempt(target) else { return nil }
    guard fcntl(lock.descriptor, F_SETFL, O_APPEND) == 0 else { throw Files.failure(.write, path) }
    return AppendingFile(path: path, lock: lock)
  }

  /// How many bytes it has.
  ///
  /// - Throws: Where that cannot be found out.
  package func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Files.failure(.inspect, path) }
    return Int(status.st_size)
  }

  /// Reads from anywhere.
  ///
  /// - Parameters:
  ///   - offset: Of the first byte.
  ///   - count: How many bytes at most.
  /// - Returns: The bytes from there; none at the end.
  /// - Throws: Where they cannot be read.
  package func bytes(at offset: Int, atMost count: Int) throws(FileError) -> [UInt8] {
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = pread(descriptor, buffer.baseAddress, count, offset)
      while got < 0 && errno == EINTR {
        got = pread(descriptor, buffer.baseAddress, count, offset)
      }
      error = got < 0 ? errno : 0
      filled = max(0, got)
    }
    guard error == 0 else { throw Files.failure(.read, path, error) }
    return bytes
  }

  /// Adds bytes at the end.
  ///
  /// - Parameter bytes: What follows.
  /// - Returns: How many were written, and why not the others.
  package func append(_ bytes: ArraySlice<UInt8>) -> (written: Int, error: FileError?) {
    var written = 0
    let error = bytes.withUnsafeBytes { buffer in
      perfgate_write_counted(descriptor, buffer.baseAddress, buffer.count, &written)
    }
    return (written, error == 0 ? nil : Files.failure(.write, path, error))
  }

  /// Leaves only the first bytes.
  ///
  /// - Parameter size: How many.
  /// - Throws: Where that fails.
  package func truncate(to size: Int) throws(FileError) {
    while ftruncate(descriptor, off_t(size)) != 0 {
      if errno != EINTR { throw Files.failure(.write, path) }
    }
  }

  /// Puts what was written where it survives a loss of power.
  ///
  /// - Throws: Where that fails. What was written may be lost then, and syncing again does not tell.
  package func sync() throws(FileError) {
    while fsync(descriptor) != 0 {
      if errno != EINTR { throw Files.failure(.write, path) }
    }
  }

  /// Puts its name where it survives a loss of power.
  ///
  /// - Throws: Where that fails.
  package func syncName() throws(FileError) {
    let error = Files.sync(directory: Files.parent(of: Files.linkTarget(of: path)) ?? ".")
    guard error == 0 else { throw Files.failure(.write, path, error) }
  }
}
