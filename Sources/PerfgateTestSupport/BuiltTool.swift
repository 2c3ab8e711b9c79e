import Glibc
package import PerfgateSystem

/// The perfgate executable that was built together with the tests.
package enum BuiltTool {
  /// Its path.
  package static let path = path(of: "perfgate")

  /// The path of an executable: it lies beside the test bundle that runs now.
  package static func path(of name: String) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let length = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink("/proc/self/exe", $0, bytes.count) } ?? 0
    }
    let bundle = String(decoding: buffer.prefix(max(0, length)), as: UTF8.self)
    return Files.join(Files.parent(of: bundle) ?? ".", name)
  }

  /// Starts a spawner of the built tool.
  package static func spawner() throws(ProcessError) -> SpawnerClient {
    try SpawnerClient.start(executable: path)
  }
}

/// A directory that is removed when this is released.
package final class TemporaryDirectory: Sendable {
  /// Where it is, absolute.
  package let path: String

  /// Makes a directory.
  package init() throws(FileError) {
    path = try Files.createTemporaryDirectory(in: "/tmp", prefix: "perfgate-tests-")
  }

  deinit { try? Files.remove(path) }

  /// The path of something inside.
  package func path(_ name: String) -> String { Files.join(path, name) }

  /// Writes a text file, and the folders above it.
  package func write(_ text: String, to name: String) throws(FileError) {
    let file = path(name)
    if let parent = Files.parent(of: file) { try Files.createDirectories(parent) }
    try Files.replaceAtomically(file, with: Array(text.utf8))
  }

  /// The text of a file inside.
  package func text(of name: String) throws(FileError) -> String {
    String(decoding: try Files.readBytes(at: path(name)), as: UTF8.self)
  }
}
