import Glibc

/// The memory that this process has.
package enum ProcessMemory {
  /// The resident memory now, in bytes; `nil` where the system does not say.
  ///
  /// The second number of `/proc/self/statm`, in pages. Takes some microseconds.
  package static func residentBytes() -> Int64? {
    contents(of: "/proc/self/statm") { text in
      let pages = text.split(separator: UInt8(ascii: " ")).dropFirst().first.flatMap(number)
      return pages.map { $0 * Int64(getpagesize()) }
    }
  }

  /// The highest resident memory that this process ever had, in bytes; `nil` where the system does
  /// not say.
  ///
  /// `VmHWM` of `/proc/self/status`, and not what `getrusage` says: that begins with the memory of
  /// the parent process.
  package static func peakResidentBytes() -> Int64? {
    contents(of: "/proc/self/status") { text in
      let key = Array("VmHWM:".utf8)
      let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: key) }
      return line.map { $0.filter { (48...57).contains($0) } }.flatMap(number).map { $0 * 1024 }
    }
  }

  private static func number(_ digits: some Collection<UInt8>) -> Int64? {
    Int64(String(decoding: digits, as: UTF8.self))
  }

  /// Reads a small file of the kernel; it is whole after one call.
  private static func contents(
    of path: String,
    _ parse: (ArraySlice<UInt8>) -> Int64?
  ) -> Int64? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? parse(bytes[..<count]) : nil
  }
}
