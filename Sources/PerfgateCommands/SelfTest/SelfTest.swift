import PerfgateConfiguration
import PerfgateGate
import PerfgateMeasurement
import PerfgateModel
import PerfgateReport
import PerfgateStore
import PerfgateSystem

/// Runs a suite against itself again and again, as it is or with a slowdown that is known, and counts
/// what the gate says.
struct SelfTest {
  private let session: MeasuringSession
  private let tool: ToolContext
  /// What the head's times are longer by, as a ratio; 0 for nothing.
  private let injected: Double
  /// Where every run and its verdict are kept; `nil` keeps none.
  private let folder: String?
  private let isQuiet: Bool

  /// Prepares a test.
  ///
  /// - Parameters:
  ///   - session: What is measured.
  ///   - tool: Where progress goes.
  ///   - injected: What the head's times are longer by, as a ratio.
  ///   - folder: Where every run and its verdict are kept; `nil` keeps none.
  ///   - isQuiet: Whether no progress is shown.
  init(
    _ session: MeasuringSession,
    tool: ToolContext,
    injecting injected: Double,
    keepingIn folder: String?,
    isQuiet: Bool
  ) {
    self.session = session
    self.tool = tool
    self.injected = injected
    self.folder = folder
    self.isQuiet = isQuiet
  }

  /// Builds once, then measures and judges the suite so often.
  ///
  /// - Parameter runs: How often.
  /// - Returns: What was counted, after an interruption as well.
  /// - Throws: `GateError` where a benchmark does not build, 73 where a run cannot be kept.
  func tally(runs: Int) async throws(GateError) -> SelfTestTally {
    if let folder { try DocumentStore.prepare(folder: folder) }
    _ = try session.build(for: session.plans)
    let policy = InterleavedPolicy(
      configuration: session.project.configuration,
      comparing: session.plans.map(\.key)
    )
    let plans = session.plans.map { plan -> InterleavedPlan in
      var compared = InterleavedPlan(plan, terms: policy.terms(for: plan.key))
      compared.headFactor = 1 + injected
      return compared
    }
    var tally = SelfTestTally(injected: injected, policy: session.project.configuration.gate)
    for index in 0..<runs {
      let run = try await session.compare(
        plans,
        with: ComparedBase(command: "itself"),
        deciding: policy,
        repetition: index
      )
      guard run.completion == .complete else { break }
      let verdict = Judge.verdict(on: run, under: session.project.configuration)
      tally.add(verdict, of: run)
      if let folder {
        let name = String(index + 1)
        let number = String(repeating: "0", count: max(0, 4 - name.utf8.count)) + name
        try DocumentStore.publish(JSONWriter.bytes(run.json), at: "\(folder)/run-\(number).json")
        try DocumentStore.publish(
          JSONWriter.bytes(verdict.json),
          at: "\(folder)/verdict-\(number).json"
        )
      }
      guard !isQuiet else { continue }
      try? tool.diagnostics.write("run \(index + 1) of \(runs): \(tally.summary)\n")
    }
    return tally
  }
}
