import PerfgateModel
import PerfgateStore
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

@Suite("The folder of baselines")
struct BaselineFolderTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private var folder: BaselineFolder { BaselineFolder(path: directory.path("baselines")) }

  private func acceptance(_ id: String, to: Double = 2, reason: String = "x") throws -> Acceptance {
    Acceptance(
      .metric(BenchmarkKey(id: try BenchmarkID(id)), "wall"),
      suite: "default",
      className: "c",
      step: Acceptance.Step(from: 1, to: to),
      reason: reason,
      source: .option
    )
  }

  @Test(
    "accepting replaces what was said of the same metric, and the last entry takes the file along"
  )
  func accepting() throws {
    try folder.accept([try acceptance("a"), try acceptance("b")])
    try folder.accept([try acceptance("a", to: 3, reason: "y")])
    let stored = try folder.acceptances()
    #expect(stored.map(\.reason) == ["y", "x"])
    #expect(stored[0].step?.to == 3)
    #expect(try !folder.replaceAcceptances(stored))
    #expect(try folder.replaceAcceptances([]))
    #expect(try directory.files().isEmpty)
  }

  @Test("a file that cannot be read is not replaced by what is accepted")
  func unreadable() throws {
    try directory.write("- nonsense", to: "baselines/accepted.yaml")
    #expect(throws: GateError.self) { try folder.accept([try acceptance("a")]) }
    #expect(try directory.text(of: "baselines/accepted.yaml") == "- nonsense")
  }

  @Test("one at a time works in a folder, and none leaves a file behind")
  func locking() async throws {
    let visitors = Visitors()
    let folder = folder
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try? folder.exclusively { () throws(GateError) in
            visitors.enter()
            for _ in 0..<1000 { _ = Files.exists("/") }
            visitors.leave()
          }
        }
      }
    }
    #expect(visitors.most == 1)
    #expect(try directory.files().isEmpty)
  }

  @Test("removing files takes folders along that hold nothing more")
  func removing() throws {
    let store = StoreFixture.store(in: directory)
    let written = try store.write([
      (.machine, try StoreFixture.document("deep/a")), (.machine, try StoreFixture.document("b")),
    ])
    try folder.remove(written.filter { $0.contains("deep") })
    #expect(try !directory.files().contains { $0.contains("deep") })
    #expect(try store.load().keys.map(\.id.text) == ["b"])
    try folder.remove(written)
    #expect(try directory.files().isEmpty)
  }
}

@Suite("What a machine class is")
struct ClassFileTests {
  @Test("baselines of another kind of machine are used, and said to be")
  func otherFacts() throws {
    let directory = try TemporaryDirectory()
    var store = StoreFixture.store(in: directory)
    _ = try store.write([(.machine, try StoreFixture.document("a"))])
    #expect(try store.load().remarks.isEmpty)
    var identity = StoreFixture.machine
    identity.facts["cores"] = "8"
    store = BaselineStore(
      directory: directory.path("baselines"),
      suite: "default",
      machine: identity,
      platform: StoreFixture.platform
    )
    let remarks = try store.load().remarks
    #expect(remarks.count == 1)
    #expect(remarks[0].contains("cores is 2 there and 8 here"))
    identity.facts = [:]
    store = BaselineStore(
      directory: directory.path("baselines"),
      suite: "default",
      machine: identity,
      platform: StoreFixture.platform
    )
    #expect(try store.load().remarks.isEmpty)
  }

  @Test("a class that cannot be read is malformed data", arguments: ["", "{", "{\"schema\": 1}"])
  func unreadable(text: String) throws {
    let directory = try TemporaryDirectory()
    let path = "baselines/\(StoreFixture.machine.name)/_class.json"
    try directory.write(text, to: path)
    do throws(GateError) {
      _ = try StoreFixture.store(in: directory).load()
      Issue.record("it was read")
    } catch {
      #expect(error.exit == .malformedData)
      #expect(error.diagnostics[0].hints.contains { $0.contains("rm ") })
    }
  }
}

/// Counts who is in a place at the same time.
private final class Visitors: Sendable {
  private let counts = Mutex((inside: 0, most: 0))

  var most: Int { counts.withLock { $0.most } }

  func enter() {
    counts.withLock { counts in
      counts.inside += 1
      counts.most = max(counts.most, counts.inside)
    }
  }

  func leave() { counts.withLock { $0.inside -= 1 } }
}
