/// Texts about evals that several tests read.
enum EvalFixtures {
  /// Every key of an eval, every type of target and scorer; `docs/CONFIGURATION.md` shows this text.
  static let full = """
    suite: answers
    evals:
      - id: qa
        dataset:
          path: data/qa.jsonl
          format: jsonl
          map: {id: qid, input: question, expected: answers.0.text, cluster: document, tags: labels}
          subset: {tags: [smoke], n: 200, seed: 7}
        repeat: 3
        target:
          type: worker
          command: [python3, answer.py]
          workers: 4
          timeout: 30s
          env: {MODE: strict}
          cwd: tools
          config: {top_k: 5, version: "1.10", stop: [".", null]}
          inputs: [tools/answer.py, "lib/**"]
        requires_env: [DATABASE_URL]
        when_absent: replay
        recorded: recorded/qa.jsonl
        scorers:
          - {type: exact, normalize: [trim, casefold, nfc]}
          - {type: token_f1, name: words, threshold: 0.6, weight: 2, expected: short, field: answer}
          - {type: contains, values: [Berlin, Paris], mode: all}
          - {type: starts_with, values: The}
          - {type: regex, pattern: "([0-9]+) km", group: 1}
          - {type: json_equal, ignore: [meta.time]}
          - {type: json_schema, schema: {type: object, required: [answer]}}
          - {type: numeric, abs: 0.5, rel: 1e-3}
          - {type: range, min: -1, max: 1.5}
          - {type: levenshtein}
          - {type: rouge_n, n: 2, stemmer: true}
          - {type: rouge_l, stemmer: true}
          - {type: bleu}
          - {type: precision}
          - {type: recall}
          - {type: f1}
          - {type: recall_at_k, k: 10}
          - {type: mrr}
          - {type: ndcg, k: 5}
          - {type: cosine}
          - type: cosine
            name: near
            embeddings:
              type: openai
              base_url: http://127.0.0.1:8000/v1
              model: small
              parameters: {dimensions: 256}
              key_env: API_KEY
          - type: cosine
            name: nearby
            embeddings: {type: worker, command: ./embed, workers: 2}
          - type: llm_judge
            target: {type: openai, base_url: "https://api.example/v1", model: judge}
            votes: 3
            instructions: {file: rubric.md}
          - {type: exec, command: ./score}
          - {type: worker, command: [./score, --serve], workers: 2, weight: 0}
        pass: 0.75
        stream: {chunk: 10, buffer_items: 100, max_bytes: 10MiB}
        execute:
          concurrency: {adaptive: 16}
          rpm: 60
          tpm: 150k
          retry: {max: 5, base: 2s, cap: 30s, total: 10m}
        prices: prices.yaml
        caps: {cost_usd: 2.50, tokens: 2M, wall: 10m, error_rate: 2%}
        was: questions
        tags: [smoke]
      - id: chat
        dataset: {command: tools/cases.sh --all, timeout: 2m}
        target:
          type: openai
          base_url: https://api.example/v1
          model: large
          prompt:
            messages:
              - {role: system, file: system.md}
              - {role: user, content: "{{question}}"}
          parameters: {temperature: 0, max_tokens: 200}
          stream: true
          key_env: API_KEY
          estimated_tokens: 1200
        scorers: [{type: exact}]
      - id: recorded
        dataset: {path: data/qa.csv}
        target: {type: replay, path: recorded/qa.jsonl, output: answer.text}
        scorers: [{type: exact}]
    """

  /// The smallest eval, with further keys.
  static func eval(_ keys: String) -> String {
    """
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        target: {type: exec, command: ./answer}
        scorers: [{type: exact}]
        \(keys)
    """
  }

  /// The smallest eval, with another target.
  static func target(_ keys: String) -> String {
    """
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        scorers: [{type: exact}]
        target: {\(keys)}
    """
  }

  /// The smallest eval, with another scorer.
  static func scorer(_ keys: String) -> String {
    """
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        target: {type: exec, command: ./answer}
        scorers: [{\(keys)}]
    """
  }

  /// The smallest eval, with another dataset.
  static func dataset(_ keys: String) -> String {
    """
    evals:
      - id: qa
        target: {type: exec, command: ./answer}
        scorers: [{type: exact}]
        dataset: {\(keys)}
    """
  }
}
