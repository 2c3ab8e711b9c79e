import Glibc
import PerfgateSystem

/// A directory that is removed when this is released.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = try Files.createTemporaryDirectory(in: "/tmp", prefix: "perfgate-tests-")
  }

  deinit { try? Files.remove(path) }

  func path(_ name: String) -> String { Files.join(path, name) }

  /// Writes a file, and the folders above it.
  func write(_ text: String, to name: String) throws {
    if let parent = Files.parent(of: path(name)) { try Files.createDirectories(parent) }
    try Files.replaceAtomically(path(name), with: Array(text.utf8))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Files.readBytes(at: path(name)), as: UTF8.self)
  }

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
