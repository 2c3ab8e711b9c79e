import Glibc
import Synchronization

private let count = Atomic<UInt64>(0)
private let swept = Mutex<Set<String>>([])

/// Files that stand beside another one until they take its place.
enum TemporaryFiles {
  private static let prefix = ".perfgate-"
  private static let suffix = ".tmp"

  /// A path that this process has not used before.
  static func path(in directory: String) -> String {
    let serial = count.wrappingAdd(1, ordering: .relaxed).newValue
    return Files.join(directory, "\(prefix)\(getpid())-\(serial)\(suffix)")
  }

  /// Removes what processes that were killed have left in a directory, once in this process.
  static func sweepOnce(_ directory: String) {
    guard swept.withLock({ $0.insert(directory).inserted }),
      let names = try? Files.names(inDirectory: directory)
    else { return }
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
      removeIfAbandoned(Files.join(directory, name))
    }
  }

  /// Who writes a file holds a lock on it, in whatever container.
  private static func removeIfAbandoned(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      !isOfLivingProcess(path), flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    unlink(path)
  }

  private static func isOfLivingProcess(_ path: String) -> Bool {
    let name = path.split(separator: "/").last?.dropFirst(prefix.utf8.count) ?? ""
    guard let number = name.split(separator: "-").first.flatMap({ pid_t($0) }), number > 0 else {
      return false
    }
    return kill(number, 0) == 0 || errno == EPERM
  }
}
