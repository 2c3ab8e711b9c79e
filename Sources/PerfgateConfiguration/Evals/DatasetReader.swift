internal import PerfgateModel

/// Reads the key `dataset` of an eval.
struct DatasetReader {
  let problems: ProblemList

  /// The most cases that are drawn.
  private static let mostDrawn = 1_000_000_000

  /// The plan; `nil` where it cannot be used, which is reported.
  func plan(from reader: NodeReader) -> DatasetPlan? {
    guard let keys = reader.mapping(.dataset) else { return nil }
    let format = keys["format"]?.choice(DatasetPlan.Format.self)
    guard let source = source(keys, format: format, at: reader) else {
      _ = fields(keys["map"])
      _ = subset(keys["subset"])
      return nil
    }
    var plan = DatasetPlan(
      source: source,
      fields: fields(keys["map"]),
      location: problems.location(keys.position)
    )
    plan.format = format
    plan.subset = subset(keys["subset"])
    if let timeout = keys["timeout"] {
      if let seconds = timeout.timeout() { plan.timeoutSeconds = seconds }
      if keys["command"] == nil {
        problems.error(
          "'timeout' says nothing without 'command'",
          at: timeout.keyPosition,
          hints: ["a file is read as fast as it can be; caps: {wall: 10m} limits the whole eval"]
        )
      }
    }
    return plan
  }

  private func source(
    _ keys: MappingReader,
    format: DatasetPlan.Format?,
    at reader: NodeReader
  ) -> DatasetPlan.Source? {
    switch (keys["path"], keys["command"]) {
    case (.some(let path), nil):
      guard let text = path.path() else { return nil }
      if keys["format"] == nil, DatasetPlan.Format(ending: text) == nil {
        path.report(
          "the ending of '\(MessageText.shortened(text))' does not say how its rows are written",
          hints: ["add format: jsonl, json, csv or tsv"]
        )
      }
      return .file(text)
    case (nil, .some(let command)):
      if let format, format != .jsonLines {
        keys["format"]?.report("a command writes jsonl, found '\(format.rawValue)'")
      }
      return command.command().map { .command($0) }
    case (.some, .some):
      reader.report("'dataset' must have one of path and command, found both")
      return nil
    case (nil, nil):
      reader.report(
        "'dataset' must have one of path and command",
        hints: ["dataset: {path: cases.jsonl}"]
      )
      return nil
    }
  }

  private func fields(_ reader: NodeReader?) -> FieldMap {
    guard let keys = reader?.mapping(.fieldMap) else { return FieldMap() }
    return FieldMap(
      id: keys["id"]?.fieldPath(),
      input: keys["input"]?.fieldPath(),
      expected: keys["expected"]?.fieldPath(),
      cluster: keys["cluster"]?.fieldPath(),
      tags: keys["tags"]?.fieldPath()
    )
  }

  private func subset(_ reader: NodeReader?) -> SubsetPlan? {
    guard let reader, let keys = reader.mapping(.subset) else { return nil }
    var plan = SubsetPlan()
    if let tags = keys["tags"] {
      plan.tags = tags.tags() ?? []
      if plan.tags.isEmpty { tags.report("'tags' must not be empty") }
    }
    plan.count = keys["n"]?.integer(in: 1...Self.mostDrawn)
    if let seed = keys["seed"]?.integer(in: 0...9_007_199_254_740_992) { plan.seed = UInt64(seed) }
    if let seed = keys["seed"], keys["n"] == nil {
      problems.error(
        "'seed' says nothing without 'n'",
        at: seed.keyPosition,
        hints: ["add n: 200, how many cases are drawn"]
      )
    }
    if keys["tags"] == nil, keys["n"] == nil, keys["seed"] == nil {
      reader.report("'subset' must have tags or n", hints: ["subset: {n: 200}"])
    }
    return plan
  }
}

extension DatasetPlan.Format {
  /// What the ending of a file says of its rows; `nil` where it says nothing.
  package init?(ending path: String) {
    guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: ".") else {
      return nil
    }
    switch name[dot...].dropFirst().lowercased() {
    case "jsonl", "ndjson": self = .jsonLines
    case "json": self = .jsonArray
    case "csv": self = .csv
    case "tsv", "tab": self = .tsv
    default: return nil
    }
  }
}
