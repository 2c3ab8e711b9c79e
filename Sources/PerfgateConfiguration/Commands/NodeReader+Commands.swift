extension NodeReader {
  private static var commandForms: String { "a command: text, or a list of words" }

  /// A command: a list of words, or a text that is split, or run by a shell where it uses one.
  func command() -> CommandLine? {
    if case .sequence = node.content { return wordCommand() }
    guard !node.isNothing else {
      reportMismatch(Self.commandForms)
      return nil
    }
    guard let text = verbatim(Self.commandForms) else { return nil }
    switch ShellWords.split(text) {
    case .empty:
      report("'\(name)' must not be empty")
      return nil
    case .unfinished(let reason):
      report(
        "\(reason) in '\(name)'",
        hints: ["write the command as a list of words where quoting gets hard"]
      )
      return nil
    case .shell:
      return .shell(text)
    case .words(let words):
      if words.first?.isEmpty != false {
        report("the program of '\(name)' must not be empty")
        return nil
      }
      return .words(words)
    }
  }

  /// One command as text, or a list of commands, each a text or a list of words.
  func commands() -> [CommandLine]? {
    guard case .sequence = node.content else {
      return command().map { [$0] }
    }
    guard let items = items() else { return nil }
    let commands = items.map { $0.command() }
    return commands.contains { $0 == nil } ? nil : commands.compactMap { $0 }
  }

  private func wordCommand() -> CommandLine? {
    guard let items = items() else { return nil }
    guard !items.isEmpty else {
      report("'\(name)' must not be empty")
      return nil
    }
    var words: [String] = []
    for item in items {
      if case .scalar("", isPlain: true) = item.node.content {
        item.report("a word of '\(name)' is missing", hints: ["write \"\" for an empty word"])
      } else if case .mapping = item.node.content {
        item.report(
          "a word of '\(name)' must be text, found a mapping",
          hints: ["put a placeholder in quotes: \"{name}\""]
        )
      } else if let word = item.verbatim("a list of words") {
        words.append(word)
      }
    }
    guard words.count == items.count else { return nil }
    if words[0].isEmpty {
      items[0].report("the program of '\(name)' must not be empty")
      return nil
    }
    return .words(words)
  }
}
