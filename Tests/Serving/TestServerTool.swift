import Glibc
import PerfgateModel
import PerfgateTestServer

/// Serves on loopback: prints its port, and answers until its standard input ends.
@main
struct TestServerTool {
  static func main() async {
    do {
      let options = try ServerOptions(Array(CommandLine.arguments.dropFirst()))
      let server = TestServer(options.rules, threads: options.threads)
      print(try await server.start(port: options.port))
      fflush(nil)
      while readLine() != nil {}
      await server.stop()
    } catch let error as GateError {
      for diagnostic in error.diagnostics { complain(diagnostic.text) }
      exit(error.exit.rawValue)
    } catch {
      complain("error: \(error)")
      exit(GateExit.benchmarkFailed.rawValue)
    }
  }

  private static func complain(_ text: String) {
    let line = "\(text)\n"
    _ = write(STDERR_FILENO, line, line.utf8.count)
  }
}
