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
    var found: [Acceptance] = []
    var latestChanges: [String: String] = [:]
    for (commit, value) in trailers(in: "HEAD") {
      for (key, path) in value.baselines(in: baselines) {
        let acceptance = value.acceptance(of: key, in: suite, commit: commit)
        if !found.contains(where: acceptance.isAboutSame), follows(commit, path, &latestChanges) {
          found.append(acceptance)
        }
      }
    }
    return found
  }

  /// What the commits of a change accept.
  ///
  /// - Parameters:
  ///   - base: The commit that the change begins at.
  ///   - keys: The benchmarks that there are.
  ///   - suite: The suite of benchmarks whose keys name none.
  /// - Returns: One acceptance per metric, the latest commit's.
  package func acceptances(
    since base: String,
    of keys: [BenchmarkKey],
    suite: String
  ) -> [Acceptance] {
    var found: [Acceptance] = []
    for (commit, value) in trailers(in: "\(base)..HEAD") {
      for key in keys where value.names(key) {
        let acceptance = value.acceptance(of: key, in: suite, commit: commit)
        if !found.contains(where: acceptance.isAboutSame) { found.append(acceptance) }
      }
    }
    return found
  }

  /// The trailers of commits, the latest first.
  private func trailers(in range: String) -> [(commit: String, value: TrailerValue)] {
    let commits = output([
      "log", "--max-count=\(Self.mostCommits)", "--grep=^\(Self.trailer):",
      "--format=%H%x00%(trailers:key=\(Self.trailer),valueonly,unfold)%x01", range, "--",
    ])
    return (commits ?? "").split(separator: "\u{1}").flatMap { record in
      let parts = record.split(separator: "\0", maxSplits: 1)
      guard parts.count == 2 else { return [(commit: String, value: TrailerValue)]() }
      let commit = parts[0].filter { $0 != "\n" }
      return parts[1].split(separator: "\n").compactMap(TrailerValue.init)
        .map { (commit: commit, value: $0) }
    }
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
    let known = MetricDefinition.named(metric).map { [BaselinePlace(of: $0.kind, metric: metric)] }
    let places = known ?? BaselinePlace.allCases
    return places.flatMap { (set.places[$0] ?? [:]).values }.compactMap { stored in
      let key = stored.document.key
      guard names(key), stored.document.metrics[metric] != nil else { return nil }
      return (key, stored.path)
    }
  }

  /// Whether a benchmark is meant.
  func names(_ key: BenchmarkKey) -> Bool {
    [key.id.text, key.name, key.description].contains(name)
  }

  /// What it accepts about a benchmark.
  func acceptance(of key: BenchmarkKey, in suite: String, commit: String) -> Acceptance {
    Acceptance(
      .metric(key.of(suite: nil), metric),
      suite: key.suite ?? suite,
      reason: reason,
      source: .trailer(commit: commit)
    )
  }
}

extension Acceptance {
  /// Whether another one is about the same metric.
  fileprivate func isAboutSame(_ other: Acceptance) -> Bool {
    subject == other.subject && suite == other.suite
  }
}
