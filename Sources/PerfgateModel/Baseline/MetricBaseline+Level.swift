internal import Foundation

extension MetricBaseline {
  /// The committed level, in the metric's unit: of an exact metric or a score that which its newest
  /// epoch began with; of another the centre of the newest epoch, the median from three recordings on,
  /// else the (geometric) mean.
  package var level: Double? {
    guard let last = recordings.last else { return nil }
    guard kind == .continuous else { return opening?.median }
    let values = recordings.lazy.filter { $0.epoch == last.epoch }.map(\.median).sorted()
    if values.count >= 3 {
      let middle = values.count / 2
      return values.count.isMultiple(of: 2)
        ? Self.mean([values[middle - 1], values[middle]]) : values[middle]
    }
    return Self.mean(values)
  }

  /// The baseline as if a level had been recorded once more, as a new one.
  package func accepting(_ level: Double) -> MetricBaseline {
    guard let newest = epochs.last, let last = recordings.last else { return self }
    var baseline = self
    let (id, isTooLarge) = newest.id.addingReportingOverflow(1)
    guard !isTooLarge else { return self }
    baseline.epochs.append(BaselineEpoch(id: id, cause: .accepted))
    var recording = last
    (recording.run, recording.epoch, recording.median) = ("", id, level)
    (recording.range, recording.probe) = (nil, nil)
    baseline.recordings.append(recording)
    return baseline
  }

  private static func mean(_ values: [Double]) -> Double {
    let count = Double(values.count)
    guard values.allSatisfy({ $0 > 0 }) else { return values.reduce(0, +) / count }
    return exp(values.map { log($0) }.reduce(0, +) / count)
  }
}
