import PerfgateModel
import PerfgateTestSupport
import Testing

@Suite("Times of evals against a revision", .waiting)
struct EvalTimeTests {
  /// A worker that sleeps before each answer as long as its file says.
  private static let worker = """
    import json, sys, time
    def say(**members):
        sys.stdout.write(json.dumps(members) + "\\n")
        sys.stdout.flush()
    nap = float(open("nap").read())
    say(hello={"protocol": "perfgate.worker/1"})
    for line in sys.stdin:
        r = json.loads(line)
        time.sleep(nap)
        say(id=r["id"], output=r["input"], usage={"input": 10, "output": 2})
    """

  /// A busy machine makes single naps much longer, but not those of one side.
  private static let configuration = """
    suite: answers
    evals:
      - id: qa
        dataset: {path: qa.jsonl}
        target: {type: worker, command: [python3, -S, worker.py], workers: 2, inputs: [worker.py, nap]}
        scorers: [{type: exact}]
    rules:
      - {match: {metric: latency}, against: {limit: 20%, tolerance: 5%}}
      - {match: {metric: tokens}}
    """

  private func project() throws -> GitProject {
    let repository = try GitProject(Self.configuration, recording: false)
    let folder = repository.project.folder
    try folder.write(Self.worker, to: "worker.py")
    try folder.write("0.040", to: "nap")
    let cases = (0..<60).map { #"{"id": "q\#($0)", "input": "a\#($0)", "expected": "a\#($0)"}"# }
    try folder.write(cases.joined(separator: "\n") + "\n", to: "qa.jsonl")
    try repository.commit("cases")
    return repository
  }

  @Test("a target that takes 30% longer ends with 10 and names its latency, another one with 0")
  func latency() throws {
    let repository = try project()
    let project = repository.project
    try project.folder.write(Self.worker + "\n# nothing else\n", to: "worker.py")
    let same = try project.perfgate("run", "--against", "HEAD")
    #expect(same.exit == 0, "\(same.transcript)")
    #expect(try project.verdict().finding("qa", "latency").evidence?.cases?.compared == 60)
    #expect(try project.verdict().finding("qa", "tokens").state == .unchanged)

    try project.folder.write("0.052", to: "nap")
    try project.write(Self.configuration + "\n  - {match: {metric: throughput}}\n")
    let slower = try project.perfgate("run", "--against", "HEAD")
    #expect(slower.exit == 10, "\(slower.transcript)")
    let verdict = try project.verdict()
    let finding = try verdict.finding("qa", "latency")
    #expect(finding.state == .regressed && finding.evidence?.method == .logRatios)
    #expect(verdict.causes.first?.metric == "latency" && verdict.policy.judged == 1)
    #expect(try project.verdict().finding("qa", "throughput").evidence?.method == .singleValues)
    #expect(slower.flatOutput.contains("qa latency regressed +"))
    #expect(slower.flatOutput.contains("against: {limit: off}"))
    for name in ["report.md", "junit.xml", "verdict.txt"] {
      let text = try project.folder.text(of: "perfgate-out/\(name)")
      #expect(text.contains("sign-flip test of log ratios"), "\(name)")
    }
    // It is judged again from what the run kept.
    #expect(try project.perfgate("check", "perfgate-out/run.json").exit == 10)
  }
}
