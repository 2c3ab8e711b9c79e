/// The kinds of scorer by the words for them.
enum ScorerType: String, CaseIterable {
  case exact
  case contains
  case startsWith = "starts_with"
  case regex
  case jsonEqual = "json_equal"
  case jsonSchema = "json_schema"
  case numeric
  case range
  case levenshtein
  case tokenF1 = "token_f1"
  case rougeN = "rouge_n"
  case rougeL = "rouge_l"
  case bleu
  case precision
  case recall
  case f1
  case recallAtK = "recall_at_k"
  case mrr
  case ndcg
  case cosine
  case judge = "llm_judge"
  case exec
  case worker

  /// From which score on a case passes where the configuration says nothing.
  var threshold: Double {
    switch self {
    case .exact, .startsWith, .regex, .jsonEqual, .jsonSchema, .numeric, .range: 1
    case .contains, .tokenF1, .rougeN, .rougeL, .bleu, .precision, .recall, .f1, .ndcg: 0.7
    case .levenshtein, .recallAtK, .judge, .exec, .worker: 0.8
    case .mrr: 0.5
    case .cosine: 0.85
    }
  }

  /// The keys that say something of it and not of every scorer.
  var keys: Set<String> {
    switch self {
    case .exact, .levenshtein, .tokenF1, .bleu, .precision, .recall, .f1, .mrr:
      ["normalize", "expected"]
    case .contains: ["normalize", "expected", "values", "mode"]
    case .startsWith: ["normalize", "expected", "values"]
    case .regex: ["normalize", "expected", "pattern", "group"]
    case .jsonEqual: ["expected", "ignore"]
    case .jsonSchema: ["schema"]
    case .numeric: ["expected", "abs", "rel"]
    case .range: ["min", "max"]
    case .rougeN: ["normalize", "expected", "n", "stemmer"]
    case .rougeL: ["normalize", "expected", "stemmer"]
    case .recallAtK, .ndcg: ["normalize", "expected", "k"]
    case .cosine: ["normalize", "expected", "embeddings"]
    case .judge: ["expected", "target", "votes", "instructions"]
    case .exec: ["expected", "command"]
    case .worker: ["expected", "command", "workers"]
    }
  }
}
