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

  /// When the bytes of a file changed last.
  ///
  /// - Parameter path: The file, links followed.
  /// - Returns: In nanoseconds since 1970; `nil` where there is no file.
  package static func modificationTime(of path: String) -> Int64? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
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

  /// Less than this is no room for a program that builds or checks out.
  private static let leastBytes: UInt64 = 1 << 16

  /// Whether something failed for want of room, by what is left, or by what it said.
  ///
  /// - Parameters:
  ///   - path: Where it wrote.
  ///   - text: What it said; who fails may have made room again.
  ///   - bytes: How much it was about to write, as far as that is known.
  /// - Returns: Whether the file system, or the user's share of it, is full or too small.
  package static func isFull(
    at path: String,
    saying text: String,
    writing bytes: UInt64 = 0
  ) -> Bool {
    let said = text.lowercased()
    if [ENOSPC, EDQUOT].contains(where: { said.contains(systemErrorText($0).lowercased()) }) {
      return true
    }
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return false }
    let (left, isLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize)
    )
    return !isLarge && left < max(bytes, leastBytes)
  }
}
