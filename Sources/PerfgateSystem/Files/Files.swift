import CPerfgateSystem
import Glibc

/// The file system, by paths relative to the working directory or absolute.
package enum Files {
  /// What a path leads to.
  package enum Kind: Sendable {
    /// A regular file.
    case file
    /// A directory.
    case directory
    /// A device, pipe or socket.
    case other
  }

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - atMostBytes: a longer file is an error (`EFBIG`) and is not read to its end.
  /// - Returns: all of its bytes.
  /// - Throws: where it cannot be opened or read, or is too long.
  package static func readBytes(
    at path: String,
    atMostBytes: Int = .max
  ) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(.read, path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = read(descriptor, &chunk, chunk.count)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw failure(.read, path) }
      guard got > 0 else { return bytes }
      guard got <= atMostBytes - bytes.count else { throw failure(.read, path, EFBIG) }
      bytes.append(contentsOf: chunk[..<got])
    }
  }

  /// The names in a directory in the order of their bytes, without `.` and `..`.
  ///
  /// - Throws: where it is no directory or cannot be read.
  package static func names(inDirectory path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else { throw failure(.list, path) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw failure(.list, path) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What is at a path, links followed; `nil` where there is nothing.
  ///
  /// - Throws: where that cannot be found out.
  package static func kind(at path: String) throws(FileError) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let error = failure(.inspect, path)
      if error.isMissing { return nil }
      throw error
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .directory
    default: return .other
    }
  }

  /// Whether a path is a symbolic link itself, whatever it leads to.
  package static func isSymbolicLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether a path leads to anything that can be seen from here.
  package static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  static func failure(
    _ operation: FileError.Operation,
    _ path: String,
    _ errorNumber: Int32 = errno
  ) -> FileError {
    FileError(path: path, operation: operation, errorNumber: errorNumber)
  }
}
