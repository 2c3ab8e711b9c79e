import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Finding the file of a program")
struct ExecutableLookupTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    for (name, mode) in [("first/run", 0o644), ("second/run", 0o755), ("second/plain", 0o644)] {
      let path = directory.path(name)
      try Files.createDirectories(Files.parent(of: path) ?? "")
      try Files.replaceAtomically(path, with: Array("#!/bin/sh\n".utf8))
      #expect(chmod(path, mode_t(mode)) == 0)
    }
    try Files.createDirectories(directory.path("first/folder"))
  }

  private func lookup(_ program: String, in searchPath: String) throws -> String {
    try ExecutableLookup(searchPath: searchPath, workingDirectory: directory.path)
      .path(of: program)
  }

  @Test("a bare name is the first executable file in the search path")
  func bareName() throws {
    #expect(try lookup("run", in: "none:first:second") == directory.path("second/run"))
    #expect(
      try lookup("run", in: directory.path("second") + ":first") == directory.path("second/run")
    )
  }

  @Test("an empty part of the search path is the working directory")
  func emptyPart() throws {
    try Files.replaceAtomically(directory.path("here"), with: [])
    #expect(chmod(directory.path("here"), 0o755) == 0)
    #expect(try lookup("here", in: "first:") == directory.path("./here"))
  }

  @Test("a path with a slash is not looked for")
  func relativePath() throws {
    #expect(try lookup("second/run", in: "") == directory.path("second/run"))
    #expect(try lookup("./second/run", in: "") == directory.path("./second/run"))
    #expect(try lookup(directory.path("second/run"), in: "") == directory.path("second/run"))
  }

  @Test("an error says what was tried")
  func errors() {
    func error(_ program: String, _ searchPath: String = "first:second") -> (any Error)? {
      #expect(throws: ExecutableLookupError.self) { try lookup(program, in: searchPath) }
    }
    func expect(_ found: (any Error)?, _ expected: ExecutableLookupError, _ wording: String) {
      #expect(found as? ExecutableLookupError == expected)
      #expect(expected.description == wording)
    }
    expect(
      error("rnu"),
      .notFound(program: "rnu", searched: ["first", "second"]),
      "there is no program rnu in first:second"
    )
    expect(
      error("run", ""),
      .notFound(program: "run", searched: []),
      "there is no program run: PATH is empty"
    )
    expect(error(""), .notFound(program: "", searched: []), "the name of the program is empty")
    expect(
      error("folder"),
      .notFound(program: "folder", searched: ["first", "second"]),
      "there is no program folder in first:second"
    )
    expect(
      error("plain"),
      .notExecutable(path: directory.path("second/plain")),
      "\(directory.path("second/plain")) is not executable"
    )
    expect(
      error("./first"),
      .isDirectory(path: directory.path("./first")),
      "\(directory.path("./first")) is a directory, not a program"
    )
    expect(
      error("a/b"),
      .notFound(program: "a/b", searched: [directory.path("a/b")]),
      "there is no program a/b"
    )
  }
}
