import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

struct MachineLockTests {
  private func isTaken(_ attempt: MachineLock.Attempt) -> Bool {
    if case .taken = attempt { return true }
    return false
  }

  @Test("a lock is held until it is released, and names who holds it")
  func exclusive() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("lock")
    withExtendedLifetime(MachineLock.attempt(at: path)) { first in
      #expect(isTaken(first))
      guard case .busy(let holder) = MachineLock.attempt(at: path) else {
        Issue.record("the lock was taken twice")
        return
      }
      #expect(holder == Int(getpid()))
    }
    #expect(isTaken(MachineLock.attempt(at: path)))
  }

  @Test("the file is for everybody, whatever the umask was")
  func worldUsable() throws {
    let folder = try TemporaryDirectory()
    #expect(isTaken(MachineLock.attempt(at: folder.path("lock"))))
    var status = stat()
    #expect(stat(folder.path("lock"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o666)
  }

  @Test(
    "what a file says is not believed",
    arguments: ["", "x", "99999999999999999999", "-1", "12x"]
  )
  func hostileContent(text: String) throws {
    let folder = try TemporaryDirectory()
    try folder.write(text, to: "lock")
    let path = folder.path("lock")
    let holder = open(path, O_RDONLY | O_CLOEXEC)
    #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
    guard case .busy(let found) = MachineLock.attempt(at: path) else {
      Issue.record("the lock was taken twice")
      return
    }
    #expect(found == (text == "12x" ? 12 : nil))
    close(holder)
    #expect(isTaken(MachineLock.attempt(at: path)))
  }

  @Test("a link, a folder and a pipe are no locks, and nothing waits for them")
  func noFile() throws {
    let folder = try TemporaryDirectory()
    try folder.write("", to: "file")
    #expect(symlink(folder.path("file"), folder.path("link")) == 0)
    #expect(mkfifo(folder.path("pipe"), 0o666) == 0)
    for name in ["link", "pipe", ".", "missing/lock"] {
      guard case .impossible(let reason) = MachineLock.attempt(at: folder.path(name)) else {
        Issue.record("\(name) was taken for a lock")
        continue
      }
      #expect(!reason.isEmpty)
    }
  }

  @Test("a file that was removed while it was locked is not the lock of those who come later")
  func removed() throws {
    let folder = try TemporaryDirectory()
    let path = folder.path("lock")
    withExtendedLifetime(MachineLock.attempt(at: path)) { _ in
      #expect(unlink(path) == 0)
      #expect(isTaken(MachineLock.attempt(at: path)))
    }
  }
}
