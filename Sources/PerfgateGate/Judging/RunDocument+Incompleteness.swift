import PerfgateModel

extension RunDocument {
  /// Why a run that did not come to its end cannot pass; `nil` for one that did.
  var incompleteness: VerdictCause? {
    let counts = accounting
    let share = "\(counts.measured + counts.failed) of \(counts.planned) benchmarks"
    switch completion {
    case .complete: return nil
    case .interrupted:
      return VerdictCause(
        code: .interrupted,
        message: "stopped by a signal after \(share)"
          + (isInterleaved ? ", --resume goes on with it" : "")
      )
    case .incomplete:
      return VerdictCause(
        code: .missing,
        message: "the run is incomplete: it has \(share)"
      )
    }
  }

  /// Why a part that has nothing to measure does not pass by itself; `nil` for any other run.
  var emptiness: VerdictCause? {
    guard entries.isEmpty, let shard = selection.shard else { return nil }
    return VerdictCause(
      code: .nothingToCompare,
      message: "shard \(shard) is empty, since there are fewer benchmarks than shards: "
        + "'perfgate check' takes it as a part"
    )
  }
}
