import Foundation
import PerfgateMacros
import PerfgateMonitorExport

/// What all stages are measured by; it keeps the latest spans one by one for the trace.
let monitor = {
  var options = MonitorOptions()
  options.traceCapacity = 100_000
  options.memoryInterval = .milliseconds(10)
  return PerformanceMonitor(options: options)
}()

/// Ranks the words of a corpus: load - tokenise - count - rank - write.
@main
struct Pipeline {
  let options: Options

  static func main() async {
    do {
      try await Pipeline(options: Options(CommandLine.arguments.dropFirst())).run()
    } catch {
      FileHandle.standardError.write(Data("pipeline: \(error)\n".utf8))
      exit(error is Options.Mistake ? 64 : 66)
    }
  }

  /// Runs all stages, then writes what the monitor saw of them.
  func run() async throws {
    try await rankWords()
    let snapshot = monitor.snapshot()
    try ExportedFile.write(snapshot.runDocument(id: "pipeline"), to: path("stages.json"))
    let trace = monitor.recordedTrace()
    try ExportedFile.write(trace.chromeTrace(program: "pipeline"), to: path("trace.json"))
    if options.writesAllReports {
      try ExportedFile.write(snapshot.json(), to: path("monitor.json"))
      try ExportedFile.write(trace.speedscope(program: "pipeline"), to: path("speedscope.json"))
      try ExportedFile.write(trace.openTelemetry(service: "pipeline"), to: path("otlp.json"))
    }
    print(snapshot.text())
  }

  /// Runs the stages.
  ///
  /// Pieces stream through: as many as there are workers are in memory, however large the corpus
  /// is, and reading waits while all of them are busy.
  private func rankWords() async throws {
    try await monitor.measure("run") { span in
      var corpus = try Corpus(options)
      let counts = try await withThrowingTaskGroup(of: WordCounts.self) { group in
        var counts = WordCounts()
        var busy = 0
        while let piece = try corpus.next() {
          if busy == options.workers {
            // The wait is kept apart from the span's own work.
            let more = try await span.wait(.backPressure) { try await group.next() }
            counts.add(more ?? WordCounts())
            busy -= 1
          }
          group.addTask { WordCounts(of: words(in: piece)) }
          busy += 1
        }
        for try await more in group { counts.add(more) }
        return counts
      }
      try write(ranked(counts))
    }
  }

  @Measured("rank", monitor: monitor)
  private func ranked(_ counts: consuming WordCounts) -> [RankedWord] {
    counts.ranked(atMost: options.top)
  }

  @Measured("write", monitor: monitor)
  private func write(_ words: [RankedWord]) throws {
    let lines = words.map { "\($0.count) \($0.word)\n" }.joined()
    try Data(lines.utf8).write(to: URL(fileURLWithPath: path("words.txt")), options: .atomic)
  }

  private func path(_ name: String) -> String { "\(options.folder)/\(name)" }
}
