import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// Everything that applies to one benchmark.
struct BenchmarkExplanation {
  /// The benchmark.
  let plan: BenchmarkPlan
  /// The suite's configuration.
  let configuration: ProjectConfiguration
  /// The profile that was asked for, where the suite has it.
  let profile: String?
  /// The rules that match any of its metrics, in the order of the text.
  let rules: [GateRule]
  /// One explanation for each metric that is judged or that a rule speaks of.
  let metrics: [RuleExplanation]
  /// The other metrics that are recorded.
  let unjudged: [String]
  /// What its baselines can show, by metric.
  let reaches: [String: BaselineReach]

  /// Explains a benchmark.
  ///
  /// - Parameters:
  ///   - plan: The benchmark.
  ///   - project: Where it is configured.
  ///   - reaches: What the committed baselines of all benchmarks can show.
  init(_ plan: BenchmarkPlan, in project: Project, reaches: [BaselineReach]) {
    self.plan = plan
    let own = project.configuration.member(of: plan.key)
    configuration = own
    profile = project.overrides["profile"].flatMap { own.profiles.contains($0) ? $0 : nil }
    rules = own.rules.filter { $0.matches(key: plan.key) }
    let all = MetricDefinition.process.map {
      RuleExplanation(of: $0, for: plan.key, in: project.configuration)
    }
    metrics = all.filter { $0.isJudged || $0.effective.judges($0.metric.name) }
    unjudged = all.filter { !$0.effective.judges($0.metric.name) }.map(\.metric.name)
    self.reaches = Dictionary(
      reaches.filter { $0.key == plan.key }.map { ($0.metric, $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}
