import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Commands")
struct CommandLineTests {
  /// A configuration whose only command is given as a text in single quotes.
  private static func file(_ text: String) -> String {
    "benchmarks:\n  - id: x\n    command: '\(text.replacing("'", with: "''"))'\n"
  }

  private static func read(_ text: String) throws -> CommandLine? {
    try Fixtures.read(file(text)).benchmarks.first?.command
  }

  @Test(
    "a text without shell features is split into words as a shell would",
    arguments: [
      ("./parse", ["./parse"]),
      ("  ./parse\ta  b ", ["./parse", "a", "b"]),
      ("./p 'a b' c", ["./p", "a b", "c"]),
      ("./p \"a b\" c", ["./p", "a b", "c"]),
      ("./p a' b'\" c\"d", ["./p", "a b cd"]),
      ("./p '' \"\"", ["./p", "", ""]),
      ("./p a\\ b \\\\ \\'", ["./p", "a b", "\\", "'"]),
      ("./p \"\\\"\\\\ \\a\"", ["./p", "\"\\ \\a"]),
      ("./p '\\' '$HOME|*;'", ["./p", "\\", "$HOME|*;"]),
      ("./p \"a|b;c&d*?<>()\" '`x`'", ["./p", "a|b;c&d*?<>()", "`x`"]),
      ("./p \\$HOME \\* \\| \"\\$x \\`y\"", ["./p", "$HOME", "*", "|", "$x `y"]),
      ("./p a#b --x=~ a~b", ["./p", "a#b", "--x=~", "a~b"]),
      ("./p NAME=1 if ! { } ]", ["./p", "NAME=1", "if", "!", "{", "}", "]"]),
      ("'if' x", ["if", "x"]),
      ("\\cd x", ["cd", "x"]),
      ("echo a", ["echo", "a"]),
      ("true", ["true"]),
      ("./p {} {a,b} %s ^ @ + =", ["./p", "{}", "{a,b}", "%s", "^", "@", "+", "="]),
      ("./p größe 日本", ["./p", "größe", "日本"]),
      ("=x y", ["=x", "y"]),
      ("1A=2 y", ["1A=2", "y"]),
      ("./a=b c", ["./a=b", "c"]),
    ] as [(String, [String])]
  )
  func words(text: String, words: [String]) throws {
    #expect(try Self.read(text) == .words(words))
  }

  @Test(
    "a text that uses the shell is run by one as it is",
    arguments: [
      "a | b", "a && b", "a; b", "a & b", "a > f", "a < f", "a 2>&1", "(a)", "a $HOME", "a \"$x\"",
      "a `b`", "a \"`b`\"", "a *.txt", "a x?", "a [ab]", "a ~/x", "~/bin/a", "X=1 a", "a_B2= c",
      "cd x", "exec a", "if a", "! a", "{ a", ": x", ". ./env", "ulimit -v 1", "source x",
      "export A",
      "# only a comment", "a # b", "cat <<E\nit's\nE", "a $(echo \"it's\")", "while x", "eval a",
    ]
  )
  func shell(text: String) throws {
    let yaml =
      "benchmarks:\n  - id: x\n    command: \(JSONWriter.text(.string(text), form: .compact))\n"
    #expect(try Fixtures.read(yaml).benchmarks.first?.command == .shell(text))
  }

  @Test("lines are separate commands, a backslash before a line end joins them")
  func lines() throws {
    let lines = "benchmarks:\n  - id: x\n    command: |\n      ./a\n      ./b\n"
    #expect(try Fixtures.read(lines).benchmarks[0].command == .shell("./a\n./b\n"))
    let one = "benchmarks:\n  - id: x\n    command: |\n      ./a b\n"
    #expect(try Fixtures.read(one).benchmarks[0].command == .words(["./a", "b"]))
    let joined = "benchmarks:\n  - id: x\n    command: |\n      ./a \\\n      b\n"
    #expect(try Fixtures.read(joined).benchmarks[0].command == .words(["./a", "b"]))
  }

  @Test(
    "quotes that are not closed and empty commands are errors",
    arguments: [
      ("./p 'a", "a single quote is not closed in 'command'"),
      ("./p \"a", "a double quote is not closed in 'command'"),
      ("./p \"a\\", "a double quote is not closed in 'command'"),
      ("./p a\\", "nothing follows the last backslash in 'command'"),
      ("./p | 'a", "a single quote is not closed in 'command'"),
      ("", "'command' must not be empty"), ("  \t", "'command' must not be empty"),
      ("'' a", "the program of 'command' must not be empty"),
    ]
  )
  func unfinished(text: String, message: String) {
    #expect(Fixtures.messages(Self.file(text)) == ["p:3:14: error: \(message)"])
  }

  @Test(
    "a list of words is taken as it is written",
    arguments: [
      (
        "[./p, off, 1.10, 0x1F, true, \"\", null, ~, 2026-01-01, \"a b\", \"$x\"]",
        ["./p", "off", "1.10", "0x1F", "true", "", "null", "~", "2026-01-01", "a b", "$x"]
      ),
      ("[./p, &a x, *a]", ["./p", "x", "x"]),
    ] as [(String, [String])]
  )
  func lists(yaml: String, words: [String]) throws {
    let plan = try Fixtures.read("benchmarks: [{command: \(yaml)}]").benchmarks[0]
    #expect(plan.command == .words(words))
    #expect(plan.key.id.text == "p")
  }

  @Test(
    "a list that is no command is refused",
    arguments: [
      ("[]", "p:1:24: error: 'command' must not be empty"),
      ("[\"\", a]", "p:1:25: error: the program of 'command' must not be empty"),
      ("[./p, [a]]", "p:1:30: error: 'command' must be a list of words, found a list"),
      ("[./p, {size}]", "p:1:30: error: a word of 'command' must be text, found a mapping"),
      (
        "{a: b}",
        "p:1:24: error: 'command' must be a command: text, or a list of words, found a mapping"
      ),
      ("[\"a\\0b\"]", "p:1:25: error: 'command' must not hold a NUL character"),
      ("~", "p:1:15: error: 'command' must be a command: text, or a list of words, found nothing"),
    ]
  )
  func badLists(yaml: String, message: String) {
    #expect(Fixtures.messages("benchmarks: [{command: \(yaml)}]") == [message])
  }

  @Test(
    "without an id the program's name is one",
    arguments: [
      ("./a/b/parse x", "parse"), ("parse", "parse"), ("X=1 Y=2 ./bin/parse | wc", "parse"),
      ("'./my tool' x", "my tool"), ("bin/parse.sh > f", "parse.sh"),
    ]
  )
  func ids(text: String, id: String) throws {
    let yaml = "benchmarks: [\(JSONWriter.text(.string(text), form: .compact))]"
    #expect(try Fixtures.read(yaml).benchmarks[0].key.description == id)
  }

  @Test(
    "where no plain program begins a command an id is asked for",
    arguments: ["$HOME/x", "(a; b)", "if a; then b; fi", "X=1 | y", "/"]
  )
  func noID(text: String) {
    let yaml = "benchmarks: [\(JSONWriter.text(.string(text), form: .compact))]"
    #expect(
      Fixtures.messages(yaml) == [
        "p:1:14: error: this benchmark needs an 'id': its command begins with no plain program"
      ]
    )
  }

  @Test("a command is shown as one would type it")
  func description() {
    #expect(
      CommandLine.words(["./p", "a b", "it's", "", "x=1"]).description
        == "./p 'a b' 'it'\\''s' '' x=1"
    )
    #expect(CommandLine.shell("a | b").description == "a | b")
  }

  @Test(
    "a single command reads back as the same words",
    arguments: [
      ["./p"], ["./p", "a b", "", "$x", "it's \"q\""],
      ["p", "{a}", "{{a}}", "*", "&x", "- ", "# x"],
      ["p", "\u{1}\u{7F}\u{85}\u{9F}\u{2028}\u{FEFF}\u{FFFF}\n\t\r\u{1B}", "größe 😀"],
      ["p", "off", "1.10", "~", "<<", "\\u0041"],
    ]
  )
  func singleCommand(words: [String]) throws {
    let text = ProjectConfiguration.singleCommand(arguments: words)
    let configuration = try Fixtures.read(text)
    #expect(configuration.benchmarks.map(\.command) == [.words(words)])
    #expect(configuration.benchmarks[0].key.id.text == "p")
  }
}
