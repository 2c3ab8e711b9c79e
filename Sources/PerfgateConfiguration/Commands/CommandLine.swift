internal import PerfgateModel

/// A command as it will be started.
package enum CommandLine: Sendable, Equatable {
  /// A program and its arguments, started without a shell; empty where nothing is run, and the
  /// program never is.
  case words([String])
  /// A text that `sh -c` runs, since it uses what only a shell does.
  case shell(String)

  /// What runs nothing.
  package static let nothing = CommandLine.words([])

  /// The command as a person would type it.
  package var description: String {
    switch self {
    case .shell(let text): text
    case .words(let words): ShellQuoting.command(words)
    }
  }

  /// The last path component of the program, from which an id is made; `nil` where there is none.
  package var programName: String? {
    program?.split(separator: "/").last.map(String.init)
  }

  /// The first program that it starts, as it is written; `nil` where that is not known.
  package var program: String? {
    switch self {
    case .words(let words): words.first
    case .shell(let text): ShellWords.firstCommandWord(of: text).map { String($0) }
    }
  }

  /// Applies a change to every word, or to the shell text.
  func mapTexts(_ transform: (String) -> String) -> CommandLine {
    switch self {
    case .words(let words): .words(words.map(transform))
    case .shell(let text): .shell(transform(text))
    }
  }

  /// Every word, or the shell text.
  var texts: [String] {
    switch self {
    case .words(let words): words
    case .shell(let text): [text]
    }
  }
}
