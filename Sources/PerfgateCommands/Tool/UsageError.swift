import ArgumentParser
import PerfgateModel

/// Wrong arguments in perfgate's own words: one phrase, and what to type instead.
enum UsageError {
  /// What the arguments' words say wrongly before any option is looked at; `nil` where nothing.
  ///
  /// Otherwise a mistyped command would be taken for one of `run`'s arguments, and `--help` behind
  /// it would show the help of `run`.
  static func words(_ arguments: [String]) -> GateError? {
    if let terminator = arguments.firstIndex(of: "--"), terminator == arguments.count - 1 {
      return GateError(
        .usage,
        "there is no command behind --",
        hints: ["perfgate run -- ./my-program --its-option", "perfgate run measures perfgate.yaml"]
      )
    }
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    return unknownWord(words, in: RootCommand.self, path: [])
  }

  private static func unknownWord(
    _ words: ArraySlice<String>,
    in command: any ParsableCommand.Type,
    path: [String]
  ) -> GateError? {
    let subcommands = command.configuration.subcommands
    guard let word = words.first, !word.hasPrefix("-"), !subcommands.isEmpty else { return nil }
    let names = subcommands.compactMap { $0.configuration.commandName }
    if let next = subcommands.first(where: { $0.configuration.commandName == word }) {
      return unknownWord(words.dropFirst(), in: next, path: path + [word])
    }
    let group = path.joined(separator: " ")
    return GateError(
      .usage,
      "unknown command '\((path + [word]).joined(separator: " "))'"
        + NearMiss.phrase(for: word, among: names),
      hints: [
        "the commands\(group.isEmpty ? "" : " of \(group)") are \(names.joined(separator: ", "))"
      ]
        + (path.isEmpty
          ? ["to measure a program: perfgate run -- \(ShellQuoting.quoted(word))"] : [])
    )
  }

  /// An error that the parser found, in perfgate's style.
  ///
  /// - Parameters:
  ///   - message: The parser's message: sentences with full stops.
  ///   - arguments: What the user typed.
  /// - Returns: An error with exit 64.
  static func explanation(_ message: String, arguments: [String]) -> GateError {
    let lines = message.split(separator: "\n").map(String.init)
    var phrase = lines.first ?? "wrong arguments"
    if phrase.hasPrefix("Error: ") { phrase.removeFirst("Error: ".count) }
    if let question = phrase.firstRange(of: ". Did you mean ") {
      phrase = phrase[..<question.lowerBound] + " (did you mean " + phrase[question.upperBound...]
      phrase += ")"
    }
    if phrase.hasSuffix(".") { phrase.removeLast() }
    if let first = phrase.first, phrase.dropFirst().first?.isUppercase != true {
      phrase = first.lowercased() + phrase.dropFirst()
    }
    let path = commandPath(arguments)
    return GateError(
      .usage,
      phrase,
      notes: lines.dropFirst().map { $0.trimmed },
      hints: ["perfgate \(path.isEmpty ? "" : "\(path) ")--help shows what there is"]
    )
  }

  /// The command that the arguments name, `baseline record`.
  private static func commandPath(_ arguments: [String]) -> String {
    var command: any ParsableCommand.Type = RootCommand.self
    var path: [String] = []
    for word in arguments {
      let subcommands = command.configuration.subcommands
      guard let next = subcommands.first(where: { $0.configuration.commandName == word }) else {
        break
      }
      path.append(word)
      command = next
    }
    return path.isEmpty ? "run" : path.joined(separator: " ")
  }
}

extension String {
  /// The text without blanks around it.
  fileprivate var trimmed: String {
    let rest = drop { $0.isWhitespace }
    return String(rest.reversed().drop { $0.isWhitespace }.reversed())
  }
}
