import CPerfgateSystem
import Glibc

/// A file that is written piece by piece beside the one whose place it takes, so that whoever reads
/// that one, and whoever finds it after a crash at any moment, sees the old bytes or the new ones.
///
/// What is not published is removed with the last reference.
package final class ReplacementFile {
  private let path: String
  private let target: String
  private let temporary: String
  private var descriptor: Int32
  private var isPublished = false

  /// Begins an empty file beside another.
  ///
  /// - Parameter path: What is replaced, or nothing yet. A symbolic link stays one: what it leads to
  ///   is replaced.
  /// - Throws: Where no file can be made there.
  package init(replacing path: String) throws(FileError) {
    self.path = path
    target = Files.linkTarget(of: path)
    let directory = Files.parent(of: target) ?? "."
    TemporaryFiles.sweepOnce(directory)
    temporary = TemporaryFiles.path(in: directory)
    // A process of the same number may have been killed here before.
    unlink(temporary)
    descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    // Held until this process ends in any way: what nobody holds was left behind.
    flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isPublished { unlink(temporary) }
  }

  /// Adds bytes at the end.
  ///
  /// - Parameter bytes: What follows.
  /// - Throws: Where they cannot be written.
  package func append(_ bytes: some Collection<UInt8>) throws(FileError) {
    let error = Files.writeAll(bytes, to: descriptor)
    guard error == 0 else { throw failure(error) }
  }

  /// Reads what was written.
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
    guard error == 0 else { throw failure(error) }
    return bytes
  }

  /// Takes the other file's place: synced, with its permissions, renamed, and the directory synced.
  ///
  /// - Throws: Where any step fails; the other file is then as it was.
  package func publish() throws(FileError) {
    var status = stat()
    if stat(target, &status) == 0, fchmod(descriptor, status.st_mode & 0o7777) != 0 {
      throw failure(errno)
    }
    if fsync(descriptor) != 0 { throw failure(errno) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw failure(errno) }
    guard rename(temporary, target) == 0 else { throw failure(errno) }
    isPublished = true
    let error = Files.sync(directory: Files.parent(of: target) ?? ".")
    guard error == 0 else { throw failure(error) }
  }

  private func failure(_ error: Int32) -> FileError {
    Files.failure(.replace, path, error)
  }
}
