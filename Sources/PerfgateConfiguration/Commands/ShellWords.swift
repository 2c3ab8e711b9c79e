/// Splits a command text into words as a POSIX shell does, and finds out whether it needs a shell.
///
/// Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting and 2.3 Token Recognition.
enum ShellWords {
  /// What a command text is.
  enum Outcome: Equatable {
    /// A program and its arguments.
    case words([String])
    /// A text for `sh -c`.
    case shell
    /// A text that ends inside of quotes, or behind a backslash.
    case unfinished(String)
    /// Nothing but white space.
    case empty
  }

  /// Words that only a shell understands where a program is expected: reserved words, and built-in
  /// utilities for which no program exists.
  private static let shellOnly: Set<String> = [
    "!", "{", "}", "[[", "case", "do", "done", "elif", "else", "esac", "fi", "for", "function",
    "if", "in", "select", "then", "until", "while",
    ".", ":", "alias", "bg", "break", "cd", "command", "continue", "eval", "exec", "exit",
    "export", "fc", "fg", "getopts", "hash", "jobs", "local", "read", "readonly", "return",
    "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unalias", "unset",
    "wait",
  ]

  /// Splits a text.
  static func split(_ text: String) -> Outcome {
    var scanner = ShellScanner(text)
    scanner.scan()
    if let unfinished = scanner.unfinished, !scanner.isHardToScan { return .unfinished(unfinished) }
    if scanner.needsShell { return .shell }
    guard let first = scanner.words.first else { return .empty }
    let isName = !first.isQuoted && (shellOnly.contains(first.text) || isAssignment(first.text))
    return isName ? .shell : .words(scanner.words.map(\.text))
  }

  /// The first word of a shell text that is no assignment, `nil` where it is no plain program.
  static func firstCommandWord(of text: String) -> Substring? {
    let blanks: Set<Character> = [" ", "\t", "\n", "\r\n"]
    let words = text.split(whereSeparator: { blanks.contains($0) })
    guard let word = words.first(where: { !isAssignment(String($0)) }) else { return nil }
    let special: Set<Character> = [
      "|", "&", ";", "<", ">", "(", ")", "$", "`", "\\", "\"", "'", "*", "?", "[", "#", "~", "=",
      "{", "}", "!",
    ]
    guard !word.contains(where: special.contains), !shellOnly.contains(String(word)) else {
      return nil
    }
    return word
  }

  /// Whether a word is `NAME=value`.
  private static func isAssignment(_ word: String) -> Bool {
    guard let equals = word.firstIndex(of: "=") else { return false }
    return VariableName.isValid(String(word[..<equals]))
  }
}

/// The names of environment variables.
enum VariableName {
  /// Whether a text is a portable name: letters, digits and underscores, no digit first.
  static func isValid(_ name: String) -> Bool {
    guard let first = name.utf8.first, first < 0x30 || first > 0x39 else { return false }
    return name.utf8.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
      default: false
      }
    }
  }
}

/// Walks once over a command text.
private struct ShellScanner {
  struct Word {
    var text: String
    var isQuoted: Bool
  }

  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var current = String.UnicodeScalarView()
  private var isInWord = false
  private var isQuoted = false

  private(set) var words: [Word] = []
  private(set) var needsShell = false
  /// Whether quotes may follow other rules: here-documents, comments, substitutions.
  private(set) var isHardToScan = false
  private(set) var unfinished: String?

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  mutating func scan() {
    while index < scalars.count, unfinished == nil {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case " ", "\t": endWord()
      case "\n", "\r":
        endWord()
        // A line end between two words separates commands.
        if !words.isEmpty, scalars[index...].contains(where: { !Self.isBlank($0) }) {
          needsShell = true
        }
      case "'": scanSingleQuotes()
      case "\"": scanDoubleQuotes()
      case "\\": scanBackslash()
      default: scanPlain(scalar)
      }
    }
    endWord()
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }

  private mutating func scanPlain(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "|", "&", ";", "<", ">", "(", ")", "*", "?", "[":
      needsShell = true
      if scalar == "<", index < scalars.count, scalars[index] == "<" { isHardToScan = true }
    case "$", "`":
      needsShell = true
      isHardToScan = true
    case "#" where !isInWord:
      needsShell = true
      isHardToScan = true
    case "~" where !isInWord:
      needsShell = true
    default: break
    }
    append(scalar)
  }

  private mutating func scanSingleQuotes() {
    isInWord = true
    isQuoted = true
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if scalar == "'" { return }
      current.append(scalar)
    }
    unfinished = "a single quote is not closed"
  }

  private mutating func scanDoubleQuotes() {
    isInWord = true
    isQuoted = true
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case "\"": return
      case "$", "`":
        needsShell = true
        isHardToScan = true
        current.append(scalar)
      case "\\" where index < scalars.count:
        let escaped = scalars[index]
        index += 1
        switch escaped {
        case "\n": break
        case "$", "`", "\"", "\\": current.append(escaped)
        default:
          current.append("\\")
          current.append(escaped)
        }
      default: current.append(scalar)
      }
    }
    unfinished = "a double quote is not closed"
  }

  private mutating func scanBackslash() {
    guard index < scalars.count else {
      unfinished = "nothing follows the last backslash"
      return
    }
    let escaped = scalars[index]
    index += 1
    // A backslash before a line end continues the line.
    if escaped == "\n" { return }
    isQuoted = true
    append(escaped)
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    isInWord = true
    current.append(scalar)
  }

  private mutating func endWord() {
    guard isInWord else { return }
    words.append(Word(text: String(current), isQuoted: isQuoted))
    current = .init()
    isInWord = false
    isQuoted = false
  }
}
