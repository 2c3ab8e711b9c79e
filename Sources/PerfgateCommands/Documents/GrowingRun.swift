import PerfgateMeasurement
import PerfgateModel
import PerfgateStore

/// A run document that is valid, and on disk, at every moment of measuring.
///
/// A run that is killed leaves what it had measured, and says that the rest was skipped.
final class GrowingRun {
  /// The run so far; what it has not come to is skipped.
  private(set) var document: RunDocument
  private let reports: ReportWriter?
  private let now: () -> Int64
  private var throttle = WriteThrottle()

  /// Begins a run and writes it.
  ///
  /// - Parameters:
  ///   - document: The run without entries.
  ///   - planned: What will be measured, as skipped entries.
  ///   - reports: Where the run is saved; `nil` saves nothing.
  ///   - now: The monotonic clock, in nanoseconds.
  init(
    _ document: RunDocument,
    planned: [RunEntry],
    reports: ReportWriter?,
    now: @escaping () -> Int64
  ) {
    self.document = document
    self.document.completion = .incomplete
    self.document.entries = planned
    self.reports = reports
    self.now = now
    saveWhereDue()
  }

  /// Takes over what became of one benchmark, to its end or so far.
  func finished(_ index: Int, _ entry: RunEntry) {
    document.entries[index] = entry
    saveWhereDue()
  }

  /// Ends the run; the whole is saved with its verdict.
  ///
  /// - Parameters:
  ///   - entries: What became of everything that was planned.
  ///   - probe: How fast the host was meanwhile; `nil` where that is not known.
  ///   - isInterrupted: Whether perfgate was told to end; what is skipped was left out by that.
  ///   - isCut: Whether something that has values would have been measured on.
  /// - Returns: The whole run.
  func finish(
    _ entries: [RunEntry],
    probe: HostProbeRecord?,
    isInterrupted: Bool,
    isCut: Bool
  ) -> RunDocument {
    document.entries = entries
    document.environment.probe = probe
    document.stages += entries.filter { $0.status != .skipped || $0.measuringSeconds > 0 }
      .map { StageTiming(name: $0.key.description, seconds: $0.measuringSeconds) }
    let isCut = isCut || isInterrupted && entries.contains { $0.status == .skipped }
    document.completion = isCut ? .interrupted : .complete
    return document
  }

  /// What cannot be written now is no reason to stop measuring: at the end of the run it is told.
  private func saveWhereDue() {
    let begin = now()
    guard let reports, throttle.isDue(at: begin) else { return }
    try? reports.save(document)
    throttle.wrote(from: begin, to: now())
  }
}
