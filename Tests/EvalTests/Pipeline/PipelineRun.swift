import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateMonitor
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport

/// A run of a pipeline over scripted targets, the head's first; the results of each are in a file of its
/// number.
struct PipelineRun {
  private let plan: EvalPlan
  private let source: EvalPipeline.Source
  private let sides: [EvalSide]
  private let scoring: ReplyScoring

  init(
    _ plan: EvalPlan,
    _ source: EvalPipeline.Source,
    _ targets: [ScriptedTarget],
    judge: ScriptedTarget? = nil,
    in folder: TemporaryDirectory,
    configuration: String = "configuration"
  ) throws {
    self.plan = plan
    self.source = source
    sides = targets.enumerated().map { index, target in
      EvalSide(
        side: index == 0 ? .head : .base,
        target: target,
        configurationDigest: "\(configuration)-\(index)",
        path: folder.path("\(index).jsonl")
      )
    }
    let factory = ScorerFactory(
      makeTarget: { _ throws(GateError) in
        guard let judge else { throw GateError(.internalFault, "no judge") }
        return judge
      },
      makeEmbedder: { _ throws(GateError) in throw GateError(.internalFault, "no embedder") },
      makeProcessScorer: { _ throws(GateError) in FailingScorer() },
      readText: { _, _ throws(GateError) in "" }
    )
    scoring = try ReplyScoring(plan, scorers: try plan.scorers.map { try factory.scorer($0) })
  }

  func outcomes(
    _ beginning: ResultFile.Beginning,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (EvalProgress) -> Void = { _ in }
  ) async throws -> [EvalOutcome] {
    for side in sides {
      // The run before lets go of its file a moment after it has ended.
      while try AppendingFile.open(side.path) == nil {
        try await Task.sleep(for: .milliseconds(1))
      }
    }
    let pipeline = EvalPipeline(
      plan,
      source: source,
      sides: sides,
      scoring: scoring,
      seed: 1,
      isInterrupted: isInterrupted,
      progress: progress
    )
    return try await pipeline.run(beginning, monitor: PerformanceMonitor())
  }
}
