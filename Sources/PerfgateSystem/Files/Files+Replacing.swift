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
    let target = linkTarget(of: path)
    // A device, pipe or socket has no content to replace: whoever reads it waits for the bytes.
    if try kind(at: target) == .other { return try writeInto(target, bytes) }
    let directory = parent(of: target) ?? "."
    TemporaryFiles.sweepOnce(directory)
    let temporary = TemporaryFiles.path(in: directory)
    let error = write(bytes, toNew: temporary, permissionsOf: target)
    guard error == 0 else { throw failure(.replace, path, error) }
    guard rename(temporary, target) == 0 else {
      let error = errno
      unlink(temporary)
      throw failure(.replace, path, error)
    }
    let syncError = sync(directory: directory)
    guard syncError == 0 else { throw failure(.replace, path, syncError) }
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

  private static func linkTarget(of path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let resolved = realpath(path, nil)
    else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Makes sure that files can be written into a directory.
  ///
  /// - Throws: where they cannot.
  package static func checkWritable(_ directory: String) throws(FileError) {
    TemporaryFiles.sweepOnce(directory)
    let probe = TemporaryFiles.path(in: directory)
    let error = write([0], toNew: probe, permissionsOf: probe)
    guard error == 0 else { throw failure(.write, directory, error) }
    unlink(probe)
  }

  /// The errno of the first step that failed, or 0; a failed file is removed.
  private static func write(
    _ bytes: some Collection<UInt8>,
    toNew path: String,
    permissionsOf model: String
  ) -> Int32 {
    // A process of the same number may have been killed here before.
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return errno }
    // Held until this process ends in any way: what nobody holds was left behind.
    flock(descriptor, LOCK_EX | LOCK_NB)
    var error = writeAll(bytes, to: descriptor)
    var status = stat()
    if error == 0 && stat(model, &status) == 0 && fchmod(descriptor, status.st_mode & 0o7777) != 0 {
      error = errno
    }
    if error == 0 && fsync(descriptor) != 0 { error = errno }
    if close(descriptor) != 0 && error == 0 { error = errno }
    if error != 0 { unlink(path) }
    return error
  }

  private static func sync(directory: String) -> Int32 {
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
