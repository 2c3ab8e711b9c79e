import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Selecting what runs", .waiting)
struct SelectionTests {
  private static let configuration = """
    suite: naps
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    benchmarks:
      - {id: nap, command: [sleep, "{s}"], parameters: {s: ["0.1", "0.11"]}, tags: [smoke]}
      - {id: rest, command: [sleep, "0.1"], tags: [slow]}
      - {id: bare, command: [sleep, "0.1"]}
    rules:
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      \(wide)
    """
  /// A busy machine makes a nap half as long again.
  private static let wide = "- {match: {metric: wall}, limit: 100%, tolerance: 40%}"

  private func recorded() throws -> TestProject {
    let project = try TestProject(Self.configuration)
    let invocation = try project.perfgate("--update-baseline")
    try #require(invocation.exit == 0, "\(invocation.transcript)")
    return project
  }

  private func measured(_ project: TestProject) throws -> [String] {
    let path = project.folder.path("perfgate-out/run.json")
    let run = try RunDocument(bytes: Files.readBytes(at: path), path: path)
    return run.entries.map(\.key.description)
  }

  @Test("tags, parameters and kinds select, and what they leave out is not missing")
  func selects() throws {
    let project = try recorded()
    let cases: [([String], [String])] = [
      (["--tag", "slow"], ["rest"]),
      (["--tag", "slow", "--tag", "smoke"], ["nap[s=0.1]", "nap[s=0.11]", "rest"]),
      (["--tag", "smoke", "--exclude", "nap[s=0.1]"], ["nap[s=0.11]"]),
      (["--filter", "nap[s=0.1]"], ["nap[s=0.1]"]),
      (["--filter", "*[s=0.1?]"], ["nap[s=0.11]"]),
      (["--only", "benchmarks", "--filter", "bare"], ["bare"]),
    ]
    for (arguments, keys) in cases {
      let words = arguments.map { "'\($0)'" }.joined(separator: " ")
      let run = try project.shell("\"$PERFGATE\" \(words)")
      #expect(run.exit == 0, "\(run.transcript)")
      #expect(try measured(project) == keys)
      let again = try project.shell("\"$PERFGATE\" report perfgate-out/run.json")
      #expect(again.output == run.output)
      let listed = try project.shell("\"$PERFGATE\" list \(words)")
      #expect(listed.output.split(separator: "\n").count == keys.count + 2)
      let shown = try project.shell("\"$PERFGATE\" baseline show \(words)")
      #expect(shown.output.split(separator: "\n").count == keys.count + 2)
    }
  }

  @Test("the commands of a parametrised finding name it alone")
  func reproduce() throws {
    let project = try recorded()
    try project.write(Self.configuration.replacing("[sleep, \"{s}\"]", with: "'sleep 0.3; : {s}'"))
    let failed = try project.perfgate("--filter", "nap[s=0.1]")
    #expect(failed.exit == 10, "\(failed.transcript)")
    #expect(failed.output.contains("perfgate run --filter 'nap[s=0.1]'\n"))
    let again = try project.perfgate("run", "--filter", "nap[s=0.1]")
    #expect(again.exit == 10)
    #expect(try measured(project) == ["nap[s=0.1]"])
  }

  @Test("what cannot be selected says what could: 64")
  func mistakes() throws {
    let project = try TestProject(Self.configuration)
    let cases = [
      (["--tag", "smok"], "no benchmark has the tag 'smok' (did you mean 'smoke'?)"),
      (["--only", "evals"], "--only evals leaves nothing"),
      (["--only", "eval"], "(did you mean 'evals'?)"),
      (["--filter", "nap[s=0.12]"], "hint: did you mean 'nap[s=0.1]'?"),
      (["--tag", "slow", "--filter", "nap"], "the options together select nothing"),
    ]
    for (arguments, message) in cases {
      let words = arguments.map { "'\($0)'" }.joined(separator: " ")
      let refused = try project.shell("\"$PERFGATE\" \(words)")
      #expect(refused.exit == 64, "\(refused.transcript)")
      #expect(refused.diagnostics.contains(message), "\(refused.transcript)")
    }
  }

  @Test("a profile changes what is judged, and a saved run is judged by it again")
  func profile() throws {
    let project = try recorded()
    let profiles = "\nprofiles: {lenient: {gate: {fail_on: never}}}\n"
    let slower = Self.configuration.replacing("[sleep, \"{s}\"]", with: "'sleep 0.3; : {s}'")
    try project.write(slower + profiles)
    #expect(try project.perfgate().exit == 10)
    let lenient = try project.perfgate("--profile", "lenient", "--filter", "nap")
    #expect(lenient.exit == 0, "\(lenient.transcript)")
    let again = try project.perfgate("report", "perfgate-out/run.json", "--json", "-")
    #expect(try VerdictDocument(bytes: Array(again.output.utf8), path: "-").exit == .pass)
    let unknown = try project.perfgate("--profile", "lenint")
    #expect(unknown.exit == 64)
    #expect(unknown.diagnostics.contains("there is no profile 'lenint' (did you mean 'lenient'?)"))
  }

  @Test("a saved run that cannot be judged is malformed: 65, and its warnings are told")
  func savedRun() throws {
    let project = try TestProject(
      Self.configuration.replacing(Self.wide, with: "") + "\ngate: {limit: 3%}\n"
    )
    #expect(try project.perfgate("--fail-on", "major", "-q").exit == 20)
    let told = try project.perfgate("report", "perfgate-out/run.json")
    #expect(told.exit == 0)
    #expect(told.diagnostics.contains("warning: the limit (3%)"))
    let path = "perfgate-out/run.json"
    let text = try project.folder.text(of: path)
    try project.folder.write(
      text.replacing("\"fail_on\": \"major\"", with: "\"fail_on\": \"x\""),
      to: path
    )
    let broken = try project.perfgate("report", path)
    #expect(broken.exit == 65, "\(broken.transcript)")
    #expect(broken.diagnostics.contains("the saved run cannot be judged: unknown severity 'x'"))
  }

  @Test("--max-time ends a run, and what it leaves out is missing")
  func maximumTime() throws {
    let project = try recorded()
    let long = Self.configuration.replacing("max: 3, time: 10ms", with: "max: 200, time: 1h")
    try project.write(long)
    let run = try project.perfgate("--filter", "bare", "--max-time", "2s")
    #expect(run.exit == 0 || run.exit == 10, "\(run.transcript)")
    #expect(try measured(project) == ["bare"])
    let short = try project.perfgate("--max-time", "1us")
    #expect(short.exit == 12, "\(short.transcript)")
    #expect(short.flatOutput.contains("no time was left of --max-time 1us"))
    try project.write(long + "\ngate: {on_missing: warn}\n")
    #expect(try project.perfgate("--max-time", "1us").exit != 12)
    let wrong = try project.perfgate("--max-time", "10")
    #expect(wrong.exit == 64)
    #expect(wrong.diagnostics.contains("hint: --max-time 10m"))
  }
}
