import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Replacing files")
struct ReplacingTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func mode(_ name: String) -> mode_t {
    var status = stat()
    return stat(directory.path(name), &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test("the new bytes are there, the permissions stay, and nothing is left beside")
  func replaces() throws {
    let path = directory.path("file")
    try Files.replaceAtomically(path, with: [1, 2, 3])
    #expect(chmod(path, 0o640) == 0)
    try Files.replaceAtomically(path, with: [9][...])
    #expect(try Files.readBytes(at: path) == [9])
    #expect(mode("file") == 0o640)
    #expect(try Files.names(inDirectory: directory.path) == ["file"])
  }

  @Test("a pipe stays a pipe, and its reader gets the bytes")
  func pipe() throws {
    let path = directory.path("pipe")
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try Files.replaceAtomically(path, with: [1, 2, 3])
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(read(reader, &buffer, 8) == 3)
    #expect(try Files.kind(at: path) == .other)
    #expect(try Files.names(inDirectory: directory.path) == ["pipe"])
  }

  @Test("what is written piece by piece is read back before it takes the other's place")
  func pieces() throws {
    let path = directory.path("file")
    try Files.replaceAtomically(path, with: [7])
    let file = try ReplacementFile(replacing: path)
    try file.append([1, 2, 3])
    try file.append([4, 5][...])
    #expect(try file.bytes(at: 1, atMost: 3) == [2, 3, 4])
    #expect(try file.bytes(at: 5, atMost: 3) == [])
    #expect(try Files.readBytes(at: path) == [7])
    try file.publish()
    #expect(try Files.readBytes(at: path) == [1, 2, 3, 4, 5])
    #expect(try Files.names(inDirectory: directory.path) == ["file"])
  }

  @Test("what is not published is gone with its last reference")
  func discarded() throws {
    let path = directory.path("file")
    try Files.replaceAtomically(path, with: [7])
    do {
      let file = try ReplacementFile(replacing: path)
      try file.append([1])
      #expect(try Files.names(inDirectory: directory.path).count == 2)
    }
    #expect(try Files.names(inDirectory: directory.path) == ["file"])
    #expect(try Files.readBytes(at: path) == [7])
  }

  @Test("who holds the old file open keeps all of it")
  func keepsOldFile() throws {
    let path = directory.path("file")
    try Files.replaceAtomically(path, with: [1, 2, 3])
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    try Files.replaceAtomically(path, with: [4])
    var buffer = [UInt8](repeating: 0, count: 8)
    #expect(read(descriptor, &buffer, 8) == 3)
    #expect(buffer.prefix(3) == [1, 2, 3])
  }

  @Test("a reader sees the old bytes or the new ones, never a part")
  func noHalfFiles() async throws {
    let path = directory.path("file")
    let versions = (0..<4).map { [UInt8](repeating: $0, count: 50_000 + Int($0)) }
    try Files.replaceAtomically(path, with: versions[0])
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for round in 0..<100 { try Files.replaceAtomically(path, with: versions[round % 4]) }
      }
      group.addTask {
        for _ in 0..<300 {
          let found = try Files.readBytes(at: path)
          #expect(versions.contains(found))
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("a symbolic link stays one")
  func link() throws {
    try Files.createDirectories(directory.path("real"))
    try Files.replaceAtomically(directory.path("real/file"), with: [1])
    #expect(symlink("real/file", directory.path("link")) == 0)
    try Files.replaceAtomically(directory.path("link"), with: [2])
    #expect(try Files.readBytes(at: directory.path("real/file")) == [2])
    var status = stat()
    #expect(lstat(directory.path("link"), &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test("a failure leaves what was there and nothing beside it")
  func failures() throws {
    try Files.createDirectories(directory.path("folder/inside"))
    let overFolder = #expect(throws: FileError.self) {
      try Files.replaceAtomically(directory.path("folder"), with: [1])
    }
    #expect(overFolder?.operation == .replace)
    #expect(overFolder?.path == directory.path("folder"))
    #expect(try Files.names(inDirectory: directory.path) == ["folder"])
    let nowhere = #expect(throws: FileError.self) {
      try Files.replaceAtomically(directory.path("none/file"), with: [1])
    }
    #expect(nowhere?.isMissing == true)
  }

  @Test("where nobody may write, not even root, the error says so")
  func unwritable() {
    let error = #expect(throws: FileError.self) {
      try Files.replaceAtomically("/sys/kernel/perfgate-test", with: [1])
    }
    #expect([EACCES, EPERM, EROFS].contains(error?.errorNumber))
  }

  @Test("a directory without permission is left alone", .enabled(if: geteuid() != 0))
  func permissionDenied() throws {
    try Files.replaceAtomically(directory.path("file"), with: [1])
    #expect(chmod(directory.path, 0o555) == 0)
    defer { chmod(directory.path, 0o755) }
    let error = #expect(throws: FileError.self) {
      try Files.replaceAtomically(directory.path("file"), with: [2])
    }
    #expect(error?.description.hasSuffix(": permission denied") == true)
    #expect(try Files.readBytes(at: directory.path("file")) == [1])
  }
}
