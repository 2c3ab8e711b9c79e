import PerfgateModel
import PerfgateStore

/// Moves the baselines of one benchmark of one suite to another id.
struct BaselineRenaming {
  let folder: BaselineFolder
  let suite: String
  let old: BenchmarkID
  let new: BenchmarkID

  /// Moves every file, in such an order that a run killed at any point leaves no level lost, and the
  /// same command finishes it; whoever calls it holds the lock.
  ///
  /// - Returns: What was done, a line each, and the ids that have baselines.
  /// - Throws: `GateError` with exit 64 where the new id has other baselines, 65 or 73.
  func run() throws(GateError) -> (moved: [String], known: Set<String>) {
    var known: Set<String> = []
    var sources: [(className: String, stored: StoredBaseline)] = []
    var targets: [String: StoredBaseline] = [:]
    for className in try folder.classes(ofSuite: suite) {
      for stored in try folder.baselines(ofSuite: suite, inClass: className) {
        known.insert(stored.document.key.id.text)
        if stored.document.key.id == old { sources.append((className, stored)) }
        if stored.document.key.id == new {
          targets["\(className)/\(stored.document.key.filePath)"] = stored
        }
      }
    }
    try check(sources, against: targets)
    // Before the first file moves: what cannot be read stops everything.
    let acceptances = try renamedAcceptances()
    // Every level stands under the new id before the first one goes from the old one.
    for (className, stored) in sources {
      let document = renamed(stored.document)
      if let table = try CaseFiles.recorded(beside: stored) {
        _ = try folder.write(table, of: document.key, toClass: className, suite: suite)
      }
      _ = try folder.write(document, toClass: className, suite: suite)
    }
    try folder.remove(sources.map(\.stored.path))
    let moved = sources.map { "moved: \($0.stored.path) -> \(renamed($0.stored.document).key)" }
    guard acceptances.count > 0 else { return (moved, known) }
    try folder.replaceAcceptances(acceptances.all)
    let word = acceptances.count == 1 ? "level" : "levels"
    let line = "renamed: \(acceptances.count) accepted \(word) in \(folder.acceptedPath)"
    return (moved + [line], known)
  }

  /// Refuses where the new id has baselines, unless they are what an earlier call left.
  private func check(
    _ sources: [(className: String, stored: StoredBaseline)],
    against targets: [String: StoredBaseline]
  ) throws(GateError) {
    guard !sources.isEmpty, let any = targets.values.map(\.path).min() else { return }
    var written = 0
    for (className, stored) in sources {
      let document = renamed(stored.document)
      guard let target = targets["\(className)/\(document.key.filePath)"] else { continue }
      guard target.document == document else { throw taken(target.path) }
      written += 1
    }
    // It was killed while it wrote, or while it removed.
    guard written == targets.count || written == sources.count else { throw taken(any) }
  }

  private func renamed(_ document: BaselineDocument) -> BaselineDocument {
    var renamed = document
    renamed.key.id = new
    if renamed.cases?.file != nil { renamed.cases?.file = renamed.key.casesFile }
    return renamed
  }

  private func taken(_ path: String) -> GateError {
    GateError(
      .usage,
      "'\(new)' has a baseline of its own",
      at: SourcePlace(file: path),
      hints: ["remove it first where it is not needed: git rm -- \(ShellQuoting.quoted(path))"]
    )
  }

  /// All accepted levels as they should be, and how many of them change.
  private func renamedAcceptances() throws(GateError) -> (all: [Acceptance], count: Int) {
    var acceptances = try folder.acceptances()
    var count = 0
    for (index, acceptance) in acceptances.enumerated() where acceptance.suite == suite {
      guard case .metric(var key, let metric) = acceptance.subject, key.id == old else { continue }
      key.id = new
      acceptances[index].subject = .metric(key, metric)
      count += 1
    }
    return (acceptances, count)
  }
}
