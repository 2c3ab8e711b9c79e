package import PerfgateModel

/// The text of `accepted.yaml`: worse levels that were accepted and wait to be recorded.
package enum AcceptedList {
  /// The file's name below the folder of baselines.
  package static let fileName = "accepted.yaml"
  /// The most entries of a file.
  private static let mostEntries = 10_000

  /// Reads the entries.
  ///
  /// - Parameters:
  ///   - text: The file's text; one without any entry is fine.
  ///   - path: The file's path, for messages and locations.
  /// - Returns: The acceptances in the order of the text.
  /// - Throws: `GateError` with exit 65 and every error of the text.
  package static func read(text: String, path: String) throws(GateError) -> [Acceptance] {
    try checkConflict(text, path: path)
    let isEmpty = text.split(whereSeparator: \.isNewline).allSatisfy { line in
      line.allSatisfy(\.isWhitespace) || line.drop(while: \.isWhitespace).hasPrefix("#")
    }
    if isEmpty { return [] }
    let problems = ProblemList(file: path)
    let acceptances = AcceptedListReader(problems: problems).read(text)
    guard !problems.hasErrors else { throw GateError(.malformedData, problems.errors()) }
    return acceptances
  }

  /// A file that git could not merge holds both sides: nothing in it can be trusted.
  private static func checkConflict(_ text: String, path: String) throws(GateError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let index = lines.firstIndex(where: { $0.hasPrefix("<<<<<<< ") }) else { return }
    let quoted = ShellQuoting.quoted(path)
    throw GateError(
      .malformedData,
      "this file holds an unresolved merge conflict",
      at: SourcePlace(file: path, line: index + 1, column: 1),
      hints: [
        "take one side whole with: git checkout --theirs -- \(quoted)",
        "then accept what only the other side has: perfgate baseline accept ID --reason \"...\"",
      ]
    )
  }
}

/// Reads the entries of `accepted.yaml`.
private struct AcceptedListReader {
  let problems: ProblemList

  func read(_ text: String) -> [Acceptance] {
    guard let node = NodeComposer.compose(text, problems: problems) else { return [] }
    let start = TextPosition(line: 1, column: 1)
    let root = NodeReader(
      name: "accepted.yaml",
      node: node,
      keyPosition: start,
      problems: problems
    )
    guard let items = root.items("a list of accepted levels") else { return [] }
    var seen: [String: SourcePlace] = [:]
    return items.compactMap { item in
      guard let acceptance = entry(item) else { return nil }
      let identity = AcceptedList.identity(of: acceptance)
      let place = problems.location(item.node.position)
      if let first = seen.updateValue(place, forKey: identity) {
        item.report("this metric is accepted twice, first on line \(first.line ?? 0)")
        return nil
      }
      return acceptance
    }
  }

  private func entry(_ item: NodeReader) -> Acceptance? {
    let before = problems.errorCount
    guard let keys = item.mapping(.acceptance) else { return nil }
    let key = benchmark(keys)
    let definition = keys.required("metric")?.metric()
    let className = keys["class"]?.label("a machine class")
    let suite = keys["suite"].map { $0.label("a name") } ?? ProjectConfiguration.defaultSuite
    let from = level(keys.required("from"), of: definition)
    let to = level(keys.required("to"), of: definition)
    let reason = keys.required("reason", hints: ["say why it is worth it"])?.text()
    guard problems.errorCount == before, let key, let definition, let suite, let from, let to,
      let reason
    else { return nil }
    return Acceptance(
      .metric(key, definition.name),
      suite: suite,
      className: className,
      step: Acceptance.Step(from: from, to: to),
      reason: reason,
      source: .file(problems.location(item.node.position))
    )
  }

  private func benchmark(_ keys: MappingReader) -> BenchmarkKey? {
    var parameters: [String: String] = [:]
    for member in keys["params"]?.members("a mapping of names and values") ?? [] {
      if let value = member.parameterValue() { parameters[member.name] = value }
    }
    guard let reader = keys.required("id"), let text = reader.text("an id") else { return nil }
    do throws(IdentifierError) {
      return BenchmarkKey(id: try BenchmarkID.withoutControls(text), parameters: parameters)
    } catch {
      reader.report(error.message)
      return nil
    }
  }

  private func level(_ reader: NodeReader?, of definition: MetricDefinition?) -> Double? {
    guard let reader, let definition else { return nil }
    return reader.amount(definition.unit)
  }
}

extension NodeReader {
  /// The name of a metric.
  fileprivate func metric() -> MetricDefinition? {
    guard let text = text("the name of a metric") else { return nil }
    if let definition = MetricDefinition.named(text) { return definition }
    MetricNames.reportUnknown(text, at: self)
    return nil
  }
}
