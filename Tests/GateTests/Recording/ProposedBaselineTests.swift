import PerfgateGate
import PerfgateModel
import Testing

@Suite("Proposed baselines")
struct ProposedBaselineTests {
  /// Epochs as (cause, [(run, median)]).
  private func baseline(
    _ epochs: [(BaselineEpoch.Cause, [(String, Double)])]
  ) -> MetricBaseline {
    var baseline = MetricBaseline(
      unit: .seconds,
      kind: .continuous,
      direction: .lower,
      epochs: [],
      recordings: [],
      sample: []
    )
    for (index, (cause, recordings)) in epochs.enumerated() {
      let id = index + 1
      let reason = cause == .accepted && index < epochs.count - 1 ? "old" : nil
      baseline.epochs.append(BaselineEpoch(id: id, cause: cause, reason: reason))
      baseline.recordings += recordings.map {
        Recording(run: $0.0, epoch: id, median: $0.1, count: 3)
      }
    }
    baseline.sample = baseline.recordings.suffix(1).map(\.median)
    return baseline
  }

  private func merge(
    _ proposed: MetricBaseline,
    onto committed: MetricBaseline?,
    reason: String? = nil
  ) -> ProposedBaseline {
    ProposedBaseline(proposed, onto: committed, tolerance: 0.02) { _ in reason }
  }

  private func runs(_ baseline: MetricBaseline) -> [String] {
    baseline.recordings.map { "\($0.epoch)\($0.run)" }
  }

  @Test("without anything committed it is taken as it is, and twice is once")
  func first() {
    let proposed = baseline([(.first, [("a", 1)])])
    #expect(merge(proposed, onto: nil).merged == proposed)
    #expect(merge(proposed, onto: proposed).merged == proposed)
  }

  @Test("recordings are added to what is committed by now, in their epochs")
  func added() {
    let committed = baseline([(.first, [("a", 1), ("c", 1.01)]), (.accepted, [("d", 2)])])
    let proposed = baseline([(.first, [("a", 1), ("b", 1.02)])])
    let merged = merge(proposed, onto: committed)
    #expect(runs(merged.merged) == ["1a", "1c", "1b", "2d"])
    #expect(merged.refusal == nil)
    #expect(merged.merged.level == 2)
  }

  @Test("a first recording joins one that somebody else committed first")
  func otherFirst() {
    let merged = merge(baseline([(.first, [("b", 1)])]), onto: baseline([(.first, [("a", 1)])]))
    #expect(runs(merged.merged) == ["1a", "1b"])
  }

  @Test("a worse level needs a reason, a better one needs none")
  func levels() {
    let committed = baseline([(.first, [("a", 1)])])
    let worse = baseline([(.first, [("a", 1)]), (.accepted, [("b", 2)])])
    let refused = merge(worse, onto: committed)
    #expect(refused.merged == committed)
    #expect(refused.refusal == .init(from: 1, to: 2))
    let taken = merge(worse, onto: committed, reason: "why").merged
    #expect(taken.epochs.last == BaselineEpoch(id: 2, cause: .accepted, reason: "why"))
    #expect(taken.level == 2)
    let better = baseline([(.first, [("a", 1)]), (.improved, [("b", 0.5)])])
    #expect(merge(better, onto: committed).merged.epochs.last?.cause == .improved)
    // Better than what was committed then, worse than what is committed by now.
    let moved = baseline([(.first, [("a", 1)]), (.improved, [("c", 0.2)])])
    #expect(merge(better, onto: moved).refusal == .init(from: 0.2, to: 0.5))
  }

  @Test(
    "so does a worse level of what is compared as it is, and a lower score",
    arguments: [(MetricKind.exact, 2.0), (.score, 0.5)]
  )
  func exactLevels(kind: MetricKind, level: Double) {
    func held(_ epochs: [(BaselineEpoch.Cause, [(String, Double)])]) -> MetricBaseline {
      var baseline = baseline(epochs)
      baseline.kind = kind
      baseline.direction = kind == .score ? .higher : .lower
      return baseline
    }
    let committed = held([(.first, [("a", 1)])])
    let worse = held([(.first, [("a", 1)]), (.accepted, [("b", level)])])
    let refused = merge(worse, onto: committed)
    #expect(refused.merged == committed && refused.refusal == .init(from: 1, to: level))
    let taken = merge(worse, onto: committed, reason: "why").merged
    #expect(taken.epochs.last == BaselineEpoch(id: 2, cause: .accepted, reason: "why"))
    #expect(taken.level == level)
  }

  @Test("at most 40 recordings are kept, the oldest go")
  func bounded() {
    let many = (0..<40).map { ("r\($0)", 1.0) }
    let proposed = baseline([(.first, Array(many.suffix(3)) + [("x", 1), ("y", 1)])])
    let merged = merge(proposed, onto: baseline([(.first, many)])).merged
    #expect(merged.recordings.count == 40)
    #expect(merged.recordings.first?.run == "r2")
    #expect(merged.recordings.last?.run == "y")
  }
}
