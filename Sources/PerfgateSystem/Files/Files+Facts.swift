import CPerfgateSystem
import Glibc

extension Files {
  /// What changes when a file is replaced by another one: its size, and when its bytes changed.
  ///
  /// - Parameter path: The file, links followed.
  /// - Returns: A text to compare with another one; `nil` where there is no file.
  package static func version(of path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return "\(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }

  /// The last bytes of a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - atMost: How many.
  /// - Returns: The bytes; none where it cannot be read.
  package static func tail(of path: String, atMost: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return [] }
    let count = min(max(atMost, 0), Int(status.st_size))
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let got = pread(descriptor, buffer.baseAddress, count, Int(status.st_size) - count)
      filled = max(0, got)
    }
  }

  /// Puts everything that was written to a file system where it survives a loss of power.
  ///
  /// - Parameter path: Anything on it; what cannot be synced is left.
  package static func syncFileSystem(of path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    perfgate_sync_file_system(descriptor)
  }
}
