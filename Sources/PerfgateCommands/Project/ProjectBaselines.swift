import PerfgateGate
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
  /// - Parameter reason: Why everything worse is accepted; `nil` where it is not.
  /// - Returns: The baselines; in a run of several suites their keys name the suite.
  /// - Throws: `GateError` with exit 65 and one diagnostic per unreadable file.
  func load(accepting reason: String? = nil) throws(GateError) -> BaselineSet {
    var set = try loadCommitted()
    if let reason {
      set.acceptances.append(Acceptance(.everything, reason: reason, source: .option))
    }
    return set
  }

  private func loadCommitted() throws(GateError) -> BaselineSet {
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

  /// Makes sure that baselines can be written, before minutes are spent on measuring them.
  ///
  /// - Throws: `GateError` with exit 73.
  func checkWritable() throws(GateError) {
    for (_, store) in stores { try store.checkWritable() }
  }

  /// Does what reads, decides and writes while no other perfgate does the like in these folders.
  ///
  /// - Throws: What the work throws, or `GateError` with exit 73.
  func exclusively<Value>(
    _ body: () throws(GateError) -> Value
  ) throws(GateError) -> Value {
    // Always in one order, and each folder once: two that wait for each other would wait for ever.
    var seen: Set<String> = []
    let folders = stores.map(\.store.folder)
      .map { (path: Files.canonical($0.path), folder: $0) }
      .sorted { $0.path < $1.path }
      .filter { seen.insert($0.path).inserted }
      .map(\.folder)
    return try Self.exclusively(in: folders[...], body)
  }

  private static func exclusively<Value>(
    in folders: ArraySlice<BaselineFolder>,
    _ body: () throws(GateError) -> Value
  ) throws(GateError) -> Value {
    guard let first = folders.first else { return try body() }
    return try first.exclusively { () throws(GateError) in
      try exclusively(in: folders.dropFirst(), body)
    }
  }

  /// Takes over what a recording changes; whoever calls it holds the lock.
  ///
  /// - Parameter update: What changes.
  /// - Returns: The paths of the files whose bytes changed.
  /// - Throws: `GateError` with exit 73.
  func write(_ update: BaselineUpdate) throws(GateError) -> [String] {
    var written: [String] = []
    for (suite, store) in stores {
      let documents = update.changes.map { ($0.place, $0.document) }
      written += try store.write(
        documents.filter { $0.1.key.suite == suite },
        cases: update.cases.filter { $0.key.suite == suite }
      )
      // The new file is there before the old one goes.
      let prefix = store.directory + "/"
      try store.folder.remove(update.removals.filter { $0.hasPrefix(prefix) })
      try SpentAcceptances.remove(from: store.folder, suite: store.suite)
    }
    return written
  }

  /// The same baselines in another folder, where nothing needs to be yet.
  func relocated(to directory: String) -> ProjectBaselines {
    ProjectBaselines(
      stores.map { suite, store in
        let moved = BaselineStore(
          directory: directory,
          suite: store.suite,
          machine: store.machine,
          platform: store.platform
        )
        return (suite: suite, store: moved)
      }
    )
  }

  /// The folders, links resolved.
  var canonicalDirectories: Set<String> { Set(stores.map { Files.canonical($0.store.directory) }) }
}
