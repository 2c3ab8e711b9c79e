import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Streams and terminals")
struct TerminalTests {
  @Test(
    "colour is for terminals that do not refuse it",
    arguments: [
      (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false),
      (true, ["NO_COLOR": ""], true), (true, ["TERM": "dumb"], false),
      (true, ["TERM": "xterm"], true), (false, ["TERM": "xterm"], false),
    ] as [(Bool, [String: String], Bool)]
  )
  func color(isTerminal: Bool, variables: [String: String], expected: Bool) {
    let facts = TerminalFacts(
      isTerminal: isTerminal,
      reportedColumns: 0,
      environment: ProcessEnvironment(variables)
    )
    #expect(facts.allowsColor == expected)
    #expect(facts.isTerminal == isTerminal)
  }

  @Test(
    "the width is the terminal's, else COLUMNS, else 80",
    arguments: [
      (132, "40", 132), (0, "40", 40), (0, nil, 80), (-1, "wide", 80), (0, "0", 80),
      (0, "99999999999999999999", 80), (0, "-5", 80),
    ] as [(Int, String?, Int)]
  )
  func width(reported: Int, stated: String?, expected: Int) {
    let environment = ProcessEnvironment(stated.map { ["COLUMNS": $0] } ?? [:])
    let facts = TerminalFacts(
      isTerminal: true,
      reportedColumns: reported,
      environment: environment
    )
    #expect(facts.columns == expected)
  }

  @Test("a reader that has gone away is an error and no signal")
  func brokenPipe() async {
    await #expect(processExitsWith: .success) {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      let before = dup(1)
      #expect(dup2(ends[1], 1) == 1)
      close(ends[0])
      signal(SIGPIPE, SIG_DFL)
      let error = #expect(throws: FileError.self) {
        try Terminal.write([1, 2, 3], to: .output)
      }
      #expect(dup2(before, 1) == 1)
      #expect(error?.isBrokenPipe == true)
      #expect(error?.description == "cannot write output: broken pipe")
    }
  }

  @Test("everything is written to a pipe that is full and does not block")
  func shortWrites() async {
    await #expect(processExitsWith: .success) {
      let directory = try TemporaryDirectory()
      let path = directory.path("copy")
      // A slow reader behind a pipe that refuses to block.
      let pipe = try #require(popen("sleep 0.2; cat > \(path)", "w"))
      #expect(dup2(fileno(pipe), 2) == 2)
      #expect(fcntl(2, F_SETFL, O_NONBLOCK) == 0)
      let bytes = [UInt8](repeating: 5, count: 1_000_000)
      try Terminal.write(bytes, to: .error)
      close(2)
      pclose(pipe)
      #expect(try Files.readBytes(at: path) == bytes)
    }
  }
}
