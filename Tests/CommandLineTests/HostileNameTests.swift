import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// Names that try to leave every format that they stand in, through the whole tool.
@Suite("Hostile names", .waiting)
struct HostileNameTests {
  private static let names = [
    "a|b`c", "<img src=x onerror=alert(1)>", "--> <!-- b", "@octocat", "see #123 and gh-7", "]]>",
    "&amp;&lt;&#0;", "\u{202E}txt.exe", "\u{2066}x\u{2069}", "[click](http:/evil.example)",
    "back\\slash \\| pipe", "``` fence", "👩‍👩‍👧‍👦 家族", "\u{301}mark", "'; rm -rf ~; '", "$(id)`id`",
    "..", ".hidden", "_class", "-rf", "--help", "con", "a.json", "%0A::error::x", "%2e%2e", "50%",
    "trailing.", "trailing ", " leading", "\"quoted\"", "'single'", "a:b,c=d[e]",
    "../../../etc/passwd",
    "x/.././y", "*?**", "{size}", "www.evil.example", "~~s~~ **b** _i_",
    "e\u{301}clair",
    String(repeating: "long-", count: 39) + "/" + String(repeating: "x", count: 190),
  ]

  /// Every name prints as many bytes as `size` says, which is all that is judged.
  private static var configuration: String {
    let benchmarks = names.map { name in
      "  - {id: \(JSONWriter.text(.string(name), form: .compact)), command: [cat, size]}\n"
    }
    let off = ["wall", "cpu", "peak_rss"].map { "  - {match: {metric: \($0)}, limit: off}\n" }
    return "suite: \"<s>|`@all`\"\ndefaults: {warmup: 0, samples: {min: 1, max: 1, time: 1ms}}\n"
      + "benchmarks:\n" + benchmarks.joined() + "rules:\n" + off.joined()
      + "  - {match: {metric: output_size}, limit: 1%}\n"
  }

  @Test("are recorded, committed, listed, gated and reported, each once")
  func wholeTool() throws {
    let project = try TestProject(Self.configuration)
    try project.folder.write("1", to: "size")
    let recorded = try project.perfgate("--update-baseline")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    let count = Self.names.count

    // A checkout has every file, whatever git thinks of its name.
    let checkout = try project.shell(
      """
      git init -q && git add baselines && git -c user.name=t -c user.email=t@t commit -qm x &&
      git clone -q . checkout && find checkout/baselines -name '*.json' ! -name _class.json | wc -l
      """
    )
    #expect(checkout.exit == 0, "\(checkout.transcript)")
    #expect(checkout.flatOutput == "\(count)")

    try project.folder.write("22", to: "size")
    let run = try project.perfgate("run", "--verbose")
    #expect(run.exit == 10, "\(run.transcript)")
    let regressed = try project.verdict().results.filter { $0.state == .regressed }
    let expected = try Self.names.map { try BenchmarkID($0) }
    #expect(Set(regressed.map(\.key.id)) == Set(expected))
    #expect(regressed.count == count)
    for text in [
      run.output, run.diagnostics, try project.folder.text(of: "perfgate-out/verdict.txt"),
    ] {
      Self.expectHarmless(text)
    }
    let list = try project.perfgate("list")
    #expect(list.output.split(separator: "\n").count == count + 2, "\(list.transcript)")
    Self.expectHarmless(list.output)
    let show = try project.perfgate("baseline", "show")
    #expect(show.output.split(separator: "\n").count { $0.contains("output_size") } == count)
    Self.expectHarmless(show.output)

    let markdown = try project.folder.text(of: "perfgate-out/report.md")
    let rows = markdown.split(separator: "\n").count {
      $0.utf8.starts(with: "| `".utf8) && $0.contains("**regressed**")
    }
    #expect(rows == count)
    let junit = try project.folder.text(of: "perfgate-out/junit.xml")
    #expect(junit.ranges(of: "<failure ").count == count)
  }

  @Test("the commands of a finding find the benchmark again", arguments: names)
  func commands(name: String) throws {
    let project = try TestProject(Self.configuration)
    try project.folder.write("1", to: "size")
    let key = name.hasPrefix("-") ? ["--filter=\(name)"] : ["--filter", name]
    let quoted = key.map(ShellQuoting.quoted).joined(separator: " ")
    // Invisible characters are quoted as bash, zsh and ksh understand them.
    try project.folder.write("\"$PERFGATE\" list \(quoted)\n", to: "script")
    let list = try project.shell("bash script")
    #expect(list.exit == 0, "\(list.transcript)")
  }

  static func expectHarmless(_ text: String) {
    let bad = text.unicodeScalars.filter { scalar in
      scalar.properties.generalCategory == .control && scalar != "\n"
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
    #expect(bad.isEmpty, "\(bad.map { String($0.value, radix: 16) })")
  }

  @Test(
    "names that cannot be told apart, or that no file can carry, are refused with their line",
    arguments: [
      (#"[{id: a, command: p}, {id: A, command: p}]"#, "differs only in case"),
      (#"[{id: "\u00e9", command: p}, {id: "e\u0301", command: p}]"#, "already defined"),
      (#"[{id: "a\u0000b", command: p}]"#, "NUL character"),
      (#"[{id: "a\u001b[31m", command: p}]"#, "control characters"),
      (#"[{id: "a\nb", command: p}]"#, "control characters"),
      (#"[{id: "a//b", command: p}]"#, "empty segment"),
      (#"[{id: "/a", command: p}]"#, "empty segment"),
      (#"[{id: "\ud800", command: p}]"#, "YAML"),
      ("[{id: \"\u{FEFF}x\", command: p}]", "U+FEFF"),
      ("[{id: \(String(repeating: "x", count: 10_000)), command: p}]", "10000 bytes"),
      ("[{id: \(String(repeating: "x", count: 201)), command: p}]", "longer than 200 bytes"),
    ]
  )
  func refused(benchmarks: String, phrase: String) throws {
    let project = try TestProject("benchmarks: \(benchmarks)\n")
    let list = try project.perfgate("list")
    #expect(list.exit == 78, "\(list.transcript)")
    #expect(list.diagnostics.contains(phrase), "\(list.transcript)")
    #expect(list.diagnostics.hasPrefix("perfgate.yaml:1:"), "\(list.transcript)")
    #expect(list.diagnostics.utf8.count < 2000)
    Self.expectHarmless(list.diagnostics)
  }

  @Test("an id of 1,024 bytes is carried by every file")
  func longest() throws {
    let segments = (0..<6).map { String(repeating: "\($0)", count: 169) }
    let id = segments.joined(separator: "/") + "/abcd"
    #expect(id.utf8.count == 1024)
    let project = try TestProject("benchmarks: [{id: \(id), command: [sleep, '0.01']}]\n")
    let recorded = try project.perfgate("--update-baseline")
    #expect(recorded.exit == 0, "\(recorded.transcript)")
    #expect(try project.perfgate("list", "--filter", id).exit == 0)
  }

  @Test("what a failing program writes reaches every report, harmless and once")
  func output() throws {
    let text = "\\033[31mred\\033[0m ]]> --> <b> </details> `x` @all \\001\\377 | ::error::x\\n"
    let project = try TestProject(
      "benchmarks: [{id: bad, command: [sh, -c, 'printf \"\(text.replacing("\\", with: "\\\\"))\" >&2; exit 3']}]\n"
        .replacing("\\\\", with: "\\")
    )
    let run = try project.perfgate()
    #expect(run.exit == 30, "\(run.transcript)")
    Self.expectHarmless(run.output)
    for name in ["verdict.txt", "junit.xml", "report.md"] {
      let report = try project.folder.text(of: "perfgate-out/\(name)")
      #expect(report.ranges(of: "::error::x").count == 1, "\(name)")
      Self.expectHarmless(report)
    }
  }
}
