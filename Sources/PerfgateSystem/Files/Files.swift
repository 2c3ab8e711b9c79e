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
    var status = stat()
    // Only a hint: a pipe has no size, and a file may grow. One byte more shows that it is all.
    let size = fstat(descriptor, &status) == 0 ? max(0, status.st_size) : 0
    guard size <= atMostBytes else { throw failure(.read, path, EFBIG) }
    let hint = min(max(4096, size + 1), 1 << 28)
    var bytes = try piece(of: descriptor, path, atMostBytes: hint)
    // Reading a regular file ends early at its end alone.
    if status.st_mode & S_IFMT == S_IFREG, bytes.count < hint, bytes.count <= atMostBytes {
      return bytes
    }
    while true {
      guard bytes.count <= atMostBytes else { throw failure(.read, path, EFBIG) }
      let piece = try piece(of: descriptor, path, atMostBytes: 65_536)
      if piece.isEmpty { return bytes }
      bytes += piece
    }
  }

  /// Reads a file piece by piece, however long it is.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - body: Takes the pieces in their order, none of them empty.
  /// - Throws: Where it cannot be opened or read.
  package static func readPieces(
    at path: String,
    _ body: ([UInt8]) -> Void
  ) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(.read, path) }
    defer { close(descriptor) }
    while true {
      let piece = try piece(of: descriptor, path, atMostBytes: 262_144)
      if piece.isEmpty { return }
      body(piece)
    }
  }

  /// The next bytes of a file; none at its end.
  static func piece(
    of descriptor: Int32,
    _ path: String,
    atMostBytes count: Int
  ) throws(FileError) -> [UInt8] {
    var error: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      var got = read(descriptor, buffer.baseAddress, count)
      while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, count) }
      error = got < 0 ? errno : 0
      filled = max(0, got)
    }
    guard error == 0 else { throw failure(.read, path, error) }
    return bytes
  }

  /// The names in a directory in the order of their bytes, without `.` and `..`.
  ///
  /// - Throws: where it is no directory or cannot be read.
  package static func names(inDirectory path: String) throws(FileError) -> [String] {
    try entries(inDirectory: path).map(\.name)
  }

  /// What is in a directory in the order of the names' bytes, without `.` and `..`.
  ///
  /// - Parameter path: the directory.
  /// - Returns: names, and what they lead to where the directory itself says that; `nil` is to be
  ///   looked up with `kind(at:)`, as for links.
  /// - Throws: where it is no directory or cannot be read.
  package static func entries(
    inDirectory path: String
  ) throws(FileError) -> [(name: String, kind: Kind?)] {
    guard let stream = opendir(path) else { throw failure(.list, path) }
    defer { closedir(stream) }
    var entries: [(name: String, kind: Kind?)] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != "." && name != ".." else { continue }
      entries.append((name, kind(ofEntryType: Int32(entry.pointee.d_type))))
    }
    guard errno == 0 else { throw failure(.list, path) }
    return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private static func kind(ofEntryType type: Int32) -> Kind? {
    switch type {
    case Int32(DT_REG): .file
    case Int32(DT_DIR): .directory
    case Int32(DT_LNK), Int32(DT_UNKNOWN): nil
    default: .other
    }
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
