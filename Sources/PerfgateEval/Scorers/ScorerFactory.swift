package import PerfgateConfiguration
package import PerfgateModel

/// Makes scorers of their plans.
package struct ScorerFactory: Sendable {
  /// Makes the target that judges.
  package typealias MakeTarget = @Sendable (TargetPlan) throws(GateError) -> any EvalTarget
  /// Makes what embeds texts; it is never asked for vectors that are there already.
  package typealias MakeEmbedder = @Sendable (EmbeddingPlan) throws(GateError) -> any Embedder
  /// Makes a scorer of type exec or worker.
  package typealias MakeProcessScorer = @Sendable (ScorerPlan) throws(GateError) -> any Scorer
  /// Reads a text file by its path relative to the configuration's folder.
  package typealias ReadText = @Sendable (String, SourcePlace) throws(GateError) -> String

  private let makeTarget: MakeTarget
  private let makeEmbedder: MakeEmbedder
  private let makeProcessScorer: MakeProcessScorer
  private let readText: ReadText

  /// Creates a factory with what scorers need of other parts.
  package init(
    makeTarget: @escaping MakeTarget,
    makeEmbedder: @escaping MakeEmbedder,
    makeProcessScorer: @escaping MakeProcessScorer,
    readText: @escaping ReadText
  ) {
    self.makeTarget = makeTarget
    self.makeEmbedder = makeEmbedder
    self.makeProcessScorer = makeProcessScorer
    self.readText = readText
  }

  /// Makes a scorer, which is not started yet.
  ///
  /// - Parameter plan: What it does.
  /// - Returns: The scorer.
  /// - Throws: `GateError` with exit 78 for a pattern that is none or a schema that is not understood,
  ///   and what the closures throw.
  package func scorer(_ plan: ScorerPlan) throws(GateError) -> any Scorer {
    let inputs = ScorerInputs(plan)
    switch plan.kind {
    case .exact, .levenshtein, .tokenF1, .rougeN, .rougeL, .bleu:
      return TextScorer(inputs: inputs, similarity: Self.similarity(plan.kind))
    case .contains, .startsWith: return Self.phraseScorer(plan, inputs)
    case .regex(let pattern, let group):
      return try PatternScorer(
        name: plan.name,
        inputs: inputs,
        pattern: pattern,
        group: group,
        location: plan.location
      )
    case .jsonEqual(let ignoring): return JSONEqualScorer(inputs: inputs, ignoring: ignoring)
    case .jsonSchema(let schema):
      return try JSONSchemaScorer(
        name: plan.name,
        inputs: inputs,
        schema: schema,
        location: plan.location
      )
    case .numeric(let absolute, let relative):
      return NumericScorer(inputs: inputs, absolute: absolute, relative: relative)
    case .range(let minimum, let maximum):
      return RangeScorer(inputs: inputs, minimum: minimum, maximum: maximum)
    case .precision: return SetScorer(inputs: inputs, figure: .precision)
    case .recall: return SetScorer(inputs: inputs, figure: .recall)
    case .f1: return SetScorer(inputs: inputs, figure: .f1)
    case .recallAtK(let k): return RankingScorer(inputs: inputs, figure: .recall(k: k))
    case .mrr: return RankingScorer(inputs: inputs, figure: .reciprocalRank)
    case .ndcg(let k): return RankingScorer(inputs: inputs, figure: .discountedGain(k: k))
    case .cosine(.vectors): return VectorScorer(inputs: inputs)
    case .cosine(let embeddings):
      return EmbeddingScorer(inputs: inputs, embedder: try makeEmbedder(embeddings))
    case .judge(let judge): return try judgeScorer(judge, plan, inputs)
    case .exec, .worker: return try makeProcessScorer(plan)
    }
  }

  private static func similarity(_ kind: ScorerPlan.Kind) -> TextSimilarity {
    switch kind {
    case .levenshtein: EditDistance.similarity
    case .tokenF1: TokenF1.score
    case .rougeN(let n, let usesStemmer):
      { Rouge(usesStemmer: usesStemmer).ngrams(n, $0, $1) }
    case .rougeL(let usesStemmer):
      { output, expected throws(ScoringError) in
        try Rouge(usesStemmer: usesStemmer).longestSubsequence(output, expected)
      }
    case .bleu: Bleu.score
    default: { $0.isSameText(as: $1) ? 1 : 0 }
    }
  }

  private static func phraseScorer(_ plan: ScorerPlan, _ inputs: ScorerInputs) -> PhraseScorer {
    let values: [String]
    let search: PhraseScorer.Search
    switch plan.kind {
    case .contains(let texts, let isAll): (values, search) = (texts, isAll ? .all : .any)
    case .startsWith(let texts): (values, search) = (texts, .beginning)
    default: (values, search) = ([], .any)
    }
    return PhraseScorer(
      name: plan.name,
      inputs: inputs,
      values: values,
      search: search,
      location: plan.location
    )
  }

  private func judgeScorer(
    _ judge: JudgePlan,
    _ plan: ScorerPlan,
    _ inputs: ScorerInputs
  ) throws(GateError) -> JudgeScorer {
    let instructions: String? =
      switch judge.instructions {
      case nil: nil
      case .text(let text): text
      case .file(let path): try readText(path, plan.location)
      }
    return JudgeScorer(
      inputs: inputs,
      target: try makeTarget(judge.target),
      prompt: JudgePrompt(instructions: instructions),
      votes: judge.votes,
      timeLimit: .seconds(judge.target.timeoutSeconds),
      needsExpected: plan.expected != nil
    )
  }
}
