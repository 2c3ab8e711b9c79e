import PerfgateConfiguration
import PerfgateModel

/// A run's values of an exact metric held against the recording that the newest epoch began with.
///
/// Held against the last recording instead, a level could creep up by less than the limit at a time.
struct ExactComparison: Sendable {
  private let metric: JudgedMetric
  private let base: Recording
  private let limit: Double

  /// Prepares a comparison; `nil` without a limit or a recording of a finite value.
  init?(_ metric: JudgedMetric) {
    guard let base = metric.baseline?.opening, base.median.isFinite,
      let limit = metric.rule.limit
    else { return nil }
    self.metric = metric
    self.base = base
    self.limit = limit
  }

  /// Compares the values as they are; where the head varies, its best value is taken.
  ///
  /// - Parameter finding: Receives state, severity and figures.
  func decide(into finding: inout Finding) {
    let values = metric.samples.values
    let isLowerBetter = metric.samples.direction == .lower
    let sign = isLowerBetter ? 1.0 : -1.0
    let varies = values.contains { $0 != values.first }
    let head = (isLowerBetter ? values.min() : values.max()) ?? metric.center
    let reference =
      base.range.map { isLowerBetter ? $0.upperBound : $0.lowerBound } ?? base.median
    let delta = head - reference
    let worse = sign * delta
    // Beyond the numbers, as for a level of 0, the difference says more.
    let quotient = worse / abs(reference)
    let ratio = quotient.isFinite ? quotient : nil
    let size = ratio ?? (worse == 0 ? 0 : worse > 0 ? .infinity : -.infinity)
    let reachesDelta = metric.rule.minimumDelta.map { abs(delta) >= $0 } ?? true

    let step = metric.rule.levels.last { size >= $0.change }
    if step != nil || size >= limit, worse > 0, reachesDelta {
      finding.state = .regressed
      finding.severity = step?.severity ?? finding.severity
    } else if abs(size) <= metric.rule.tolerance || !reachesDelta {
      finding.state = .unchanged
    } else {
      finding.state = worse > 0 ? .within : .improved
    }
    finding.base = LevelRecord(center: reference, count: base.count)
    finding.head = LevelRecord(center: head, count: values.count)
    finding.change =
      ratio.map { ChangeRecord(scale: .ratio, estimate: sign * $0) }
      ?? ChangeRecord(scale: .absolute, estimate: delta)
    finding.evidence = EvidenceRecord(method: .exact)
    if varies, base.range == nil {
      finding.warnings.append(
        "\(metric.samples.name) varied within this run (\(shown(values.min())) to "
          + "\(shown(values.max()))) though the baseline is exact: the best value was compared"
      )
    }
  }

  private func shown(_ value: Double?) -> String {
    QuantityText.text(value ?? .nan, unit: metric.samples.unit)
  }
}
