import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Reading and arranging files")
struct FilesTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("what was written is read", arguments: [0, 1, 65_535, 65_536, 1_000_000])
  func readBytes(count: Int) throws {
    let path = directory.path("file")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    try Files.replaceAtomically(path, with: bytes)
    #expect(try Files.readBytes(at: path) == bytes)
    #expect(try Files.readBytes(at: path, atMostBytes: count) == bytes)
    guard count > 0 else { return }
    let error = #expect(throws: FileError.self) {
      try Files.readBytes(at: path, atMostBytes: count - 1)
    }
    #expect(error?.errorNumber == EFBIG)
  }

  @Test("a folder says what its names lead to, but for links")
  func entries() throws {
    try Files.replaceAtomically(directory.path("file"), with: [])
    try Files.createDirectories(directory.path("folder"))
    #expect(symlink("folder", directory.path("link")) == 0)
    #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
    let entries = try Files.entries(inDirectory: directory.path)
    #expect(entries.map(\.name) == ["file", "folder", "link", "pipe"])
    // Some file systems say nothing of the kind.
    for (entry, kind) in zip(entries, [Files.Kind.file, .directory, nil, .other]) {
      #expect(entry.kind == nil || entry.kind == kind)
    }
  }

  @Test("an error names the operation, the path and the reason")
  func wording() throws {
    let missing = directory.path("missing")
    let error = #expect(throws: FileError.self) { try Files.readBytes(at: missing) }
    #expect(error == FileError(path: missing, operation: .read, errorNumber: ENOENT))
    #expect(error?.isMissing == true)
    #expect(error?.description == "cannot read \(missing): no such file or directory")
    let denied = FileError(path: "a.json", operation: .replace, errorNumber: EACCES)
    #expect(denied.description == "cannot replace a.json: permission denied")
    #expect(!denied.isMissing)
    #expect(throws: FileError(path: directory.path, operation: .read, errorNumber: EISDIR)) {
      try Files.readBytes(at: directory.path)
    }
  }

  @Test("names come in the order of their bytes")
  func listing() throws {
    for name in ["b", "a", "ä", "B", "a10", "a2", ".hidden"] {
      try Files.replaceAtomically(directory.path(name), with: [])
    }
    #expect(
      try Files.names(inDirectory: directory.path)
        == [".hidden", "B", "a", "a10", "a2", "b", "ä"]
    )
    #expect(throws: FileError.self) { try Files.names(inDirectory: directory.path("a")) }
  }

  @Test("directories are made with those above them, and twice is fine")
  func createDirectories() throws {
    let deep = directory.path("a/b//c/")
    try Files.createDirectories(deep)
    try Files.createDirectories(deep)
    #expect(try Files.kind(at: deep) == .directory)
    try Files.replaceAtomically(directory.path("file"), with: [])
    #expect(try Files.kind(at: directory.path("file")) == .file)
    for path in ["file", "file/below"] {
      let error = #expect(throws: FileError.self) {
        try Files.createDirectories(directory.path(path))
      }
      #expect(error?.errorNumber == ENOTDIR)
    }
    #expect(try Files.kind(at: directory.path("nothing")) == nil)
    #expect(try Files.kind(at: "/dev/null") == .other)
  }

  @Test("removing takes everything below, follows no link and accepts what is gone")
  func remove() throws {
    try Files.createDirectories(directory.path("tree/a/b"))
    try Files.createDirectories(directory.path("kept"))
    try Files.replaceAtomically(directory.path("kept/file"), with: [1])
    #expect(symlink(directory.path("kept"), directory.path("tree/a/link")) == 0)
    try Files.remove(directory.path("tree"))
    try Files.remove(directory.path("tree"))
    #expect(!Files.exists(directory.path("tree")))
    #expect(Files.exists(directory.path("kept/file")))
  }

  @Test("temporary directories are all different and private")
  func temporaryDirectory() throws {
    let paths = try (0..<3).map { _ in
      try Files.createTemporaryDirectory(in: directory.path, prefix: "x-")
    }
    #expect(Set(paths).count == 3)
    var status = stat()
    #expect(stat(paths[0], &status) == 0 && status.st_mode & 0o777 == 0o700)
    #expect(paths.allSatisfy { $0.hasPrefix(directory.path("x-")) })
  }

  @Test(
    "the parent of a path",
    arguments: [
      ("a", nil), ("/", nil), ("/a", "/"), ("a/b", "a"), ("/a/b/", "/a"), ("./a", "."),
    ] as [(String, String?)]
  )
  func parent(path: String, expected: String?) {
    #expect(Files.parent(of: path) == expected)
  }
}
