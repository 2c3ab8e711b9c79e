package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// The trailer by which a commit accepts a worse level: `Perfgate-Accept: ID METRIC | reason`.
  package static let trailer = "Perfgate-Accept"
  /// The latest commits with that trailer that are looked at.
  private static let mostCommits = 200

  /// What commits accept after the last one that changed the baseline's file.
  ///
  /// - Parameters:
  ///   - baselines: What is committed.
  ///   - suite: The suite of benchmarks whose keys name none.
  /// - Returns: One acceptance per metric, the latest commit's.
  package func acceptances(of baselines: BaselineSet, suite: String) -> [Acceptance] {
    let commits = output([
      "log", "--max-count=\(Self.mostCommits)", "--grep=^\(Self.trailer):",
      "--format=%H%x00%(trailers:key=\(Self.trailer),valueonly,unfold)%x01", "HEAD",
    ])
    var found: [Acceptance] = []
    var latestChanges: [String: String] = [:]
    for record in (commits ?? "").split(separator: "\u{1}") {
      let parts = record.split(separator: "\0", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let commit = parts[0].filter { $0 != "\n" }
      for value in parts[1].split(separator: "\n").compactMap(TrailerValue.init) {
        for (key, path) in value.baselines(in: baselines) {
          let subject = Acceptance.Subject.metric(key.of(suite: nil), value.metric)
          let acceptance = Acceptance(
            subject,
            suite: key.suite ?? suite,
            reason: value.reason,
            source: .trailer(commit: commit)
          )
          let isKnown = found.contains { $0.subject == subject && $0.suite == acceptance.suite }
          if !isKnown, follows(commit, path, &latestChanges) { found.append(acceptance) }
        }
      }
    }
    return found
  }

  /// Whether a commit came after the last one that changed a file; not where none ever did.
  private func follows(
    _ commit: String,
    _ path: String,
    _ latestChanges: inout [String: String]
  ) -> Bool {
    let absolute = (try? Files.join(Files.currentDirectory(), path)) ?? path
    let latest =
      latestChanges[path] ?? line(["log", "-1", "--format=%H", "HEAD", "--", absolute]) ?? ""
    latestChanges[path] = latest
    guard !latest.isEmpty else { return false }
    return output(["merge-base", "--is-ancestor", commit, latest]) == nil
  }
}

/// One `ID METRIC | reason`.
private struct TrailerValue {
  let name: String
  let metric: String
  let reason: String

  init?(_ text: Substring) {
    let parts = text.split(separator: "|", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    let words = parts[0].split(separator: " ")
    let trimmed = parts[1].drop(while: \.isWhitespace)
    guard words.count >= 2, let metric = words.last, !trimmed.isEmpty else { return nil }
    name = words.dropLast().joined(separator: " ")
    self.metric = String(metric)
    reason = String(trimmed)
  }

  /// The benchmarks that are meant and have a baseline of the metric, with its file.
  func baselines(in set: BaselineSet) -> [(key: BenchmarkKey, path: String)] {
    let place = BaselinePlace(of: MetricDefinition.named(metric)?.kind ?? .continuous)
    return (set.places[place] ?? [:]).values.compactMap { stored in
      let key = stored.document.key
      guard [key.id.text, key.name, key.description].contains(name),
        stored.document.metrics[metric] != nil
      else { return nil }
      return (key, stored.path)
    }
  }
}
