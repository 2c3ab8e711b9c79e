import CPerfgateSystem
import Glibc

extension Files {
  /// Puts a file with these bytes at a path, so that whoever reads it, and whoever finds it
  /// after a crash at any moment, sees the old bytes or the new ones, never a part.
  ///
  /// It is written beside, synced, renamed, and the directory synced. A symbolic link stays
  /// one: what it leads to is replaced. The permissions of the old file are kept. A device, pipe
  /// or socket is written to and stays what it is.
  ///
  /// - Throws: where any step fails; the old file is then as it was, and nothing is left beside
  ///   it.
  package static func replaceAtomically(
    _ path: String,
    with bytes: some Collection<UInt8>
  ) throws(FileError) {
    // A device, pipe or socket has no content to replace: whoever reads it waits for the bytes.
    if try isStream(path) { return try writeInto(linkTarget(of: path), bytes) }
    let file = try ReplacementFile(replacing: path)
    try file.append(bytes)
    try file.publish()
  }

  /// Whether a path leads to a device, pipe or socket, which is written to and not replaced.
  ///
  /// - Parameter path: The path, links followed.
  /// - Returns: Whether it does; `false` where there is nothing yet.
  /// - Throws: Where that cannot be found out.
  package static func isStream(_ path: String) throws(FileError) -> Bool {
    try kind(at: linkTarget(of: path)) == .other
  }

  private static func writeInto(
    _ path: String,
    _ bytes: some Collection<UInt8>
  ) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(.write, path) }
    defer { close(descriptor) }
    let error = writeAll(bytes, to: descriptor)
    guard error == 0 else { throw failure(.write, path, error) }
  }

  static func linkTarget(of path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let resolved = realpath(path, nil)
    else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes sure that files can be written into a directory.
  ///
  /// - Parameter directory: Where; nothing stays there.
  /// - Throws: Where they cannot.
  package static func checkWritable(_ directory: String) throws(FileError) {
    do throws(FileError) {
      try ReplacementFile(replacing: join(directory, "probe")).append([0])
    } catch {
      throw failure(.write, directory, error.errorNumber)
    }
  }

  static func sync(directory: String) -> Int32 {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return errno }
    defer { close(descriptor) }
    // Some file systems have nothing to sync for a directory and say EINVAL.
    return fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno
  }

  static func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32 {
    let direct = bytes.withContiguousStorageIfAvailable { buffer in
      perfgate_write_all(descriptor, buffer.baseAddress, buffer.count)
    }
    if let direct { return direct }
    return Array(bytes).withUnsafeBytes { buffer in
      perfgate_write_all(descriptor, buffer.baseAddress, buffer.count)
    }
  }
}
