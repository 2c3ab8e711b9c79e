import Glibc
import PerfgateSystem
import PerfgateTestSupport

extension TemporaryDirectory {
  /// The files below, by relative path, in order.
  func files(below folder: String = "") throws -> [String] {
    var found: [String] = []
    for name in try Files.names(inDirectory: path(folder)) {
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      if try Files.kind(at: path(relative)) == .directory {
        found += try files(below: relative)
      } else {
        found.append(relative)
      }
    }
    return found
  }

  /// What changes when a file is written anew: its inode and the time of its last change.
  func identity(_ name: String) throws -> FileIdentity {
    var status = stat()
    guard stat(path(name), &status) == 0 else { throw MissingFile(name: name) }
    return FileIdentity(
      inode: status.st_ino,
      seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec
    )
  }
}

/// What changes when a file is written anew.
struct FileIdentity: Equatable {
  let inode: UInt
  let seconds: Int
  let nanoseconds: Int
}

/// A test looked at a file that is not there.
struct MissingFile: Error {
  let name: String
}
