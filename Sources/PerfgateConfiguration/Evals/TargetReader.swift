internal import PerfgateModel

/// Reads the key `target` of an eval, or of a scorer that judges.
struct TargetReader {
  /// The kinds of target by the words for them.
  enum TargetType: String, CaseIterable {
    case exec
    case worker
    case openai
    case replay
  }

  let problems: ProblemList
  /// Whether outputs are judged by it, so that it is told what to do and has nothing recorded.
  var isJudge = false

  /// The plan; `nil` where it cannot be used, which is reported.
  func plan(from reader: NodeReader) -> TargetPlan? {
    guard let keys = reader.mapping(.target) else { return nil }
    let types = TargetType.allCases.filter { !isJudge || $0 != .replay }
    guard
      let type = keys.required("type", hints: ["add type: exec, worker, openai or replay"])?
        .choice(types.map { (word: $0.rawValue, choice: $0) })
    else { return nil }
    keys.reportDead(
      except: self.keys(of: type).union(["type"]),
      among: KeyTable.target.keys,
      of: "a target of type \(type)"
    )
    let before = problems.errorCount
    let kind = kind(type, keys)
    var plan = TargetPlan(
      kind: kind ?? .replay(path: "-", output: nil),
      location: problems.location(keys.position)
    )
    if let timeout = keys["timeout"]?.timeout() { plan.timeoutSeconds = timeout }
    if let environment = keys["env"]?.environment() { plan.environment = environment }
    plan.workingDirectory = keys["cwd"]?.text("a folder")
    plan.config = keys["config"]?.json()
    if let inputs = keys["inputs"]?.inputs() { plan.inputs = inputs }
    guard kind != nil, problems.errorCount == before else { return nil }
    return plan
  }

  private func keys(of type: TargetType) -> Set<String> {
    switch type {
    case .exec: ["command", "timeout", "env", "cwd", "config", "inputs"]
    case .worker: ["command", "workers", "timeout", "env", "cwd", "config", "inputs"]
    case .openai:
      Set(ServerReader.keys).union(["stream", "estimated_tokens", "timeout", "inputs"])
        .union(isJudge ? [] : ["prompt"])
    case .replay: ["path", "output", "inputs"]
    }
  }

  private func kind(_ type: TargetType, _ keys: MappingReader) -> TargetPlan.Kind? {
    switch type {
    case .exec: return keys.programCommand().map { .exec($0) }
    case .worker:
      let count = keys.workerCount()
      guard let command = keys.programCommand(), let count else { return nil }
      return .worker(command, count: count)
    case .openai:
      guard var server = ServerReader(problems: problems).plan(keys) else { return nil }
      if let prompt = keys["prompt"]?.prompt() { server.prompt = prompt }
      if let streams = keys["stream"]?.flag() { server.streams = streams }
      server.estimatedTokens = keys["estimated_tokens"]?.tally()
      return .openai(server)
    case .replay:
      let output = keys["output"]?.fieldPath()
      return keys.required("path", hints: ["add path: recorded.jsonl"])?.path()
        .map { .replay(path: $0, output: output) }
    }
  }
}

/// Reads the keys that say where a server is.
struct ServerReader {
  /// The keys that it reads.
  static let keys = ["base_url", "model", "parameters", "key_env"]
  /// What a request has from elsewhere.
  private static let reserved = ["model", "messages", "input", "stream", "stream_options"]

  let problems: ProblemList

  /// The server; `nil` where it cannot be used, which is reported.
  func plan(_ keys: MappingReader) -> ServerPlan? {
    let before = problems.errorCount
    let address = keys.required("base_url", hints: ["add base_url: https://api.openai.com/v1"])?
      .address()
    let model = keys.required("model", hints: ["add model: NAME"])?.label("a name")
    var plan = ServerPlan(baseURL: address ?? "", model: model ?? "")
    if let reader = keys["parameters"], let parameters = reader.jsonMembers() {
      plan.parameters = parameters
      for member in reader.members("a mapping") ?? [] where Self.reserved.contains(member.name) {
        problems.error(
          "'\(member.name)' must not stand in 'parameters'",
          at: member.keyPosition,
          hints: ["it follows from the other keys"]
        )
      }
    }
    plan.keyVariable = keys["key_env"]?.variableName()
    return problems.errorCount == before ? plan : nil
  }
}

extension MappingReader {
  /// The command of a program that must be there.
  func programCommand() -> CommandLine? {
    required("command", hints: ["add command: [./program]"])?.command()
  }

  /// How many processes there are, 1 where nothing is said.
  func workerCount() -> Int? {
    guard let reader = self["workers"] else { return 1 }
    return reader.integer(in: 1...NodeReader.mostConcurrent)
  }
}

extension NodeReader {
  /// An address of a server, without what could be a secret.
  fileprivate func address() -> String? {
    let example = "http://127.0.0.1:8000/v1"
    guard let text = label("an address such as \(example)") else { return nil }
    let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
    guard let scheme, !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0 == "\u{7F}" })
    else {
      reportMismatch("an address that begins with http:// or https://", hints: [example])
      return nil
    }
    let rest = text.dropFirst(scheme.count)
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.contains("@") else {
      report(
        "'\(name)' must not hold a user or a password",
        hints: ["name the variable with the key: key_env: API_KEY"]
      )
      return nil
    }
    guard !authority.isEmpty, !authority.hasPrefix(":") else {
      reportMismatch("an address with the name of a server", hints: [example])
      return nil
    }
    // A query stays behind the paths that are added.
    guard !rest.contains("#") else {
      report("'\(name)' must end before '#', since a fragment is not sent")
      return nil
    }
    return text
  }

  /// What is said to a model: a text, or a mapping with one of text, file and messages.
  fileprivate func prompt() -> PromptPlan? {
    guard case .mapping = node.content else {
      return text("text, {file: PATH} or {messages: [...]}").map(PromptPlan.text)
    }
    guard let keys = mapping(.prompt) else { return nil }
    let given = KeyTable.prompt.keys.filter { keys[$0] != nil }
    guard given.count == 1 else {
      report(
        "'prompt' must have one of text, file and messages"
          + (given.isEmpty ? "" : ", found \(given.joined(separator: " and "))")
      )
      return nil
    }
    if let reader = keys["text"] { return reader.text().map(PromptPlan.text) }
    if let reader = keys["file"] { return reader.path().map(PromptPlan.file) }
    guard let reader = keys["messages"], let items = reader.items("a list of messages") else {
      return nil
    }
    if items.isEmpty { reader.report("'messages' must not be empty") }
    return .messages(items.compactMap { $0.message() })
  }

  private func message() -> PromptPlan.Message? {
    guard let keys = mapping(.message) else { return nil }
    let roles = ["system", "user", "assistant", "developer"]
    let role = keys.required("role", hints: ["role: user"])?
      .choice(roles.map { (word: $0, choice: $0) })
    switch (keys["content"], keys["file"]) {
    case (.some(let reader), nil):
      guard let role, let text = reader.text() else { return nil }
      return PromptPlan.Message(role: role, content: .text(text))
    case (nil, .some(let reader)):
      guard let role, let path = reader.path() else { return nil }
      return PromptPlan.Message(role: role, content: .file(path))
    case (.some, .some), (nil, nil):
      report("a message must have one of content and file")
      return nil
    }
  }
}
