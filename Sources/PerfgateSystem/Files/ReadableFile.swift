internal import Glibc

/// A regular file that is read from any place, by several at once.
package final class ReadableFile: Sendable {
  /// What tells whether a file is still the same: where it is, its length, and when it was written.
  package struct Identity: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64
    let changedNanoseconds: Int64
    /// The length in bytes.
    package let byteCount: Int
  }

  /// The path as it was given.
  package let path: String
  private let descriptor: Int32

  private init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Opens a file.
  ///
  /// - Parameter path: The file; links are followed.
  /// - Returns: The file; `nil` where it is no regular file.
  /// - Throws: `FileError` where it cannot be opened.
  package static func open(_ path: String) throws(FileError) -> ReadableFile? {
    // A pipe without a writer would keep this waiting.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FileError(path: path, operation: .read, errorNumber: errno)
    }
    let file = ReadableFile(path, descriptor)
    return try file.status().st_mode & S_IFMT == S_IFREG ? file : nil
  }

  /// What tells whether it is still the same.
  package func identity() throws(FileError) -> Identity {
    let status = try status()
    return Identity(
      device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino),
      changedNanoseconds: Int64(status.st_mtim.tv_sec) &* 1_000_000_000
        &+ Int64(status.st_mtim.tv_nsec),
      byteCount: Int(status.st_size)
    )
  }

  /// Appends the bytes from a place on.
  ///
  /// - Parameters:
  ///   - offset: The place.
  ///   - count: How many at most, above 0.
  ///   - output: Receives them.
  /// - Returns: How many there were; 0 at the end.
  /// - Throws: `FileError` where it cannot be read.
  package func read(
    at offset: Int,
    atMost count: Int,
    into output: inout [UInt8]
  ) throws(FileError) -> Int {
    var got = 0
    var failure: Int32 = 0
    let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      repeat {
        got = pread(descriptor, buffer.baseAddress, count, offset)
        failure = errno
      } while got < 0 && failure == EINTR
      filled = max(0, got)
    }
    guard got >= 0 else { throw FileError(path: path, operation: .read, errorNumber: failure) }
    output += piece
    return got
  }

  /// Reads from any place.
  ///
  /// - Parameters:
  ///   - offset: Of the first byte.
  ///   - count: How many bytes at most, above 0.
  /// - Returns: The bytes from there; none at the end.
  /// - Throws: `FileError` where they cannot be read.
  package func bytes(at offset: Int, atMost count: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try read(at: offset, atMost: count, into: &bytes)
    return bytes
  }

  private func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(path: path, operation: .inspect, errorNumber: errno)
    }
    return status
  }
}
