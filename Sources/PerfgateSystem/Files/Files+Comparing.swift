import Glibc

extension Files {
  /// What is compared at a time, in bytes.
  private static let pieceBytes = 1 << 17

  /// Whether two paths have the same content: regular files byte by byte, symbolic links by what
  /// they say, and nothing else.
  ///
  /// - Parameters:
  ///   - one: A path.
  ///   - other: Another path.
  /// - Returns: Whether they have; `false` where either cannot be read.
  package static func haveSameContent(_ one: String, _ other: String) -> Bool {
    var left = stat()
    var right = stat()
    guard lstat(one, &left) == 0, lstat(other, &right) == 0,
      left.st_mode & S_IFMT == right.st_mode & S_IFMT
    else { return false }
    switch left.st_mode & S_IFMT {
    case S_IFLNK:
      guard let target = link(at: one) else { return false }
      return target == link(at: other)
    case S_IFREG:
      return left.st_size == right.st_size && haveSameBytes(one, other)
    default:
      return false
    }
  }

  /// What a symbolic link says; `nil` where there is none.
  private static func link(at path: String) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = buffer.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { readlink(path, $0, bytes.count) } ?? -1
    }
    return length >= 0 ? Array(buffer.prefix(length)) : nil
  }

  private static func haveSameBytes(_ one: String, _ other: String) -> Bool {
    let left = open(one, O_RDONLY | O_CLOEXEC)
    defer { if left >= 0 { close(left) } }
    let right = open(other, O_RDONLY | O_CLOEXEC)
    defer { if right >= 0 { close(right) } }
    guard left >= 0, right >= 0 else { return false }
    var ours = [UInt8](repeating: 0, count: pieceBytes)
    var theirs = ours
    while true {
      let got = fill(&ours, from: left)
      guard got >= 0, got == fill(&theirs, from: right) else { return false }
      if got == 0 { return true }
      guard ours.prefix(got) == theirs.prefix(got) else { return false }
    }
  }

  /// Reads until the buffer is full or the file ends; -1 where it cannot be read.
  private static func fill(_ buffer: inout [UInt8], from descriptor: Int32) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { read(descriptor, $0 + filled, bytes.count - filled) } ?? -1
      }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { return -1 }
      if got == 0 { break }
      filled += got
    }
    return filled
  }
}
