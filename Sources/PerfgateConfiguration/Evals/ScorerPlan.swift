package import PerfgateModel

/// How outputs are scored from 0 to 1, and from where on that is enough.
package struct ScorerPlan: Sendable, Equatable {
  /// The name, distinct within an eval: the type unless one is given.
  package var name: String
  /// What it does.
  package var kind: Kind
  /// From which score on a case passes it, 0 to 1.
  package var threshold: Double
  /// What its score counts in the total, at least 0; with 0 it decides nothing.
  package var weight: Double
  /// What is done to output and expectation before they are compared, in this order.
  package var normalizers: [Normalizer]
  /// The field of the row that is expected; `nil` for what the dataset's map says.
  package var expected: String?
  /// The field of a JSON output that is scored; `nil` for all of it.
  package var field: String?
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a plan.
  package init(
    name: String,
    kind: Kind,
    threshold: Double,
    weight: Double = 1,
    location: SourcePlace
  ) {
    self.name = name
    self.kind = kind
    self.threshold = threshold
    self.weight = weight
    self.normalizers = []
    self.expected = nil
    self.field = nil
    self.location = location
  }

  /// What is done to a text before it is compared.
  package enum Normalizer: String, Sendable, CaseIterable {
    /// Takes white space off both ends.
    case trim
    /// Makes every run of white space one space.
    case whitespace
    /// Folds upper and lower case.
    case casefold
    /// Unicode normal form C.
    case nfc
    /// Unicode normal form KC.
    case nfkc
    /// Takes punctuation out.
    case punctuation
    /// Takes the English articles out.
    case articles
    /// Writes numbers alike: `1,000.0` as `1000`.
    case numbers
  }

  /// What a scorer does.
  package enum Kind: Sendable, Equatable {
    /// Output and expectation are equal.
    case exact
    /// The output contains what is expected: any of several, or all of them.
    case contains(values: [String], isAll: Bool)
    /// The output begins with what is expected.
    case startsWith(values: [String])
    /// A pattern matches; with a group, what it captures equals the expectation.
    case regex(pattern: String, group: Int?)
    /// Both are the same JSON, some paths apart.
    case jsonEqual(ignoring: [String])
    /// The output is JSON that fits a schema.
    case jsonSchema(JSONValue)
    /// The number in the output is near the expected one.
    case numeric(absolute: Double?, relative: Double?)
    /// The number in the output is within bounds.
    case range(minimum: Double?, maximum: Double?)
    /// One less the edit distance over the longer length.
    case levenshtein
    /// F1 of words.
    case tokenF1
    /// ROUGE-N, as F1.
    case rougeN(n: Int, usesStemmer: Bool)
    /// ROUGE-L, as F1.
    case rougeL(usesStemmer: Bool)
    /// Sentence BLEU over 100.
    case bleu
    /// Of the expected set, how many are in the output's.
    case precision
    case recall
    case f1
    /// Of a ranking, how much of the expected is among the first k.
    case recallAtK(k: Int)
    /// The reciprocal rank of the first expected one.
    case mrr
    /// Normalised discounted cumulative gain of the first k; `nil` for all.
    case ndcg(k: Int?)
    /// The cosine of two embeddings.
    case cosine(EmbeddingPlan)
    /// What a model says of it.
    case judge(JudgePlan)
    /// A process for each case, which says the score.
    case exec(CommandLine)
    /// Processes that stay.
    case worker(CommandLine, count: Int)
  }
}

/// Where embeddings come from.
package enum EmbeddingPlan: Sendable, Equatable {
  /// Output and expectation are vectors already.
  case vectors
  /// A server with `/embeddings`.
  case openai(ServerPlan)
  /// A worker that answers a text with a vector.
  case worker(CommandLine, count: Int)
}

/// A model that judges.
package struct JudgePlan: Sendable, Equatable {
  /// The judge itself: a server, a worker or a process.
  package var target: TargetPlan
  /// How many votes are taken, odd, 1 to 99; their median counts.
  package var votes: Int
  /// What the judge is told to look for.
  package var instructions: PromptPlan.Content?

  /// Creates a plan.
  package init(target: TargetPlan, votes: Int = 1, instructions: PromptPlan.Content? = nil) {
    self.target = target
    self.votes = votes
    self.instructions = instructions
  }
}
