internal import PerfgateModel

/// A benchmark as it is written: one plan for each combination of its parameters' values.
struct BenchmarkDraft {
  /// Texts of one key that may hold placeholders.
  struct TemplateUse {
    var reader: NodeReader
    var texts: [String]
  }

  /// The plan without parameter values; its texts still hold placeholders.
  var plan: BenchmarkPlan
  var axes: [ParameterAxis] = []
  /// The expected exit status where it holds a placeholder.
  var exitTemplate: NodeReader?
  var templates: [TemplateUse] = []

  /// Reports placeholders without a parameter, and parameters without a placeholder.
  func checkPlaceholders(_ problems: ProblemList) {
    guard !axes.isEmpty else { return }
    let known = axes.map(\.name)
    var used: Set<String> = []
    for template in templates {
      for name in template.texts.flatMap(Placeholder.names) where used.insert(name).inserted {
        guard !known.contains(name) else { continue }
        template.reader.report(
          "unknown placeholder '{\(name)}' in '\(template.reader.name)'"
            + NearMiss.phrase(for: name, among: known),
          hints: ["write {{\(name)}} for a literal {\(name)}"]
        )
      }
    }
    for axis in axes where !used.contains(axis.name) {
      problems.error(
        "the parameter '\(axis.name)' is not used",
        at: axis.position,
        hints: ["write {\(axis.name)} in the command"]
      )
    }
  }

  /// One plan for each combination of values.
  func expanded() -> [BenchmarkPlan] {
    ParameterAxis.combinations(of: axes).compactMap { values in
      guard let exit = expectedExit(values) else { return nil }
      let fill = { (text: String) in Placeholder.fill(text, with: values) }
      var plan = plan
      plan.key.parameters = values
      plan.expectedExit = exit
      plan.command = plan.command.mapTexts(fill)
      plan.setup = plan.setup.map { $0.mapTexts(fill) }
      plan.prepare = plan.prepare.map { $0.mapTexts(fill) }
      plan.cleanup = plan.cleanup.map { $0.mapTexts(fill) }
      plan.teardown = plan.teardown.map { $0.mapTexts(fill) }
      plan.workingDirectory = plan.workingDirectory.map(fill)
      plan.inputs = plan.inputs.map(fill)
      if let path = plan.monitor?.path { plan.monitor?.path = fill(path) }
      if case .file(let path) = plan.standardInput { plan.standardInput = .file(fill(path)) }
      let own = Set(ownVariables)
      for (name, value) in plan.environment where own.contains(name) {
        plan.environment[name] = fill(value)
      }
      return plan
    }
  }

  /// The variables that the benchmark itself sets; those of `defaults` hold no placeholders.
  var ownVariables: [String] = []

  private func expectedExit(_ values: [String: String]) -> Int32? {
    guard let exitTemplate, case .scalar(let text, _) = exitTemplate.node.content else {
      return plan.expectedExit
    }
    let filled = Placeholder.fill(text, with: values)
    guard let parts = QuantityGrammar.parts(filled), parts.digits == filled,
      let exit = Int32(filled), (0...255).contains(exit)
    else {
      exitTemplate.report(
        "'exit' must be a whole number from 0 to 255, found '\(MessageText.shortened(filled))'"
      )
      return nil
    }
    return exit
  }
}
