import Foundation
import Testing
import PerfgateModel

@testable import PerfgateReport

struct EscapingTests {
  @Test(arguments: [
    ("plain ünïcode 👩‍👩‍👧‍👦", "plain ünïcode 👩‍👩‍👧‍👦"), ("\u{1B}[1;31mred\u{1B}[0m", "red"),
    ("\u{1B}]0;title\u{7}after", "after"), ("\u{1B}]8;;http://x\u{1B}\\link", "link"),
    ("\u{9B}31mred", "red"), ("\u{1B}(Bx", "x"), ("\u{1B}cx", "x"), ("\u{1B}Mx", "x"),
    ("\u{1B}Pq#0\u{1B}\\x", "x"), ("\u{1B}", "\u{1B}"), ("\u{1B}[", "\u{1B}["),
    ("\u{1B}]0;never ended\nnext", "\u{1B}]0;never ended\nnext"),
    ("\u{1B}[31\u{1}m", "\u{1B}[31\u{1}m"),
  ])
  func `Terminal sequences are removed whole or not at all`(text: String, expected: String) {
    #expect(EscapeSequences.stripped(text) == expected)
  }

  @Test func `XML text keeps exactly what XML 1.0 has`() {
    #expect(
      XMLText.sanitized("a\u{0}b\u{8}c\u{B}d\u{FFFE}e\u{FFFF}")
        == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}"
    )
    #expect(
      XMLText.sanitized("\t\n\r]]>&<\"\u{10FFFF}\u{E000}") == "\t\n\r]]>&<\"\u{10FFFF}\u{E000}"
    )
    #expect(XMLText.singleLine("a\r\nb\tc") == "a  b c")
    let long = String(repeating: "\u{1}x", count: 100_000)
    #expect(XMLText.sanitized(long).unicodeScalars.count == 200_000)
  }

  @Test(arguments: [
    ("a\u{202E}b", "a\u{FFFD}b"), ("a\u{2066}b", "a\u{FFFD}b"), ("a\u{1B}[2Jb", "ab"),
    ("a\u{7}b", "a\u{FFFD}b"), ("a\r\nb", "a  b"), ("a\u{2028}b", "a b"), ("../x", "../x"),
    ("a\u{7F}\u{9F}b", "a\u{FFFD}\u{FFFD}b"),
  ])
  func `A terminal gets one line that does what it shows`(text: String, expected: String) {
    #expect(TerminalText.safe(text) == expected)
  }

  @Test(arguments: [
    ("abc", 3), ("家族", 4), ("👩‍👩‍👧‍👦", 2), ("e\u{301}", 1), ("\u{301}", 0), ("🇩🇪", 2), ("ａ", 2), ("❤️", 2),
    ("", 0), ("▁█", 2),
  ])
  func `The width is that of a terminal`(text: String, columns: Int) {
    #expect(TerminalText.width(text) == columns)
  }

  @Test func `Wrapping keeps words and their order`() {
    let text = "one two three four five six seven"
    for columns in 1..<40 {
      let lines = TerminalText.wrapped(text, to: columns)
      #expect(lines.joined(separator: " ") == text)
      for line in lines { #expect(line.count <= columns || !line.contains(" ")) }
    }
    #expect(TerminalText.wrapped("", to: 10) == [""])
  }

  @Test func `A long text loses its middle, whatever its characters are made of`() {
    let stacked = "a" + String(repeating: "\u{301}", count: 10_000)
    #expect(VisibleText.middleCut(stacked, to: 100).unicodeScalars.count == 100)
    #expect(VisibleText.middleCut("abcdefghij", to: 9) == "abc...hij")
    #expect(VisibleText.middleCut("abc", to: 3) == "abc")
  }

  @Test func `The tail of an output is its end`() {
    let tail = VisibleText.tail("1\n2\n3\n4\n\n", lines: 2, bytes: 100)
    #expect(tail.lines == ["3", "4"])
    #expect(tail.isCut)
    #expect(VisibleText.tail("1\n2\n", lines: 5, bytes: 100).isCut == false)
    #expect(
      VisibleText.tail(String(repeating: "x\n", count: 1000), lines: 999, bytes: 10).lines.count
        == 5
    )
  }

  @Test(arguments: [
    ("a|b", "`a\\|b`"), ("a\\|b", "`a\\\u{200B}\\|b`"), ("a`b", "``a`b``"), ("`", "`` ` ``"),
    (" ", "`\u{FFFD}`"), ("", "`\u{FFFD}`"), ("a\nb", "`a b`"), ("|\u{301}", "`\\|\u{301}`"),
    ("``\u{301}", "```` ``\u{301} ````"),
  ])
  func `A code span in a table holds its text whole`(text: String, expected: String) {
    // The last case: a fence only has to be longer than the longest run inside.
    let code = MarkdownText.code(text, inTable: true)
    if text == "``\u{301}" {
      #expect(code.unicodeScalars.prefix { $0 == "`" }.count >= 3)
    } else {
      #expect(Array(code.unicodeScalars) == Array(expected.unicodeScalars))
    }
  }

  @Test(arguments: [
    ("<b>", "&lt;b>"), (">", "\\>"), ("fail_on", "fail_on"), ("_x_", "\\_x\\_"),
    ("@me", "@\u{200B}me"), ("#12", "\\#\u{200B}12"), ("gh-12", "gh-\u{200B}12"),
    ("-40%", "\\-40%"), ("12.3 ms", "12.3 ms"), ("1. x", "1\\. x"), ("a_b*c", "a_b\\*c"),
    ("https://x.y", "https:\u{200B}//x.y"), ("www.x.y", "www\u{200B}.x.y"),
    ("raw.json", "raw.json"),
    ("[a](b)", "\\[a\\](b)"), ("<!-- x -->", "&lt;\\!-- x -->"), ("a\nb", "a b"),
    ("+1.2 to -3", "\\+1.2 to -3"), ("&amp;", "&amp;\u{200B}amp;"),
  ])
  func `Free text in Markdown is no more than text`(text: String, expected: String) {
    #expect(MarkdownText.text(text) == expected)
  }

  @Test func `A fence is longer than any inside`() {
    let block = MarkdownText.block(["```", "`````x", "</details>"]).split(separator: "\n")
    #expect(block.first == "``````text")
    #expect(block.last == "``````")
  }

  @Test(arguments: [
    ("plain", "plain"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("~", "'~'"),
    ("a*", "'a*'"), ("$(id)", "'$(id)'"), ("a\nb", #"$'a\x0Ab'"#), ("\u{202E}'", #"$'\u202E\''"#),
    ("parse/large[size=1000]", "'parse/large[size=1000]'"),
  ])
  func `Arguments are quoted only where a shell would change them`(text: String, expected: String) {
    #expect(ShellQuoting.quoted(text) == expected)
  }

  @Test func `A shell reads quoted arguments as they were`() throws {
    var random = SeededText(seed: 7)
    var texts = SampleVerdicts.hostileNames + (0..<1000).map { _ in random.text() }
    // No argument of a process can hold NUL.
    texts = texts.map { $0.replacing("\u{0}", with: "0") }.filter {
      !$0.unicodeScalars.contains("\u{0}")
    }
    for text in texts {
      let printable = ShellQuoting.quoted(text).unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control && $0 != "\u{202E}"
      }
      #expect(printable)
    }
    let bash = Process()
    bash.executableURL = URL(filePath: "/bin/bash")
    bash.arguments = ["-c", "printf '%s\\0' \(ShellQuoting.command(texts))"]
    bash.environment = ["LC_ALL": "C.UTF-8"]
    let pipe = Pipe()
    bash.standardOutput = pipe
    try bash.run()
    let output = try #require(try pipe.fileHandleForReading.readToEnd())
    bash.waitUntilExit()
    let read = output.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    #expect(read.map { Array($0) } == texts.map { Array($0.utf8) })
  }
}
