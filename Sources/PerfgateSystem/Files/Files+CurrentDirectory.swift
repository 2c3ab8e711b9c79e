import Glibc

extension Files {
  /// The working directory of this process, absolute.
  ///
  /// - Throws: where it was removed or may not be read.
  package static func currentDirectory() throws(FileError) -> String {
    guard let path = getcwd(nil, 0) else { throw failure(.inspect, ".") }
    defer { free(path) }
    return String(cString: path)
  }
}
