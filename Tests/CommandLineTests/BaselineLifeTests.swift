import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Hostile turns in the life of a baseline", .waiting)
struct BaselineLifeTests {
  private func recorded(_ configuration: String) throws -> TestProject {
    let project = try TestProject(configuration)
    let invocation = try project.perfgate("--update-baseline", "-q")
    try #require(invocation.exit == 0, "\(invocation.transcript)")
    return project
  }

  @Test("--only-missing brings back what one place lost, and measures nothing else")
  func onlyMissing() throws {
    let sized = TestProject.sleeping("0.05") + "\n  - {match: {metric: output_size}, limit: 1%}\n"
    let project = try recorded(sized)
    let machine = try project.shell("ls baselines/*-*c/naps/nap.json").output.dropLast()
    let nothing = try project.perfgate("baseline", "record", "--only-missing")
    #expect(nothing.output.contains("nothing new"), "\(nothing.transcript)")
    for place in ["*-*c", "*_64", "*arch64"]
    where try project.shell("rm baselines/\(place)/naps/nap.json").exit == 0 {
      let again = try project.perfgate("baseline", "record", "--only-missing", "-q")
      #expect(again.exit == 0, "\(again.transcript)")
      #expect(again.output.contains("written in baselines"), "\(again.transcript)")
      #expect(Files.exists(project.folder.path(String(machine))))
      let run = try project.perfgate("-q")
      #expect(run.output.hasPrefix("PASS: 2 judged") && !run.output.contains("new"))
    }
    // What has bounds alone needs no baseline.
    try project.write(
      TestProject.sleeping("0.05").replacing(
        "rules:",
        with: "rules:\n  - {match: {metric: wall}, limit: off, budget: {max: 1h}}"
      )
    )
    try project.shell("rm -r baselines").expectSuccess()
    let bounded = try project.perfgate("baseline", "record", "--only-missing")
    #expect(bounded.output.contains("nothing new"), "\(bounded.transcript)")
  }

  @Test("a verdict about another baseline than the committed one cannot be accepted from")
  func staleVerdict() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(TestProject.sleeping("0.3"))
    #expect(try project.perfgate("-q", "--json", "old.json").exit == 10)
    try #require(try project.perfgate("baseline", "record", "-q", "--reason", "x").exit == 0)
    let arguments = ["baseline", "accept", "nap", "--reason", "y", "--run", "old.json"]
    let moved = try project.perfgate(arguments)
    #expect(moved.exit == 64, "\(moved.transcript)")
    #expect(moved.diagnostics.contains("the baseline of 'nap wall' is not what old.json was"))
    #expect(moved.diagnostics.contains("hint: perfgate run, and accept what that finds"))
    try project.shell("rm baselines/*/naps/nap.json").expectSuccess()
    let gone = try project.perfgate(arguments)
    #expect(gone.exit == 64, "\(gone.transcript)")
    #expect(gone.diagnostics.contains("'nap wall' has no baseline of the class '"))
    #expect(!Files.exists(project.folder.path("baselines/accepted.yaml")))
  }

  @Test("a renamed benchmark can be accepted before its baseline is moved")
  func acceptRenamed() throws {
    let project = try recorded(TestProject.sleeping("0.1"))
    try project.write(
      TestProject.sleeping("0.3").replacing("{id: nap,", with: "{id: doze, was: nap,")
    )
    #expect(try project.perfgate("-q").exit == 10)
    let accept = try project.perfgate("baseline", "accept", "doze", "--reason", "y")
    #expect(accept.exit == 0, "\(accept.transcript)")
    let green = try project.perfgate()
    #expect(green.exit == 0 && green.output.contains("Accepted (1)"), "\(green.transcript)")
  }

  @Test("an accepted level of a benchmark that is not configured is called useless, and pruned")
  func unconfiguredAcceptance() throws {
    let project = try recorded(TestProject.sleeping("0.05"))
    try project.folder.write(
      "- {id: npa, metric: wall, suite: naps, class: x, from: 1s, to: 2s, reason: typo}\n",
      to: "baselines/accepted.yaml"
    )
    let run = try project.perfgate()
    #expect(run.exit == 0)
    let words = "baselines/accepted.yaml:1); does nothing: nothing of that name is configured"
    #expect(run.flatOutput.contains(words), "\(run.transcript)")
    let pruned = try project.perfgate("baseline", "prune")
    #expect(pruned.output.contains("1 of 1 accepted levels"), "\(pruned.transcript)")
    #expect(!Files.exists(project.folder.path("baselines/accepted.yaml")))
  }

  @Test("rename takes ids, not names with parameters, and says which command is meant")
  func renameParameters() throws {
    let sized =
      TestProject.sleeping("0.05").replacing(
        #"{id: nap, command: [sleep, "0.05"]}"#,
        with: #"{id: nap, command: [sleep, "0.05{n}"], parameters: {n: [1, 2]}}"#
      )
    let project = try recorded(sized)
    for (old, new, hint) in [
      ("nap[n=1]", "doze[n=1]", "perfgate baseline rename nap doze"),
      ("nap", "doze[n=1]", "perfgate baseline rename nap doze"),
      ("nap[n=1]", "nap[k=1]", "perfgate baseline record --only-missing"),
    ] {
      let refused = try project.perfgate("baseline", "rename", old, new)
      #expect(refused.exit == 64, "\(refused.transcript)")
      #expect(refused.diagnostics.contains("names parameters"))
      #expect(refused.diagnostics.contains(hint), "\(refused.transcript)")
    }
    let moved = try project.perfgate("baseline", "rename", "nap", "doze")
    #expect(moved.output.split(separator: "\n").count { $0.hasPrefix("moved: ") } == 2)
    let again = try project.perfgate("baseline", "rename", "nap", "doze")
    #expect(again.exit == 66)
    #expect(again.diagnostics.contains("note: 'doze' has baselines"), "\(again.transcript)")
  }

  @Test("a damaged accepted.yaml stops a rename before the first file moves")
  func renameDamaged() throws {
    let project = try recorded(TestProject.sleeping("0.05"))
    try project.folder.write("- id\n", to: "baselines/accepted.yaml")
    let refused = try project.perfgate("baseline", "rename", "nap", "doze")
    #expect(refused.exit == 65, "\(refused.transcript)")
    #expect(try project.shell("ls baselines/*/naps/nap.json").exit == 0)
    #expect(try project.shell("ls baselines/*/naps/doze.json").exit != 0)
  }

  @Test("a damaged proposal is to be fetched again, not to be repaired")
  func damagedProposal() throws {
    let project = try recorded(TestProject.sleeping("0.05"))
    #expect(try project.perfgate("--propose", "-q", "--machine", "lab").exit == 20)
    let folder = "perfgate-out/baselines/lab"
    let baseline = try project.folder.text(of: "\(folder)/naps/nap.json")
    let advice = "hint: get the whole folder again, or propose anew: perfgate run --propose"
    for (file, text, hint) in [
      ("naps/nap.json", String(baseline.prefix(80)), advice),
      ("naps/nap.json", baseline.replacing("\"nap\"", with: "\"other\""), advice),
      ("naps/nap.json", baseline.replacing("baseline/1", with: "baseline/2"), "hint: update perf"),
      ("_class.json", "{", advice),
      ("_class.json", "{\"schema\": \"perfgate.class/2\"}", "hint: update perfgate to the version"),
    ] {
      let intact = try project.folder.text(of: "\(folder)/\(file)")
      try project.folder.write(text, to: "\(folder)/\(file)")
      let refused = try project.perfgate("baseline", "apply", "perfgate-out")
      #expect(refused.exit == 65, "\(refused.transcript)")
      #expect(refused.diagnostics.contains(hint), "\(refused.transcript)")
      #expect(!refused.diagnostics.contains("git checkout"))
      #expect(!Files.exists(project.folder.path("baselines/lab")))
      try project.folder.write(intact, to: "\(folder)/\(file)")
    }
    #expect(try project.perfgate("baseline", "apply", "perfgate-out").exit == 0)
    let identity = try project.folder.text(of: "\(folder)/_class.json")
    try project.folder.write(
      identity.replacing("\"os\": \"linux\"", with: "\"os\": \"beos\""),
      to: "\(folder)/_class.json"
    )
    let other = try project.perfgate("baseline", "apply", "perfgate-out")
    #expect(other.exit == 0, "\(other.transcript)")
    let words = "recorded on another kind of machine than what is proposed: os is beos there and"
    #expect(other.diagnostics.contains(words), "\(other.transcript)")
  }

  @Test("a declared class is what its file says, by name too; recording follows the declaration")
  func declaredClass() throws {
    let declared = { (pattern: String) in
      "baselines: {classes: {pool: {os: linux, arch: \"\(Self.architecture)\", cpu: \"\(pattern)\"}}}\n"
        + TestProject.sleeping("0.05")
    }
    let project = try TestProject(declared("*"))
    let record = ["baseline", "record", "-q", "--machine", "pool"]
    try #require(try project.perfgate(record).exit == 0)
    #expect(try project.folder.text(of: "baselines/pool/_class.json").contains("\"cpu\": \"*\""))
    let remark = "of the class 'pool' were recorded on another kind of machine"
    for arguments in [[], ["--machine", "pool"]] {
      let run = try project.perfgate(["run"] + arguments)
      #expect(run.exit == 0 && !run.flatOutput.contains(remark), "\(run.transcript)")
    }
    try project.write(declared("**"))
    let changed = try project.perfgate()
    #expect(changed.flatOutput.contains("\(remark): cpu is * there and ** here"))
    try #require(try project.perfgate(record).exit == 0)
    #expect(try !project.perfgate().flatOutput.contains(remark))
    // What no declaration covers is remarked on, and nobody's file is rewritten.
    try project.write(TestProject.sleeping("0.05"))
    try #require(try project.perfgate(record).exit == 0)
    #expect(try project.folder.text(of: "baselines/pool/_class.json").contains("\"cpu\": \"**\""))
    #expect(try project.perfgate("--machine", "pool").flatOutput.contains(remark))
  }

  private static var architecture: String {
    #if arch(arm64)
    "aarch64"
    #else
    "x86_64"
    #endif
  }

  @Test(
    "what is killed while it changes many files is finished by the same command",
    arguments: ["rename gone new/x", "prune", "apply perfgate-out"]
  )
  func killed(command: String) throws {
    let count = 150
    let all = (0..<count).map(String.init).joined(separator: ", ")
    let keep = "{id: nap, command: [sleep, \"0.01{n}\"], parameters: {n: [\(all)]}}"
    let project = try recorded(TestProject.sleeping("0.01"))
    try project.shell("rm -rf perfgate-out; mkdir -p perfgate-out/baselines/lab/naps")
      .expectSuccess()
    try project.write("suite: naps\nbenchmarks:\n  - \(keep)\n")
    let baseline = try project.folder.text(of: try project.baselinePath())
    for number in 0..<count {
      let text = baseline.replacing("\"params\": {}", with: "\"params\": {\"n\": \"\(number)\"}")
      let gone = text.replacing("\"id\": \"nap\"", with: "\"id\": \"gone\"")
      try project.folder.write(gone, to: "baselines/lab/naps/gone[n=\(number)].json")
      let path = "perfgate-out/baselines/lab/naps/nap[n=\(number)].json"
      try project.folder.write(text, to: path)
    }
    try project.folder.write(
      "{\"schema\": \"perfgate.proposal/1\"}",
      to: "perfgate-out/baselines/_proposal.json"
    )
    // Killed as soon as the first file changed; then once more by itself.
    let killed = try project.shell(
      """
      cp -R . ../whole; (cd ../whole && "$PERFGATE" baseline \(command) >/dev/null) || exit 8
      before=$(ls -R baselines | cksum)
      "$PERFGATE" baseline \(command) >/dev/null & tool=$!
      while [ "$(ls -R baselines | cksum)" = "$before" ] && kill -0 $tool; do :; done
      kill -9 $tool; wait $tool
      "$PERFGATE" baseline \(command)
      again=$?; diff -r baselines ../whole/baselines || exit 9
      rm -rf ../whole; exit $again
      """.replacing("../whole", with: "\"$PWD-whole\"")
    )
    // 66: it had come to its end.
    #expect([0, 66].contains(killed.exit), "\(killed.transcript)")
  }
}

extension Invocation {
  /// Fails the test where a shell command failed.
  func expectSuccess() throws { try #require(exit == 0, "\(transcript)") }
}
