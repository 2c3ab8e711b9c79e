internal import PerfgateModel

/// Reads one entry of `scorers`.
struct ScorerReader {
  let problems: ProblemList

  /// The longest name in bytes: it is part of the names of metrics.
  private static let longestName = 64
  /// The keys that say something of every scorer.
  private static let common: Set<String> = ["type", "name", "threshold", "weight", "field"]

  /// The plan; `nil` where it cannot be used, which is reported.
  func plan(from reader: NodeReader) -> ScorerPlan? {
    if case .scalar = reader.node.content {
      reader.report(
        "a scorer must be a mapping, found \(reader.node.found)",
        hints: ["{type: exact}"]
      )
      return nil
    }
    guard let keys = reader.mapping(.scorer),
      let type = keys.required("type", hints: ["add type: exact"])?.choice(ScorerType.self)
    else { return nil }
    keys.reportDead(
      except: Self.common.union(type.keys),
      among: KeyTable.scorer.keys,
      of: "a scorer of type \(type.rawValue)"
    )
    let before = problems.errorCount
    let kind = kind(type, keys, at: reader)
    let name = keys["name"].map { self.name($0) } ?? type.rawValue
    var plan = ScorerPlan(
      name: name ?? type.rawValue,
      kind: kind ?? .exact,
      threshold: type.threshold,
      location: problems.location(keys.position)
    )
    if let threshold = keys["threshold"]?.score() { plan.threshold = threshold }
    if let weight = keys["weight"]?.decimal(in: 0...1e6, shownAs: "from 0 to 1000000") {
      plan.weight = weight
    }
    if let normalizers = keys["normalize"]?.normalizers() { plan.normalizers = normalizers }
    plan.expected = keys["expected"]?.fieldPath()
    plan.field = keys["field"]?.fieldPath()
    guard kind != nil, problems.errorCount == before else { return nil }
    return plan
  }

  private func name(_ reader: NodeReader) -> String? {
    guard let text = reader.text("a name") else { return nil }
    let isName =
      text.utf8.count <= Self.longestName && text.utf8.allSatisfy(Self.isNameByte)
      && !".-".utf8.contains(text.utf8.first ?? 0) && text.utf8.last != UInt8(ascii: ".")
    guard isName else {
      reader.report(
        "'name' must have letters, digits, '-', '_' and '.' within, at most \(Self.longestName), "
          + "found \(reader.node.found)",
        hints: ["it is part of the names of metrics: score.NAME"]
      )
      return nil
    }
    return text
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "-_.".utf8.contains(byte)
    }
  }

  private func kind(
    _ type: ScorerType,
    _ keys: MappingReader,
    at reader: NodeReader
  ) -> ScorerPlan.Kind? {
    switch type {
    case .exact: return .exact
    case .contains:
      let values = values(keys)
      guard let values else { return nil }
      let modes: [(word: String, choice: Bool)] = [("any", false), ("all", true)]
      return .contains(values: values, isAll: keys["mode"]?.choice(modes) ?? false)
    case .startsWith: return values(keys).map { .startsWith(values: $0) }
    case .regex: return pattern(keys)
    case .jsonEqual: return .jsonEqual(ignoring: ignoredPaths(keys["ignore"]))
    case .jsonSchema: return schema(keys)
    case .numeric: return numeric(keys)
    case .range: return range(keys, at: reader)
    case .levenshtein: return .levenshtein
    case .tokenF1: return .tokenF1
    case .rougeN:
      guard let n = keys["n"].map({ $0.integer(in: 1...9) }) ?? 1 else { return nil }
      return .rougeN(n: n, usesStemmer: keys["stemmer"]?.flag() ?? false)
    case .rougeL: return .rougeL(usesStemmer: keys["stemmer"]?.flag() ?? false)
    case .bleu: return .bleu
    case .precision: return .precision
    case .recall: return .recall
    case .f1: return .f1
    case .recallAtK:
      return keys.required("k", hints: ["add k: 10"])?.integer(in: 1...1_000_000)
        .map { .recallAtK(k: $0) }
    case .mrr: return .mrr
    case .ndcg: return .ndcg(k: keys["k"]?.integer(in: 1...1_000_000))
    case .cosine: return embeddings(keys["embeddings"]).map { .cosine($0) }
    case .judge: return judge(keys)
    case .exec: return keys.programCommand().map { .exec($0) }
    case .worker:
      let count = keys.workerCount()
      guard let command = keys.programCommand(), let count else { return nil }
      return .worker(command, count: count)
    }
  }

  /// Fixed texts instead of what the row expects; empty where nothing is said.
  private func values(_ keys: MappingReader) -> [String]? {
    guard let reader = keys["values"] else { return [] }
    if let expected = keys["expected"] {
      expected.report("'expected' says nothing beside 'values'", hints: ["remove one of them"])
    }
    return reader.texts()
  }

  private func pattern(_ keys: MappingReader) -> ScorerPlan.Kind? {
    let group = keys["group"].map { $0.integer(in: 0...99) }
    if let expected = keys["expected"], group == nil {
      expected.report(
        "'expected' says nothing without 'group'",
        hints: ["add group: 1, which captures what is compared"]
      )
    }
    guard let text = keys.required("pattern", hints: ["add pattern: '[0-9]+'"])?.text("a pattern"),
      text.utf8.count <= 10_000
    else {
      if let reader = keys["pattern"], case .scalar(let text, _) = reader.node.content,
        text.utf8.count > 10_000
      {
        reader.report("'pattern' has \(text.utf8.count) bytes, at most 10000 are allowed")
      }
      return nil
    }
    if let group, group == nil { return nil }
    return .regex(pattern: text, group: group ?? nil)
  }

  private func ignoredPaths(_ reader: NodeReader?) -> [String] {
    guard let reader, let items = reader.items("a list of fields") else { return [] }
    if items.isEmpty { reader.report("'ignore' must not be empty") }
    return items.compactMap { $0.fieldPath() }
  }

  private func schema(_ keys: MappingReader) -> ScorerPlan.Kind? {
    guard let reader = keys.required("schema", hints: ["add schema: {type: object}"]) else {
      return nil
    }
    switch reader.node.content {
    case .mapping, .scalar("true", isPlain: true), .scalar("false", isPlain: true):
      return reader.json().map { .jsonSchema($0) }
    default:
      reader.reportMismatch("a JSON schema", hints: ["schema: {type: object}"])
      return nil
    }
  }

  private func numeric(_ keys: MappingReader) -> ScorerPlan.Kind? {
    let bounds = "of at least 0, such as 0.01 or 1e-6"
    let before = problems.errorCount
    let absolute = keys["abs"]?.decimal(in: 0...Double.greatestFiniteMagnitude, shownAs: bounds)
    let relative = keys["rel"]?.decimal(in: 0...Double.greatestFiniteMagnitude, shownAs: bounds)
    guard problems.errorCount == before else { return nil }
    return .numeric(absolute: absolute, relative: relative)
  }

  private func range(_ keys: MappingReader, at reader: NodeReader) -> ScorerPlan.Kind? {
    let whole = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    let before = problems.errorCount
    let minimum = keys["min"]?.decimal(in: whole, shownAs: "such as 0.5")
    let maximum = keys["max"]?.decimal(in: whole, shownAs: "such as 0.5")
    guard problems.errorCount == before else { return nil }
    if minimum == nil, maximum == nil {
      reader.report("a scorer of type range needs 'min', 'max' or both", hints: ["add min: 0"])
      return nil
    }
    if let minimum, let maximum, minimum > maximum {
      keys["min"]?.report(
        "'min' (\(JSONNumber.text(minimum))) must not be above 'max' (\(JSONNumber.text(maximum)))"
      )
      return nil
    }
    return .range(minimum: minimum, maximum: maximum)
  }

  private func embeddings(_ reader: NodeReader?) -> EmbeddingPlan? {
    guard let reader else { return .vectors }
    if case .scalar("vectors", _) = reader.node.content { return .vectors }
    guard case .mapping = reader.node.content, let keys = reader.mapping(.embeddings) else {
      reader.reportMismatch("vectors, or a mapping with a type")
      return nil
    }
    enum EmbeddingType: String, CaseIterable { case openai, worker }
    guard
      let type = keys.required("type", hints: ["add type: openai or worker"])?
        .choice(EmbeddingType.self)
    else { return nil }
    let own: Set<String> = type == .openai ? Set(ServerReader.keys) : ["command", "workers"]
    keys.reportDead(
      except: own.union(["type"]),
      among: KeyTable.embeddings.keys,
      of: "embeddings of type \(type.rawValue)"
    )
    switch type {
    case .openai: return ServerReader(problems: problems).plan(keys).map { .openai($0) }
    case .worker:
      let count = keys.workerCount()
      guard let command = keys.programCommand(), let count else { return nil }
      return .worker(command, count: count)
    }
  }

  private func judge(_ keys: MappingReader) -> ScorerPlan.Kind? {
    let before = problems.errorCount
    let hint = "add target: {type: openai, base_url: ..., model: ...}"
    let target = keys.required("target", hints: [hint])
      .flatMap { TargetReader(problems: problems, isJudge: true).plan(from: $0) }
    let votes = keys["votes"]?.integer(in: 1...99) ?? 1
    if votes % 2 == 0 {
      keys["votes"]?.report(
        "'votes' must be odd, found '\(votes)'",
        hints: ["their median counts: write \(votes + 1)"]
      )
    }
    let instructions = keys["instructions"]?.instructions()
    guard let target, problems.errorCount == before else { return nil }
    return .judge(JudgePlan(target: target, votes: votes, instructions: instructions))
  }
}

extension NodeReader {
  fileprivate func normalizers() -> [ScorerPlan.Normalizer]? {
    guard let items = items("a list of normalizers") else { return nil }
    var normalizers: [ScorerPlan.Normalizer] = []
    for item in items {
      guard let normalizer = item.choice(ScorerPlan.Normalizer.self) else { continue }
      if normalizers.contains(normalizer) { item.report("'\(normalizer)' is given twice") }
      normalizers.append(normalizer)
    }
    return normalizers
  }

  fileprivate func instructions() -> PromptPlan.Content? {
    guard case .mapping = node.content else {
      return text("text, or {file: PATH}").map(PromptPlan.Content.text)
    }
    guard let keys = mapping(.instructions) else { return nil }
    switch (keys["text"], keys["file"]) {
    case (.some(let reader), nil): return reader.text().map(PromptPlan.Content.text)
    case (nil, .some(let reader)): return reader.path().map(PromptPlan.Content.file)
    case (.some, .some), (nil, nil):
      report("'instructions' must have one of text and file")
      return nil
    }
  }
}
