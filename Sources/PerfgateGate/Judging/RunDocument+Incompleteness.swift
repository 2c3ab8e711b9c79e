import PerfgateModel

extension RunDocument {
  /// Why a run that did not come to its end cannot pass; `nil` for one that did.
  var incompleteness: VerdictCause? {
    let counts = accounting
    let evals = entries.count { $0.origin == .eval }
    let share =
      "\(counts.measured + counts.failed) of "
      + EntryWords.count(benchmarks: counts.planned - evals, evals: evals)
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

  /// Whether there was nothing but evals that were left out, since their plans allow that where a variable
  /// is not set: nothing can be recorded either.
  var isExcusedAltogether: Bool {
    !entries.isEmpty && entries.allSatisfy { $0.isExcused && $0.status == .skipped }
  }

  /// Why a part that has nothing to measure does not pass by itself; `nil` for any other run.
  var emptiness: VerdictCause? {
    guard entries.isEmpty, let shard = selection.shard else { return nil }
    return VerdictCause(
      code: .nothingToCompare,
      message:
        "shard \(shard) is empty, since there is less to measure than shards, and evals are the "
        + "first one's: "
        + "'perfgate check' takes it as a part"
    )
  }
}
