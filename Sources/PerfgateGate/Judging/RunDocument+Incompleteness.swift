import PerfgateModel

extension RunDocument {
  /// Why a run that did not come to its end cannot pass; `nil` for one that did.
  var incompleteness: VerdictCause? {
    let counts = accounting
    let share = "\(counts.measured + counts.failed) of \(counts.planned) benchmarks"
    switch completion {
    case .complete: return nil
    case .interrupted:
      return VerdictCause(code: .interrupted, message: "stopped by a signal after \(share)")
    case .incomplete:
      return VerdictCause(
        code: .missing,
        message: "the run is incomplete: it goes on, or was ended, after \(share)"
      )
    }
  }
}
