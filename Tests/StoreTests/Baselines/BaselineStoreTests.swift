import Glibc
import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Baselines on disk")
struct BaselineStoreTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("one file a benchmark and class, by the kind of metric, and one that describes the class")
  func layout() throws {
    let store = StoreFixture.store(in: directory)
    let written = try store.write([
      (.machine, StoreFixture.document("parse/large")),
      (.platform, StoreFixture.document("parse/large", metric: "instructions", kind: .exact)),
      (.portable, StoreFixture.document("parse/large", metric: "accuracy", kind: .score)),
    ])
    let folder = "baselines/linux-x86_64"
    #expect(
      try Set(directory.files())
        == [
          "\(folder)-amd-25-17-1-2c/_class.json",
          "\(folder)-amd-25-17-1-2c/default/parse/large.json",
          "\(folder)/_class.json",
          "\(folder)/default/parse/large.json",
          "baselines/portable/_class.json",
          "baselines/portable/default/parse/large.json",
        ]
    )
    #expect(
      written
        == [
          "\(folder)-amd-25-17-1-2c/default/parse/large.json", "\(folder)/default/parse/large.json",
          "baselines/portable/default/parse/large.json",
        ].map(directory.path)
    )
    #expect(
      try directory.text(of: "\(folder)/_class.json") == """
        {
          "facts": {
            "arch": "x86_64",
            "os": "linux"
          },
          "name": "linux-x86_64",
          "place": "platform",
          "schema": "perfgate.class/1"
        }

        """
    )
  }

  @Test(
    "no id, parameter or suite leaves its folder or breaks a file system",
    arguments: [
      ("default", "../../etc/passwd", [:], "default/%2E%2E/%2E%2E/etc/passwd.json"),
      ("default", "CON/nul", [:], "default/%43ON/%6Eul.json"),
      ("default", "a:b\\c", [:], "default/a%3Ab%5Cc.json"),
      ("default", "_class", [:], "default/%5Fclass.json"),
      ("default", ".hidden.json", [:], "default/%2Ehidden%2Ejson.json"),
      ("default", "a\u{0}\n", [:], "default/a%00%0A.json"),
      ("..", "a", [:], "%2E%2E/a.json"), ("a/../b", "a", [:], "a%2F..%2Fb/a.json"),
      ("default", "a", ["n": "1/2", "m": "x,y=z"], "default/a[m=x%2Cy%3Dz,n=1%2F2].json"),
      ("default", "a[n=1]", [:], "default/a%5Bn%3D1%5D.json"), ("größe", "é", [:], "größe/é.json"),
    ] as [(String, String, [String: String], String)]
  )
  func encoding(suite: String, id: String, parameters: [String: String], path: String) throws {
    let store = StoreFixture.store(in: directory, suite: suite)
    let document = try StoreFixture.document(id, parameters)
    _ = try store.write([(.machine, document)])
    let folder = "baselines/\(StoreFixture.machine.name)"
    #expect(try Set(directory.files()) == ["\(folder)/_class.json", "\(folder)/\(path)"])
    let loaded = try store.load().places[.machine]?[document.key]
    #expect(
      loaded
        == StoredBaseline(path: directory.path("\(folder)/\(path)"), document: document)
    )
  }

  @Test("what was written is loaded, each at its place")
  func roundTrip() throws {
    let store = StoreFixture.store(in: directory)
    let documents: [(place: BaselinePlace, document: BaselineDocument)] = [
      (.machine, try StoreFixture.document("a")),
      (.machine, try StoreFixture.document("a/b", ["n": "1"])),
      (.machine, try StoreFixture.document("a/b", ["n": "2"])),
      (.platform, try StoreFixture.document("a", metric: "instructions", kind: .exact)),
      (.portable, try StoreFixture.document("a", metric: "accuracy", kind: .score)),
    ]
    _ = try store.write(documents)
    let set = try store.load()
    for place in BaselinePlace.allCases {
      let expected = documents.filter { $0.place == place }.map(\.document)
      let loaded = try #require(set.places[place])
      #expect(loaded.count == expected.count)
      for document in expected { #expect(loaded[document.key]?.document == document) }
    }
    #expect(set.directory == directory.path("baselines"))
    #expect(set.machineClass == StoreFixture.machine.name)
    #expect(set.keys == documents[0...2].map(\.document.key))
  }

  @Test("without any file there is nothing, which is no error")
  func empty() throws {
    let set = try StoreFixture.store(in: directory).load()
    #expect(set.keys == [])
    #expect(set.otherClasses == [])
  }

  @Test("other suites and other classes are not loaded")
  func isolation() throws {
    let document = try StoreFixture.document("a")
    _ = try StoreFixture.store(in: directory, suite: "other").write([(.machine, document)])
    _ = try StoreFixture.store(in: directory, machine: "m2").write([(.machine, document)])
    #expect(try StoreFixture.store(in: directory).load().keys == [])
  }

  @Test("other machine classes that have this suite are named, no platforms and no strange folders")
  func otherClasses() throws {
    let document = try StoreFixture.document("a")
    for name in ["m3", "m2"] {
      _ = try StoreFixture.store(in: directory, machine: name).write([
        (.machine, document), (.platform, document), (.portable, document),
      ])
    }
    _ = try StoreFixture.store(in: directory, suite: "other", machine: "m4")
      .write([(.machine, document)])
    try directory.write("{", to: "baselines/broken/_class.json")
    try directory.write("x", to: "baselines/broken/default/a.json")
    try directory.write("x", to: "baselines/README.md")
    #expect(try StoreFixture.store(in: directory).load().otherClasses == ["m2", "m3"])
    let known = StoreFixture.store(in: directory, machine: "m2")
    #expect(try known.load().otherClasses == ["m3"])
  }

  @Test("a file under another name than its benchmark's is refused with the right one")
  func wrongName() throws {
    let store = StoreFixture.store(in: directory)
    _ = try store.write([(.machine, try StoreFixture.document("parse/large", ["n": "1"]))])
    let folder = "baselines/\(StoreFixture.machine.name)/default"
    let text = try directory.text(of: "\(folder)/parse/large[n=1].json")
    try directory.write(text, to: "\(folder)/copy.json")
    let error = try #require(throws: GateError.self) { try store.load() }
    #expect(error.exit == .malformedData)
    #expect(error.diagnostics.map(\.location?.file) == [directory.path("\(folder)/copy.json")])
    #expect(
      error.diagnostics.first?.message
        == "this file is about 'parse/large[n=1]', which belongs into parse/large[n=1].json"
    )
  }

  @Test("every file that cannot be used is reported in one go, and says what to type")
  func unusable() throws {
    let store = StoreFixture.store(in: directory)
    let folder = "baselines/\(StoreFixture.machine.name)/default"
    _ = try store.write([(.machine, try StoreFixture.document("fine"))])
    let text = try directory.text(of: "\(folder)/fine.json")
    try directory.write(String(text.prefix(60)), to: "\(folder)/a truncated.json")
    try directory.write("", to: "\(folder)/b empty.json")
    try directory.write(
      text.replacing("baseline/1", with: "baseline/2"),
      to: "\(folder)/c newer.json"
    )
    try directory.write("<<<<<<< HEAD\n\(text)", to: "\(folder)/d it's conflicted.json")
    // Root may read every file, but not the first byte of a memory that nobody has.
    #expect(symlink("/proc/self/mem", directory.path("\(folder)/e unreadable.json")) == 0)
    #expect(symlink("nowhere", directory.path("\(folder)/f dangling.json")) == 0)
    let platform = "baselines/\(StoreFixture.platform.name)/default"
    try directory.write("[]", to: "\(platform)/deep/er/g.json")
    let error = try #require(throws: GateError.self) { try store.load() }
    #expect(error.exit == .malformedData)
    let texts = error.diagnostics.map(\.text)
    try #require(texts.count == 7)
    let expected = [
      "a truncated.json:", "b empty.json:1:1: error: the file is empty",
      "was written by a newer perfgate", "d it's conflicted.json:1:1: error: an unresolved merge",
      "cannot read", "cannot read", "deep/er/g.json:1:1: error: expected an object",
    ]
    for (text, part) in zip(texts, expected) { #expect(text.contains(part), "\(text)") }
    #expect(texts[4].contains("e unreadable.json: input/output error"), "\(texts[4])")
    #expect(texts[5].contains("f dangling.json: no such file"), "\(texts[5])")
    #expect(texts[3].contains(#"rm '\#(directory.path(folder))/d it'\''s conflicted.json' &&"#))
  }

  @Test("files that are no baselines are left alone")
  func strangers() throws {
    let store = StoreFixture.store(in: directory)
    let folder = "baselines/\(StoreFixture.machine.name)/default"
    for name in ["_notes.json", ".hidden.json", "README.md", "a/_x/b.json", ".git/c.json"] {
      try directory.write("nonsense", to: "\(folder)/\(name)")
    }
    #expect(mkfifo(directory.path("\(folder)/pipe.json"), 0o600) == 0)
    #expect(try store.load().keys == [])
  }

  @Test("writing the same again touches no file")
  func unchanged() throws {
    let store = StoreFixture.store(in: directory)
    let documents: [(place: BaselinePlace, document: BaselineDocument)] = [
      (.machine, try StoreFixture.document("a")),
      (.platform, try StoreFixture.document("a", kind: .exact)),
    ]
    _ = try store.write(documents)
    let files = try directory.files()
    let before = try files.map(directory.identity)
    #expect(try store.write(documents) == [])
    #expect(try store.write([]) == [])
    #expect(try files.map(directory.identity) == before)
    #expect(try directory.files() == files)
    let changed = try StoreFixture.document("a", median: 0.5)
    let path = directory.path("baselines/\(StoreFixture.machine.name)/default/a.json")
    #expect(try store.write([(.machine, changed), documents[1]]) == [path])
    let after = try files.map(directory.identity)
    #expect(zip(before, after).count { $0 != $1 } == 1)
  }

  @Test("a folder that cannot be written to is an error of its own")
  func unwritable() throws {
    try directory.write("", to: "baselines")
    let store = StoreFixture.store(in: directory)
    let error = try #require(throws: GateError.self) {
      try store.write([(.machine, StoreFixture.document("a"))])
    }
    #expect(error.exit == .cannotWrite)
    #expect(error.diagnostics.first?.message.contains("not a directory") == true, "\(error)")
    #expect(try directory.files() == ["baselines"])
  }
}
