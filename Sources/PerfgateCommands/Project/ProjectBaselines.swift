import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// The committed baselines of all suites of a project.
struct ProjectBaselines {
  private let stores: [(suite: String?, store: BaselineStore)]

  /// Creates access to baselines; nothing is read or written yet.
  ///
  /// - Parameter stores: One per suite, without a name where there is one suite.
  init(_ stores: [(suite: String?, store: BaselineStore)]) {
    self.stores = stores
  }

  /// The folders as a user would type them.
  var directory: String { unique(stores.map(\.store.directory)) }

  /// The machine classes that are looked up; one unless suites declare their own.
  var machineClass: String { unique(stores.map(\.store.machine.name)) }

  private func unique(_ names: [String]) -> String { Set(names).sorted().joined(separator: ", ") }

  /// Reads every baseline that applies to this machine.
  ///
  /// - Returns: The baselines; in a run of several suites their keys name the suite.
  /// - Throws: `GateError` with exit 65 and one diagnostic per unreadable file.
  func load() throws(GateError) -> BaselineSet {
    if let only = stores.first, stores.count == 1, only.suite == nil {
      return try only.store.load()
    }
    var sets: [(name: String, baselines: BaselineSet)] = []
    var problems: [Diagnostic] = []
    for (suite, store) in stores {
      do throws(GateError) {
        sets.append((name: suite ?? store.suite, baselines: try store.load()))
      } catch {
        problems += error.diagnostics
      }
    }
    guard problems.isEmpty else { throw GateError(.malformedData, problems) }
    return BaselineSet(combining: sets)
  }

  /// Lets one command at a time read baselines and write them again, so that of two recordings at
  /// once none is lost.
  ///
  /// - Parameter body: Reads and writes.
  /// - Returns: What the body returns.
  /// - Throws: What the body throws.
  func alone<Value>(_ body: () throws(GateError) -> Value) throws(GateError) -> Value {
    // Each folder once, always in the same order: otherwise two would wait for each other.
    let folders = Set(stores.map(\.store.directory)).sorted()
    for folder in folders { try? Files.createDirectories(folder) }
    return try Self.locking(folders[...], body)
  }

  private static func locking<Value>(
    _ folders: ArraySlice<String>,
    _ body: () throws(GateError) -> Value
  ) throws(GateError) -> Value {
    guard let folder = folders.first else { return try body() }
    return try Files.withLock(on: folder) { () throws(GateError) in
      try locking(folders.dropFirst(), body)
    }
  }

  /// Makes sure that baselines can be written, before minutes are spent on measuring them.
  ///
  /// - Throws: `GateError` with exit 73.
  func checkWritable() throws(GateError) {
    for (_, store) in stores { try store.checkWritable() }
  }

  /// Writes baselines, each into the folder of its suite.
  ///
  /// - Parameter documents: By place.
  /// - Returns: The paths of those whose bytes changed.
  /// - Throws: `GateError` with exit 73.
  func write(
    _ documents: [(place: BaselinePlace, document: BaselineDocument)]
  ) throws(GateError) -> [String] {
    var written: [String] = []
    for (suite, store) in stores {
      written += try store.write(documents.filter { $0.document.key.suite == suite })
    }
    return written
  }
}
