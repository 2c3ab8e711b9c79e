import Glibc

extension Files {
  /// Makes a directory and those above it; one that is there already is fine.
  ///
  /// - Throws: where one cannot be made, or a file is in its place.
  package static func createDirectories(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    let error = errno
    if error == EEXIST || error == EISDIR {
      guard try kind(at: path) == .directory else { throw failure(.create, path, ENOTDIR) }
      return
    }
    guard error == ENOENT, let parent = parent(of: path) else {
      throw failure(.create, path, error)
    }
    try createDirectories(parent)
    if mkdir(path, 0o777) != 0 && errno != EEXIST { throw failure(.create, path) }
  }

  /// Makes a directory that only this user can read, under a name that nobody has.
  ///
  /// - Parameters:
  ///   - parent: the directory to make it in.
  ///   - prefix: how its name begins.
  /// - Returns: its path.
  /// - Throws: where it cannot be made.
  package static func createTemporaryDirectory(
    in parent: String,
    prefix: String = "perfgate-"
  ) throws(FileError) -> String {
    let pattern = join(parent, prefix + "XXXXXX")
    var template = pattern.utf8CString.map { $0 }
    guard mkdtemp(&template) != nil else { throw failure(.create, pattern) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a file, or a directory with everything in it; links are not followed, and what is
  /// not there is fine.
  ///
  /// - Throws: for the first thing that cannot be removed.
  package static func remove(_ path: String) throws(FileError) {
    if unlink(path) == 0 || errno == ENOENT { return }
    guard errno == EISDIR || errno == EPERM else { throw failure(.remove, path) }
    let unlinkError = errno
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw failure(.remove, path, unlinkError)
    }
    for name in try names(inDirectory: path) { try remove(join(path, name)) }
    if rmdir(path) != 0 && errno != ENOENT { throw failure(.remove, path) }
  }

  /// Removes a file or a link, never a directory; what is not there is fine.
  ///
  /// - Throws: where it cannot be removed, or is a directory.
  package static func removeFile(_ path: String) throws(FileError) {
    if unlink(path) == 0 { return }
    let error = failure(.remove, path)
    if !error.isMissing { throw error }
  }

  /// Gives a file or directory another name within its file system.
  ///
  /// A file takes the place of one that has that name, a directory that of an empty one.
  ///
  /// - Throws: where that cannot be.
  package static func move(_ path: String, to other: String) throws(FileError) {
    guard rename(path, other) == 0 else { throw failure(.move, path) }
  }

  /// The one path that leads somewhere, links resolved; the path itself where nothing is there.
  package static func canonical(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// A path below a directory; an absolute one, and one below nothing, stays what it is.
  package static func join(_ directory: String, _ path: String) -> String {
    if directory.isEmpty || path.hasPrefix("/") { return path }
    return directory.hasSuffix("/") ? directory + path : directory + "/" + path
  }

  /// The directory that a path is in, `nil` for a bare name and for the root.
  package static func parent(of path: String) -> String? {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), bytes.count > 1 else { return nil }
    let parent = String(decoding: bytes[..<slash], as: UTF8.self)
    return parent.isEmpty ? "/" : parent
  }
}
