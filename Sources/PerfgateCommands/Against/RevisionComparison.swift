import PerfgateConfiguration
import PerfgateGate
import PerfgateMeasurement
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// `run --against REF`: what is measured in both trees, what in one, and what need not be.
struct RevisionComparison {
  private let session: MeasuringSession
  private let tool: ToolContext

  /// Prepares a comparison.
  init(_ session: MeasuringSession, tool: ToolContext) {
    self.session = session
    self.tool = tool
  }

  /// Builds both revisions, measures them interleaved, judges and reports.
  ///
  /// - Parameters:
  ///   - reference: What the head is compared with, as the user wrote it.
  ///   - reports: Where reports go.
  ///   - folder: The folder of reports, where logs of builds go.
  ///   - resumed: A run that was cut, and is gone on with.
  /// - Returns: The verdict's exit code.
  /// - Throws: `GateError` where nothing can be compared.
  func run(
    against reference: String,
    reports: ReportWriter,
    folder: String,
    resuming resumed: ResumedRun? = nil
  ) async throws(GateError) -> GateExit {
    let base = try session.prepareBase(reference, reports: folder, resuming: resumed)
    let compared = try ComparedBase(base, of: session.project)
    let evals = try await session.prepareEvals(
      into: reports,
      beside: EvalPreparation.Tree(
        directory: base.directory,
        suites: base.suiteDirectories,
        plan: { base.benchmarks.eval(for: $0) }
      ),
      resuming: resumed != nil
    )
    let (plans, policy) = try plans(beside: base, evals)
    let run = try await session.compare(
      plans,
      missing: missing(beside: base),
      with: compared,
      deciding: policy,
      stages: base.stages,
      reports: reports,
      resuming: resumed,
      evals: evals
    )
    // The base's tree must not be cleaned up before measuring ends.
    withExtendedLifetime(base) {}
    let configuration = session.project.configuration
    let cases = try run.evalTables(in: evals.root, under: configuration)
    var verdict = Judge.verdict(on: run, under: configuration, cases: cases)
    try verdict.addOutputs(of: run, in: evals.root)
    try reports.publish(verdict, of: run, cases: cases)
    return verdict.exit
  }

  private func plans(
    beside base: PreparedBase,
    _ evals: PreparedEvals
  ) throws(GateError) -> ([InterleavedPlan], InterleavedPolicy) {
    var identical = IdenticalInputs(of: base, environment: tool.environment)
    var plans = session.plans.map { plan -> InterleavedPlan in
      var compared = InterleavedPlan(plan, terms: [:])
      if base.benchmarks.pairing(of: plan) == .new {
        compared.presence = .head
      } else {
        compared.isIdentical = identical.hold(for: plan)
      }
      return compared
    }
    // All shards together are judged as one run and share its false alarms; which of the others'
    // benchmarks need no comparison is for them to find out.
    var whole = session.selection
    whole.shard = nil
    let here = Set(plans.map(\.plan.key))
    let all = try session.project.selected(whole)
    let others = all.plans.map(\.key).filter { !here.contains($0) }
    let planned = evals.planned
    let otherEvals = all.evals.map(\.key).filter { key in !planned.contains { $0.key == key } }
    let policy = InterleavedPolicy(
      configuration: session.project.configuration,
      comparing: plans.filter(\.isCompared).map(\.plan.key) + others,
      evaluating: planned.filter { $0.presence == .both && !$0.isIdentical }.map(\.key)
        + otherEvals
    )
    for index in plans.indices where plans[index].isCompared {
      plans[index].terms = policy.terms(for: plans[index].plan.key)
    }
    return (plans, policy)
  }

  /// What only the base has, as far as it was selected; of shards, the first one tells.
  private func missing(beside base: PreparedBase) -> [RunEntry] {
    guard session.selection.shard.map({ $0.index == 1 }) ?? true else { return [] }
    let selection = Selection(session.selection)
    let all = session.project.configuration.benchmarks
    let benchmarks = base.benchmarks.missing(from: all)
      .filter { selection.includes($0, tags: []) }
      .map { Self.missing($0, .process) }
    let evals = base.benchmarks.missingEvals(from: session.project.configuration.evals)
      .filter { selection.includes($0, tags: [], isEval: true) }
      .map { Self.missing($0, .eval) }
    return benchmarks + evals
  }

  private static func missing(_ key: BenchmarkKey, _ origin: RunEntry.Origin) -> RunEntry {
    var entry = RunEntry(key: key, tags: [], command: [], status: .skipped)
    entry.origin = origin
    entry.presence = .base
    entry.reason = "only the base has it"
    return entry
  }
}
