internal import PerfgateModel

/// Reads one entry of `benchmarks`, or of `monitors`, which have the same keys and more.
struct BenchmarkReader {
  /// The list that an entry belongs to.
  enum Subject: String {
    case benchmark
    case monitor

    var table: KeyTable {
      switch self {
      case .benchmark: .benchmark
      case .monitor: .monitor
      }
    }
  }

  let subject: Subject
  let defaults: BenchmarkDefaults
  let problems: ProblemList

  /// The plans of an entry: one for each combination of its parameters' values.
  func plans(from item: NodeReader) -> [BenchmarkPlan] {
    let before = problems.errorCount
    let draft: BenchmarkDraft?
    if case .mapping = item.node.content {
      draft = item.mapping(subject.table).flatMap(read)
    } else if subject == .monitor {
      reportNoMonitor(item)
      return []
    } else {
      draft = item.commandEntry().flatMap { shortForm($0, at: item) }
    }
    guard let draft else { return [] }
    draft.checkPlaceholders(problems)
    guard problems.errorCount == before else { return [] }
    return draft.expanded().filter { fitsFileName($0, at: item) && keepsInside($0, at: item) }
  }

  private func shortForm(_ command: CommandLine, at item: NodeReader) -> BenchmarkDraft? {
    guard let id = idFromProgram(of: command, hasParameters: false, at: item.node.position) else {
      return nil
    }
    return BenchmarkDraft(plan: newPlan(id, command, at: item.node.position))
  }

  private func newPlan(
    _ id: BenchmarkID,
    _ command: CommandLine,
    at position: TextPosition
  ) -> BenchmarkPlan {
    var plan = BenchmarkPlan(
      key: BenchmarkKey(id: id),
      command: command,
      location: problems.location(position)
    )
    plan.warmup = defaults.warmup
    plan.samples = defaults.samples
    plan.rounds = defaults.rounds
    plan.timeoutSeconds = defaults.timeoutSeconds
    plan.environment = defaults.environment
    return plan
  }

  private func read(_ keys: MappingReader) -> BenchmarkDraft? {
    let commandReader = self.commandReader(keys)
    let isOnlyRead = subject == .monitor && commandReader == nil
    let command: CommandLine? = isOnlyRead ? .nothing : commandReader?.command()
    let axes = keys["parameters"]?.parameters() ?? []
    let givenID = keys["id"].map { $0.benchmarkID(parameters: axes.map(\.name)) }
    let id: BenchmarkID? =
      switch (givenID, command) {
      case (.some(let given), _): given
      case (nil, .some(let command)):
        idFromProgram(of: command, hasParameters: !axes.isEmpty, at: keys.position)
      case (nil, nil): nil
      }
    // What follows is read in any case, so that its errors are told too.
    let stand = BenchmarkPlan(
      key: BenchmarkKey(id: Self.unnamed),
      command: .words(["-"]),
      location: problems.location(keys.position)
    )
    let plan = id.flatMap { id in command.map { newPlan(id, $0, at: keys.position) } }
    var draft = BenchmarkDraft(plan: plan ?? stand)
    draft.axes = axes
    if let commandReader, let command {
      draft.templates.append(.init(reader: commandReader, texts: command.texts))
    }
    if let tags = keys["tags"]?.tags() { draft.plan.tags = tags }
    draft.plan.was = keys["was"]?.benchmarkID(parameters: axes.map(\.name))
    if subject == .monitor { readMonitor(keys, into: &draft) }
    guard draft.plan.monitor?.isRun ?? true else { return draft }
    readMeasuring(keys, into: &draft)
    readHooks(keys, into: &draft)
    readSurroundings(keys, into: &draft)
    readExpectation(keys["expect"], into: &draft)
    return draft
  }

  /// Stands in while the rest of an entry without a usable id is checked.
  private static let unnamed: BenchmarkID = {
    guard let id = try? BenchmarkID("unnamed") else { preconditionFailure("'unnamed' is an id") }
    return id
  }()

  private func readMeasuring(_ keys: MappingReader, into draft: inout BenchmarkDraft) {
    if let warmup = keys["warmup"]?.warmup() { draft.plan.warmup = warmup }
    if let timeout = keys["timeout"]?.timeout() { draft.plan.timeoutSeconds = timeout }
    if let samples = keys["samples"]?.samples(over: defaults.samples) {
      draft.plan.samples = samples
    }
    if let rounds = keys["rounds"]?.rounds() { draft.plan.rounds = rounds }
    if let pin = keys["pin"]?.processors() { draft.plan.pin = pin }
  }

  private func readHooks(_ keys: MappingReader, into draft: inout BenchmarkDraft) {
    let hooks: [(String, WritableKeyPath<BenchmarkPlan, [CommandLine]>)] = [
      ("setup", \.setup), ("prepare", \.prepare), ("cleanup", \.cleanup),
      ("teardown", \.teardown),
    ]
    for (key, path) in hooks {
      guard let reader = keys[key], let commands = reader.commands() else { continue }
      draft.plan[keyPath: path] = commands
      draft.templates.append(.init(reader: reader, texts: commands.flatMap(\.texts)))
    }
  }

  private func readSurroundings(_ keys: MappingReader, into draft: inout BenchmarkDraft) {
    if let reader = keys["env"], let environment = reader.environment() {
      draft.plan.environment.merge(environment) { _, own in own }
      draft.ownVariables = Array(environment.keys)
      let texts = environment.sorted { $0.key < $1.key }.map(\.value)
      draft.templates.append(.init(reader: reader, texts: texts))
    }
    if let reader = keys["cwd"], let folder = reader.text("a folder") {
      draft.plan.workingDirectory = folder
      draft.templates.append(.init(reader: reader, texts: [folder]))
    }
    if let reader = keys["inputs"], let patterns = reader.inputs() {
      draft.plan.inputs = patterns
      draft.templates.append(.init(reader: reader, texts: patterns))
    }
    guard let reader = keys["stdin"], let input = reader.standardInput() else { return }
    draft.plan.standardInput = input
    if case .file(let path) = input {
      draft.templates.append(.init(reader: reader, texts: [path]))
    }
  }

  private func readExpectation(_ reader: NodeReader?, into draft: inout BenchmarkDraft) {
    guard let exit = reader?.mapping(.expect)?.required("exit") else { return }
    if !draft.axes.isEmpty, case .scalar(let text, isPlain: false) = exit.node.content,
      !Placeholder.names(in: text).isEmpty
    {
      draft.exitTemplate = exit
      draft.templates.append(.init(reader: exit, texts: [text]))
    } else if let status = exit.integer(in: 0...255) {
      draft.plan.expectedExit = Int32(status)
    }
  }

  private func idFromProgram(
    of command: CommandLine,
    hasParameters: Bool,
    at position: TextPosition
  ) -> BenchmarkID? {
    let hints = ["add id: name"]
    guard let name = command.programName,
      !hasParameters || Placeholder.names(in: name).isEmpty
    else {
      problems.error(
        command == .nothing
          ? "this \(subject) needs an 'id', since no program is run"
          : "this \(subject) needs an 'id': its command begins with no plain program",
        at: position,
        hints: hints
      )
      return nil
    }
    do throws(IdentifierError) {
      return try BenchmarkID.withoutControls(name)
    } catch {
      problems.error(
        "the program's name cannot be an id: \(error.message)",
        at: position,
        hints: hints
      )
      return nil
    }
  }

  private func commandReader(_ keys: MappingReader) -> NodeReader? {
    switch subject {
    case .benchmark: keys.required("command", hints: ["add command: ./program argument"])
    case .monitor: keys["run"]
    }
  }

  /// A parameter's value may lead an input or an export out of the folder, too.
  private func keepsInside(_ plan: BenchmarkPlan, at item: NodeReader) -> Bool {
    if let path = plan.monitor?.path, let fault = fileFault(of: plan) {
      item.report(
        "'path' of '\(MessageText.shortened(plan.key.description))' \(fault), found "
          + "'\(MessageText.shortened(path))'"
      )
      return false
    }
    for pattern in plan.inputs {
      guard let fault = InputPattern.fault(in: pattern) else { continue }
      item.report(
        "'inputs' of '\(MessageText.shortened(plan.key.description))' \(fault), found "
          + "'\(MessageText.shortened(pattern))'"
      )
      return false
    }
    return true
  }

  private func fitsFileName(_ plan: BenchmarkPlan, at item: NodeReader) -> Bool {
    let bytes = plan.key.filePath.utf8.split(separator: UInt8(ascii: "/")).last?.count ?? 0
    if bytes <= BenchmarkID.maximumSegmentBytes { return true }
    item.report(
      "the file name for '\(MessageText.shortened(plan.key.description))' would have \(bytes) bytes, "
        + "at most \(BenchmarkID.maximumSegmentBytes) are allowed",
      hints: ["shorten the id or the values of its parameters"]
    )
    return false
  }
}

extension BenchmarkID {
  /// Checks an id that must not hold control characters either, since terminals show it.
  static func withoutControls(_ text: String) throws(IdentifierError) -> BenchmarkID {
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { throw IdentifierError("an id must not hold control characters") }
    return try BenchmarkID(text)
  }
}

extension NodeReader {
  /// An id without placeholders.
  func benchmarkID(parameters: [String]) -> BenchmarkID? {
    guard let text = text("an id") else { return nil }
    if let name = Placeholder.names(in: text).first(where: parameters.contains) {
      report(
        "an id holds no placeholders, found '{\(name)}'",
        hints: ["parameters are shown beside the id, as in parse[\(name)=...]"]
      )
      return nil
    }
    do throws(IdentifierError) {
      return try BenchmarkID.withoutControls(text)
    } catch {
      report(error.message)
      return nil
    }
  }

  /// An entry that is a command alone.
  fileprivate func commandEntry() -> CommandLine? {
    guard !node.isNothing else {
      report("an entry of 'benchmarks' must be a command or a mapping, found nothing")
      return nil
    }
    return NodeReader(name: "command", node: node, keyPosition: keyPosition, problems: problems)
      .command()
  }

  /// Words without repetition.
  func tags() -> [String]? {
    guard let items = items("a list of tags") else { return nil }
    var tags: [String] = []
    for item in items {
      guard let tag = item.label() else { continue }
      if tags.contains(tag) {
        item.report("the tag '\(MessageText.shortened(tag))' is given twice")
      }
      tags.append(tag)
    }
    return tags
  }

  /// Patterns over files within the configuration's folder.
  func inputs() -> [String]? {
    guard let items = items("a list of patterns") else { return nil }
    guard items.count <= InputPattern.mostPatterns else {
      report("there are \(items.count) patterns, at most \(InputPattern.mostPatterns) are read")
      return nil
    }
    var patterns: [String] = []
    for item in items {
      guard let text = item.text("a pattern such as data/**") else { continue }
      if let fault = InputPattern.fault(in: text) {
        item.report("'inputs' \(fault), found '\(MessageText.shortened(text))'")
      }
      patterns.append(text.precomposed)
    }
    return patterns
  }

  fileprivate func standardInput() -> StandardInput? {
    guard let keys = mapping(.standardInput) else { return nil }
    switch (keys["file"], keys["text"]) {
    case (.some(let file), nil): return file.text("a path").map { .file($0) }
    case (nil, .some(let text)): return text.verbatim().map { .text($0) }
    case (.some, .some):
      report("'stdin' must have one of file and text, found both")
      return nil
    case (nil, nil):
      report("'stdin' must have one of file and text")
      return nil
    }
  }
}
