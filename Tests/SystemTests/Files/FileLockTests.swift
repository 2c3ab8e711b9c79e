import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Locks on files")
struct FileLockTests {
  @Test("one has it at a time, and several may share it")
  func exclusion() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/lock"
    var first = try FileLock.attempt(path)
    #expect(first != nil)
    #expect(try FileLock.attempt(path) == nil)
    #expect(try FileLock.attempt(path, isShared: true) == nil)
    first?.share()
    #expect(try FileLock.attempt(path) == nil)
    #expect(try FileLock.attempt(path, isShared: true) != nil)
    first = nil
    #expect(try FileLock.attempt(path) != nil)
  }

  @Test("a child that is about to start its program does not keep a lock that was released")
  func duplicate() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/lock"
    var lock = try FileLock.attempt(path)
    #expect(lock != nil)
    // What fork gives a child: another descriptor of the same open file.
    let own = try #require(
      (Int32(3)..<1024).first { descriptor in
        var opened = stat()
        var named = stat()
        return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0
          && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
      }
    )
    let child = dup(own)
    defer { close(child) }
    lock = nil
    #expect(try FileLock.attempt(path) != nil)
  }
}
