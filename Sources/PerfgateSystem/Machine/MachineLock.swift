import Glibc

/// Whoever holds it measures on this machine, and nobody else does.
///
/// An advisory lock on a file (`flock`): the kernel frees it when its holder ends in any manner. What
/// the file says is shown and never believed.
package final class MachineLock {
  /// What became of an attempt to take the lock.
  package enum Attempt {
    /// It is held until this is released.
    case taken(MachineLock)
    /// Another process has it; its id where the file says one.
    case busy(holder: Int?)
    /// There can be no lock here, one phrase.
    case impossible(reason: String)
  }

  /// The lock of the whole machine, whoever runs perfgate.
  package static let defaultPath = "/tmp/perfgate-machine.lock"

  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Tries to take the lock, without waiting.
  ///
  /// - Parameter path: The file, made where it is not there.
  /// - Returns: What became of it.
  package static func attempt(at path: String) -> Attempt {
    // Where a cleaner removed the file meanwhile, its lock excludes nobody: begin again.
    for _ in 0..<10 {
      let descriptor = descriptor(of: path)
      guard descriptor >= 0 else {
        return .impossible(reason: "cannot open \(path): \(systemErrorText(errno))")
      }
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(descriptor)
        return .impossible(reason: "\(path) is no regular file")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let error = errno
        let holder = holder(descriptor)
        close(descriptor)
        return error == EWOULDBLOCK
          ? .busy(holder: holder)
          : .impossible(reason: "cannot lock \(path): \(systemErrorText(error))")
      }
      var named = stat()
      if stat(path, &named) == 0, named.st_ino == status.st_ino, named.st_dev == status.st_dev {
        sign(descriptor)
        return .taken(MachineLock(descriptor: descriptor))
      }
      close(descriptor)
    }
    return .impossible(reason: "\(path) vanishes again and again")
  }

  /// Opens what is there before making it.
  ///
  /// In a sticky folder the kernel may refuse to open another user's file where it could also be
  /// made (`fs.protected_regular`). No link is followed, and nothing waits for a reader.
  private static func descriptor(of path: String) -> Int32 {
    let flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    for _ in 0..<10 {
      for access in [O_RDWR, O_RDONLY] {
        let found = open(path, access | flags)
        if found >= 0 { return found }
      }
      guard errno == ENOENT else { return -1 }
      let made = open(path, O_RDWR | O_CREAT | O_EXCL | flags, 0o666)
      if made >= 0 {
        // Whatever the umask of the first user is, the others take turns with it.
        fchmod(made, 0o666)
        return made
      }
      guard errno == EEXIST else { return -1 }
    }
    return -1
  }

  /// Writes who holds the lock, for a message; it does not matter whether that succeeds.
  private static func sign(_ descriptor: Int32) {
    let text = Array("\(getpid())\n".utf8)
    guard ftruncate(descriptor, 0) == 0 else { return }
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let digits = bytes.prefix(max(0, count)).prefix { (48...57).contains($0) }
    return digits.count <= 10 ? Int(String(decoding: digits, as: UTF8.self)) : nil
  }
}
