import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("The scripted runner")
struct ScriptedProcessRunnerTests {
  @Test("it answers by its script, throws its errors and keeps the requests")
  func script() throws {
    let runner = ScriptedProcessRunner { request, index throws(ProcessError) in
      guard request.executable != "gone" else { throw .spawnerDied }
      return ProcessOutcome(termination: .exited(code: index))
    }
    let port: any ProcessRunner = runner
    #expect(try port.run(ProcessRequest(executable: "a")).termination == .exited(code: 0))
    #expect(throws: ProcessError.spawnerDied) { try port.run(ProcessRequest(executable: "gone")) }
    #expect(try port.run(ProcessRequest(executable: "b")).termination == .exited(code: 2))
    #expect(runner.requests.map(\.executable) == ["a", "gone", "b"])
  }
}
