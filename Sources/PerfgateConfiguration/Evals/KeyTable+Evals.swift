extension KeyTable {
  static let eval = KeyTable(
    "an eval",
    "/$defs/eval",
    [
      "id", "dataset", "repeat", "target", "requires_env", "when_absent", "recorded", "scorers",
      "pass", "stream", "execute", "prices", "caps", "was", "tags",
    ]
  )
  static let dataset = KeyTable(
    "'dataset'",
    "/$defs/dataset",
    ["path", "command", "timeout", "format", "map", "subset"]
  )
  static let fieldMap = KeyTable(
    "'map'",
    "/$defs/fieldMap",
    ["id", "input", "expected", "cluster", "tags"]
  )
  static let subset = KeyTable("'subset'", "/$defs/subset", ["tags", "n", "seed"])
  static let target = KeyTable(
    "a target",
    "/$defs/target",
    [
      "type", "command", "workers", "base_url", "model", "prompt", "parameters", "stream",
      "key_env", "estimated_tokens", "path", "output", "timeout", "env", "cwd", "config", "inputs",
    ]
  )
  static let prompt = KeyTable("'prompt'", "/$defs/prompt", ["text", "file", "messages"])
  static let message = KeyTable("a message", "/$defs/message", ["role", "content", "file"])
  static let scorer = KeyTable(
    "a scorer",
    "/$defs/scorer",
    [
      "type", "name", "threshold", "weight", "normalize", "expected", "field", "values", "mode",
      "pattern", "group", "ignore", "schema", "abs", "rel", "min", "max", "n", "stemmer", "k",
      "embeddings", "target", "votes", "instructions", "command", "workers",
    ]
  )
  static let embeddings = KeyTable(
    "'embeddings'",
    "/$defs/embeddings",
    ["type", "base_url", "model", "parameters", "key_env", "command", "workers"]
  )
  static let instructions = KeyTable("'instructions'", "/$defs/instructions", ["text", "file"])
  static let evalStream = KeyTable(
    "'stream'",
    "/$defs/evalStream",
    ["chunk", "buffer_items", "max_bytes"]
  )
  static let execute = KeyTable(
    "'execute'",
    "/$defs/execute",
    ["concurrency", "rpm", "tpm", "retry"]
  )
  static let concurrency = KeyTable("'concurrency'", "/$defs/concurrency", ["adaptive"])
  static let retry = KeyTable("'retry'", "/$defs/retry", ["max", "base", "cap", "total"])
  static let caps = KeyTable(
    "'caps'",
    "/$defs/caps",
    ["cost_usd", "tokens", "wall", "error_rate"]
  )

  /// Every kind of mapping below `evals`.
  static let ofEvals: [KeyTable] = [
    eval, dataset, fieldMap, subset, target, prompt, message, scorer, embeddings, instructions,
    evalStream, execute, concurrency, retry, caps,
  ]
}
