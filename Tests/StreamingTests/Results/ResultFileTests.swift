import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("A result file")
struct ResultFileTests {
  private let folder: TemporaryDirectory
  private let path: String

  init() throws {
    folder = try TemporaryDirectory()
    path = folder.path("out/results.jsonl")
  }

  /// Makes a file with results, and returns its bytes.
  private func make(_ count: Int) async throws -> [UInt8] {
    let file = try ResultFile.open(path, eval: "qa", .anew).file
    for index in 0..<count {
      let (_, error) = await file.append(ResultFixture.line(index).bytes[...])
      try #require(error == nil)
    }
    try await file.sync()
    return try Files.readBytes(at: path)
  }

  @Test("it begins with a header, and every line is one JSON object")
  func layout() async throws {
    let lines = String(decoding: try await make(3), as: UTF8.self).split(separator: "\n")
    #expect(lines.first == #"{"eval":"qa","schema":"perfgate.results/1"}"#)
    #expect(lines.count == 4)
    for line in lines { _ = try JSONReader.read(Array(line.utf8)).object() }
    #expect(lines[1].hasPrefix(#"{"case":"abab"#))
  }

  @Test("what was written is read again, and more is added behind it")
  func resume() async throws {
    _ = try await make(5)
    do {
      let (opened, keys) = try ResultFixture.resume(path)
      #expect(keys == (0..<5).map(ResultFixture.key))
      #expect(opened.results == 5 && opened.repair == .none)
      _ = await opened.file.append(ResultFixture.line(5).bytes[...])
    }
    #expect(try ResultFixture.resume(path).keys.count == 6)
    _ = try ResultFile.open(path, eval: "qa", .anew)
    #expect(try ResultFixture.resume(path).keys == [])
  }

  @Test("a file that ends anywhere is repaired, and loses the last line at most")
  func tornAnywhere() async throws {
    let whole = try await make(3)
    let ends = whole.indices.filter { whole[$0] == UInt8(ascii: "\n") }
    for size in 0...whole.count {
      try Files.replaceAtomically(path, with: whole[..<size])
      let (opened, keys) = try ResultFixture.resume(path)
      // A line without its end is whole as soon as its object is.
      let complete = max(0, ends.count { $0 <= size } - 1)
      #expect(keys == (0..<complete).map(ResultFixture.key), "\(size)")
      let isCompleted = complete > 0 && ends.contains(size)
      let isWhole = size > 0 && ends.contains(size - 1)
      switch opened.repair {
      case .none: #expect(isWhole || size == 0, "\(size)")
      case .completed: #expect(isCompleted, "\(size)")
      case .cut(let bytes): #expect(!isWhole && bytes > 0, "\(size)")
      }
      let repaired = try Files.readBytes(at: path)
      #expect(repaired == Array(whole[...ends[complete]]), "\(size)")
    }
  }

  @Test(
    "a last line of anything but a result is cut off",
    arguments: ["\0\0\0\0", "{}\n", "[1\n", "\n"]
  )
  func rubbish(tail: String) async throws {
    let whole = try await make(3)
    try Files.replaceAtomically(path, with: whole + Array(tail.utf8))
    let (opened, keys) = try ResultFixture.resume(path)
    #expect(keys.count == 3)
    #expect(opened.repair == .cut(bytes: tail.utf8.count))
    #expect(try Files.readBytes(at: path) == whole)
  }

  @Test("damage before the last line is told with its place, and nothing is changed")
  func damaged() async throws {
    var bytes = try await make(4)
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
    bytes[ends[1] + 1] = 0
    try Files.replaceAtomically(path, with: bytes)
    let error = #expect(throws: GateError.self) { try ResultFixture.resume(path) }
    let diagnostic = try #require(error?.diagnostics.first)
    #expect(error?.exit == .malformedData)
    #expect(diagnostic.location == SourcePlace(file: path, line: 3, column: 1))
    #expect(diagnostic.hints.first?.hasSuffix("sed -i 3d \(path)") == true)
    #expect(try Files.readBytes(at: path) == bytes)
  }

  @Test(
    "a file that is not its own is left alone",
    arguments: [
      "hello\n", "{\"a\": 1}\n", "{\"schema\":\"perfgate.run/1\"}\n", "\n", "{", "\0",
      "{\"eval\":\"other\",\"schema\":\"perfgate.results/1\"}\n",
      "{\"eval\":\"qa\",\"schema\":\"perfgate.results/1\",\n", "[]\n",
    ],
    [ResultFile.Beginning.anew, .resume]
  )
  func foreign(text: String, beginning: ResultFile.Beginning) throws {
    try folder.write(text, to: "out/results.jsonl")
    // A part of its own header is its own.
    if text == "{" {
      _ = try ResultFile.open(path, eval: "qa", beginning)
      return
    }
    let error = #expect(throws: GateError.self) {
      try ResultFile.open(path, eval: "qa", beginning)
    }
    #expect(error?.exit == .cannotWrite)
    #expect(error?.diagnostics.first?.hints.isEmpty == false)
    #expect(try folder.text(of: "out/results.jsonl") == text)
  }

  @Test("a file of another version is told as such")
  func version() throws {
    let header = "{\"eval\":\"qa\",\"schema\":\"perfgate.results/2\"}\n"
    try folder.write(header, to: "out/results.jsonl")
    let error = #expect(throws: GateError.self) { try ResultFile.open(path, eval: "qa", .resume) }
    #expect(error?.exit == .malformedData)
    #expect(error?.diagnostics.first?.message.contains("perfgate.results/2") == true)
  }

  @Test("one at a time writes it")
  func locked() async throws {
    let first = try ResultFile.open(path, eval: "qa", .resume)
    let error = #expect(throws: GateError.self) { try ResultFile.open(path, eval: "qa", .anew) }
    #expect(error?.exit == .cannotWrite)
    #expect(error?.diagnostics.first?.message == "another perfgate writes to \(path)")
    withExtendedLifetime(first) {}
  }

  @Test("a folder, a device and a folder that cannot be made are told as such")
  func noFile() throws {
    try Files.createDirectories(path)
    for path in [path, "/dev/full", "/proc/no/results.jsonl"] {
      let error = #expect(throws: GateError.self) { try ResultFile.open(path, eval: "qa", .anew) }
      #expect(error?.exit == .cannotWrite)
      let place = path.hasPrefix("/proc") ? "/proc" : path
      #expect(error?.diagnostics.first?.message.contains(place) == true)
    }
  }

  @Test("a set of keys tells all of them apart")
  func completed() {
    var completed = CompletedResults()
    let new = (0..<20_000).count { completed.insert(ResultFixture.key($0)) }
    #expect(new == 20_000)
    let isNew = completed.insert(ResultFixture.key(7))
    #expect(!isNew && completed.count == 20_000)
    for index in 0..<20_000 { #expect(completed.contains(ResultFixture.key(index))) }
    let key = ResultFixture.key(7)
    let namesake = ResultKey(
      id: "another",
      caseDigest: key.caseDigest,
      repeatIndex: key.repeatIndex,
      configurationDigest: key.configurationDigest
    )
    #expect(!completed.contains(namesake))
    let other = ResultKey(
      id: key.id,
      caseDigest: key.caseDigest,
      repeatIndex: key.repeatIndex,
      configurationDigest: "c0ffef"
    )
    #expect(!completed.contains(other) && !completed.contains(ResultFixture.key(20_000)))
  }
}
