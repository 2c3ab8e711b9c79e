import PerfgateConfiguration
import PerfgateGate
import PerfgateModel

/// Everything that applies to one benchmark or eval.
struct BenchmarkExplanation {
  /// What is explained.
  struct Subject {
    /// Its id and parameters.
    let key: BenchmarkKey
    /// Where it is configured.
    let location: SourcePlace
    /// By what it is selected.
    let tags: [String]
    /// What is measured, as a shell would take it; empty where nothing is run, or it is an eval.
    let command: String
    /// The file that it exports its stages to.
    let stages: String?
    /// The number of repeats of each case; `nil` for what is no eval.
    let repeats: Int?

    init(_ plan: BenchmarkPlan) {
      (key, location, tags) = (plan.key, plan.location, plan.tags)
      command = plan.command.description
      stages = plan.monitor?.path
      repeats = nil
    }

    init(_ plan: EvalPlan) {
      (key, location, tags) = (plan.key, plan.location, plan.tags)
      (command, stages, repeats) = ("", nil, plan.repeats)
    }
  }

  /// The benchmark or eval.
  let plan: Subject
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
    self.plan = Subject(plan)
    let own = project.configuration.member(of: plan.key)
    configuration = own
    profile = project.overrides["profile"].flatMap { own.profiles.contains($0) ? $0 : nil }
    rules = own.rules.filter { $0.isFor(plan) }
    self.reaches = Dictionary(
      reaches.filter { $0.key == plan.key }.map { ($0.metric, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let stages =
      plan.monitor == nil ? [] : Self.knownStages(rules, recorded: self.reaches.keys.sorted())
    let all = (MetricDefinition.process + stages).map {
      RuleExplanation(of: $0, for: plan.key, in: project.configuration)
    }
    metrics = all.filter { $0.isJudged || $0.effective.judges($0.metric.name) }
    unjudged = all.filter { !$0.effective.judges($0.metric.name) }.map(\.metric.name)
  }

  /// Explains an eval.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - project: Where it is configured.
  ///   - reaches: What the committed baselines of all benchmarks can show.
  init(_ plan: EvalPlan, in project: Project, reaches: [BaselineReach]) {
    self.plan = Subject(plan)
    let own = project.configuration.member(of: plan.key)
    configuration = own
    profile = project.overrides["profile"].flatMap { own.profiles.contains($0) ? $0 : nil }
    rules = own.rules.filter { $0.isFor(plan) }
    self.reaches = Dictionary(
      reaches.filter { $0.key == plan.key }.map { ($0.metric, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let scorers = plan.scorers.map(\.name)
    let all = EvalMetric.Figure.allCases.flatMap { figure in
      [EvalMetric(figure)]
        + (figure.isPerScorer ? scorers.map { EvalMetric(figure, scorer: $0) } : [])
    }.map {
      RuleExplanation(of: $0.definition, for: plan.key, in: project.configuration, isEval: true)
    }
    metrics = all.filter { $0.effective.judges($0.metric.name, ofEval: true) }
    unjudged = all.filter { !$0.effective.judges($0.metric.name, ofEval: true) }.map(\.metric.name)
  }

  /// The metrics of stages that rules name or baselines have.
  private static func knownStages(
    _ rules: [GateRule],
    recorded: [String]
  ) -> [MetricDefinition] {
    let named = rules.filter(\.isAboutStages).compactMap(\.namedMetric?.name)
    let names = Set(named + recorded.filter { StageMetric($0) != nil })
    return names.sorted {
      MetricDefinition.reportOrder(of: $0) < MetricDefinition.reportOrder(of: $1)
    }.compactMap(MetricDefinition.named)
  }
}
