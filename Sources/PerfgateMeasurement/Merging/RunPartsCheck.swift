import PerfgateModel

/// Finds why saved runs cannot be judged together.
enum RunPartsCheck {
  /// The most benchmarks that are named as being in two parts.
  private static let shownOverlaps = 5

  /// Everything that keeps parts from being one run.
  static func problems(of parts: [RunPart]) -> [Diagnostic] {
    let differences = [
      difference("suites", of: parts) { $0.suite },
      difference("configurations", of: parts, show: { _ in nil }) { run in
        ([run.configuration.source] + run.configuration.suites.flatMap { [$0.path, $0.source] })
          .joined(separator: "\0")
      },
      difference("options", of: parts) { run in
        run.configuration.overrides.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      },
      difference("revisions", of: parts) { $0.head?.commit ?? "none" },
      // A command is no commit, and a run that is not interleaved has neither.
      difference("bases", of: parts) { run in run.base.map { $0.commit ?? $0.name } ?? "" },
      difference("machine classes", of: parts, hints: classHints) { run in
        ([run.environment.machineClass] + run.configuration.suites.map(\.machineClass))
          .joined(separator: ", ")
      },
      difference("platforms", of: parts) { $0.environment.platformClass },
      difference("numbers of shards", of: parts.filter { $0.run.selection.shard != nil }) { run in
        run.selection.shard.map { String($0.count) } ?? ""
      },
    ]
    return differences.compactMap { $0 } + overlaps(of: parts)
  }

  private static let classHints = [
    "give every job the same class: perfgate run --machine NAME",
    "or declare one over all models: baselines: {classes: {NAME: {os: linux, arch: x86_64, cpu: '*'}}}",
  ]

  private static func difference(
    _ what: String,
    of parts: [RunPart],
    hints: [String] = [],
    show: (String) -> String? = { $0 },
    by value: (RunDocument) -> String
  ) -> Diagnostic? {
    guard let first = parts.first else { return nil }
    guard let other = parts.first(where: { value($0.run) != value(first.run) }) else { return nil }
    let notes = [first, other].map { part in
      show(value(part.run)).map { "\(part.path): \($0.isEmpty ? "none" : $0)" } ?? part.path
    }
    return .error("runs of different \(what) cannot be judged together", notes: notes, hints: hints)
  }

  /// Two runs of one benchmark would have to be one attempt or the other: the user knows which.
  private static func overlaps(of parts: [RunPart]) -> [Diagnostic] {
    var seen: [BenchmarkKey: String] = [:]
    var shards: [ShardRecord: String] = [:]
    var found: [Diagnostic] = []
    var count = 0
    for part in parts {
      if let shard = part.run.selection.shard {
        if let earlier = shards.updateValue(part.path, forKey: shard) {
          found.append(overlap("shard \(shard)", earlier, part.path))
          continue
        }
      }
      for entry in part.run.entries {
        guard let earlier = seen.updateValue(part.path, forKey: entry.key) else { continue }
        count += 1
        if count <= shownOverlaps { found.append(overlap("'\(entry.key)'", earlier, part.path)) }
      }
    }
    if count > shownOverlaps, let last = found.indices.last {
      found[last].notes.append("and \(count - shownOverlaps) more benchmarks are in two runs")
    }
    return found
  }

  private static func overlap(_ what: String, _ one: String, _ other: String) -> Diagnostic {
    .error(
      "\(what) is in both \(one) and \(other)",
      hints: ["give each part once; of one that was measured again, only one of its runs"]
    )
  }
}
