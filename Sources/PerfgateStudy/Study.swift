import Foundation
import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// Gates measured runs of unchanged programs in turn, each against recordings of runs before it.
///
/// It only judges and writes rows; ci/accuracy/analyse counts them.
struct Study {
  /// How many recordings a baseline has.
  static let recordings = [1, 2, 5, 10, 20, 40]
  /// How many runs lie between the last recording and the run that is judged.
  static let gaps = [0, 80]
  /// By how much the values of one benchmark are made worse.
  static let factors = [1.1, 1.25, 1.6, 2.0]

  /// The runs in the order in which they were measured.
  let runs: [RunDocument]
  /// Recordings are taken from this many of the first runs.
  let recordable: Int
  /// The rules of all runs.
  let configuration: ProjectConfiguration

  /// The ids of the benchmarks that are gated together, by the name of their suite.
  private var suites: [(name: String, ids: [String])] {
    let ids = runs.first?.entries.map(\.key.id.text) ?? []
    return [("all", ids), ("three", Array(ids.dropFirst(2).prefix(3)))] + ids.map { ($0, [$0]) }
  }

  /// Every row of the study, tab-separated.
  func rows() -> [String] {
    let header = [
      "head", "recordings", "gap", "suite", "target", "factor", "benchmark", "metric", "state",
      "change", "provable",
    ]
    return [header.joined(separator: "\t")]
      + suites.flatMap { suite in
        let series = RecordedSeries(runs: runs, ids: suite.ids, configuration: configuration)
        return Self.gaps.flatMap { gap in
          Self.recordings.flatMap { rows(of: series, suite: suite.name, recordings: $0, gap: gap) }
        }
      }
  }

  private func rows(
    of series: RecordedSeries,
    suite: String,
    recordings: Int,
    gap: Int
  ) -> [String] {
    runs.indices.flatMap { head -> [String] in
      let end = min(head - gap, recordable)
      guard end >= recordings, gap == 0 || suite == "all", head >= recordable || isInSeries else {
        return []
      }
      let baselines = series.baselines(of: (end - recordings)..<end)
      let place = "\(head)\t\(recordings)\t\(gap)\t\(suite)"
      var rows = judged(series.runs[head], baselines, place: "\(place)\t-\t1") { _ in true }
      guard gap == 0, !series.ids.isEmpty else { return rows }
      let target = series.ids[head % series.ids.count]
      for factor in Self.factors {
        let slowed = series.runs[head].slowed(target, by: factor)
        rows += judged(slowed, baselines, place: "\(place)\t\(target)\t\(factor)") {
          $0.key.id.text == target
        }
      }
      return rows
    }
  }

  /// Whether runs serve as recordings and, later, are judged.
  private var isInSeries: Bool { recordable == runs.count }

  private func judged(
    _ run: RunDocument,
    _ baselines: BaselineSet,
    place: String,
    where isShown: (Finding) -> Bool
  ) -> [String] {
    let verdict = Judge.verdict(on: run, under: configuration, against: baselines)
    return verdict.results.filter(isShown).map { finding in
      [
        place, finding.key.id.text, finding.metric ?? "-", finding.state.rawValue,
        "\(finding.change?.estimate ?? .nan)", "\(finding.provable ?? .nan)",
      ].joined(separator: "\t")
    } + ["\(place)\t-\texit\t\(verdict.exit.rawValue)\tnan\tnan"]
  }
}

/// Runs of one suite, and what recording them leaves.
struct RecordedSeries {
  /// The benchmarks of the suite.
  let ids: [String]
  /// The runs without the benchmarks of other suites.
  let runs: [RunDocument]
  private let firsts: [VerdictDocument]
  private let empty: BaselineSet

  init(runs: [RunDocument], ids: [String], configuration: ProjectConfiguration) {
    self.ids = ids
    self.runs = runs.map { run in
      var part = run
      part.entries = run.entries.filter { ids.contains($0.key.id.text) }
      return part
    }
    let machineClass = runs.first?.environment.machineClass ?? ""
    let empty = BaselineSet(directory: "baselines", machineClass: machineClass)
    self.empty = empty
    firsts = self.runs.map {
      Judge.verdict(on: $0, under: configuration, against: empty)
    }
  }

  /// The baselines that `perfgate baseline record --recordings N` leaves.
  ///
  /// All recordings of one command count as one level however they differ, so what each was found
  /// to be beside the earlier ones plays no part.
  func baselines(of range: Range<Int>) -> BaselineSet {
    var set = empty
    for index in range {
      let opening: [BaselineUpdate.MetricKey: BaselineUpdate.Acceptance] = Dictionary(
        firsts[index].results.compactMap { finding in
          finding.metric.map { (.init(benchmark: finding.key, metric: $0), .append) }
        },
        uniquingKeysWith: { first, _ in first }
      )
      let update = BaselineUpdate(
        recording: runs[index],
        verdict: firsts[index],
        baselines: set,
        opening: opening,
        reason: nil
      )
      for change in update.changes {
        set.places[change.place, default: [:]][change.document.key] = StoredBaseline(
          path: "",
          document: change.document
        )
      }
    }
    return set
  }
}

extension RunDocument {
  /// The run as if one benchmark took so many times as long.
  func slowed(_ id: String, by factor: Double) -> RunDocument {
    var run = self
    for entry in run.entries.indices where run.entries[entry].key.id.text == id {
      for metric in run.entries[entry].metrics.indices
      where ["wall", "cpu"].contains(run.entries[entry].metrics[metric].name) {
        let values = run.entries[entry].metrics[metric].values
        run.entries[entry].metrics[metric].values = values.map { $0 * factor }
      }
    }
    return run
  }
}
