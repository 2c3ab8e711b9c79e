internal import PerfgateModel

extension BenchmarkReader {
  /// The keys of a monitor that say something without a program that is run.
  private static let ofFile: Set<String> = ["id", "path", "run", "parameters", "was", "tags"]

  /// Reads what makes a benchmark a monitor.
  func readMonitor(_ keys: MappingReader, into draft: inout BenchmarkDraft) {
    let isRun = keys["run"] != nil
    if !isRun { reportDead(keys) }
    let hints = ["add path: stages.json, the file that the program writes"]
    guard let reader = keys.required("path", hints: hints), let path = reader.text("a path") else {
      // Its other keys are read all the same, for what they are.
      draft.plan.monitor = MonitoredFile(path: "-", isRun: isRun, location: draft.plan.location)
      return
    }
    draft.plan.monitor = MonitoredFile(
      path: path.precomposed,
      isRun: isRun,
      location: problems.location(reader.node.position)
    )
    draft.templates.append(.init(reader: reader, texts: [path]))
    if Placeholder.names(in: path).isEmpty, let fault = MonitoredFile.fault(in: path) {
      reader.report("'path' \(fault), found '\(MessageText.shortened(path))'")
    }
    guard !isRun else { return }
    draft.plan.warmup = .fixed(0)
    draft.plan.samples = SamplingPlan(minimum: 1, maximum: 1, timeSeconds: 0)
  }

  /// Says what an entry has to be.
  func reportNoMonitor(_ item: NodeReader) {
    item.report(
      "a monitor must be a mapping, found \(item.node.found)",
      hints: ["{id: pipeline, path: stages.json, run: [./pipeline]}"]
    )
  }

  /// Why a monitor, its parameters filled in, cannot have its file: outside of the folder, or what
  /// others still need, since it is removed before each invocation.
  func fileFault(of plan: BenchmarkPlan) -> String? {
    guard let monitor = plan.monitor else { return nil }
    if let fault = MonitoredFile.fault(in: monitor.path) { return fault }
    guard monitor.isRun else { return nil }
    let file = MonitoredFile.folded(monitor.path)
    if let name = problems.file.split(separator: "/").last, file == name {
      return "must not be this file, which would be removed"
    }
    if case .file(let input) = plan.standardInput, MonitoredFile.folded(input) == file {
      return "must not be what the program reads, which would be removed"
    }
    if case .words(let words) = plan.command, let program = words.first,
      MonitoredFile.folded("\(plan.workingDirectory ?? ".")/\(program)") == file
    {
      return "must not be the program itself, which would be removed"
    }
    return nil
  }

  private func reportDead(_ keys: MappingReader) {
    for key in KeyTable.monitor.keys where !Self.ofFile.contains(key) {
      guard let reader = keys[key] else { continue }
      problems.error(
        "'\(key)' is for a monitor that is run",
        at: reader.keyPosition,
        hints: ["add run: [./program]"]
      )
    }
  }
}
