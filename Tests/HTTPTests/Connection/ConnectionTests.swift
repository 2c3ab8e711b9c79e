import PerfgateConfiguration
import PerfgateEval
import PerfgateHTTP
import PerfgateModel
import PerfgateTestServer
import Testing

@testable import PerfgateStreaming

@Suite("Connections", .timeLimit(.minutes(30)))
struct ConnectionTests {
  @Test("a server that is not there is an error that names it, and a retry may help")
  func refused() async throws {
    let server = TestServer()
    let port = try await server.start()
    await server.stop()
    let failure = try await withTarget {
      $0.baseURL = "http://127.0.0.1:\(port)/v1/"
    } _: { target, _ in
      await target.failure()
    }
    #expect(
      failure
        == AttemptFailure(
          .possible(),
          kind: "connection",
          message: "no connection with http://127.0.0.1:\(port)/v1/chat/completions: "
            + "connection refused"
        )
    )
  }

  @Test("a host that does not exist is one too")
  func unknownHost() async throws {
    let failure = try await withTarget {
      $0.baseURL = "http://perfgate.invalid/v1"
    } _: { target, _ in
      await target.failure()
    }
    #expect(failure?.kind == "connection")
    #expect(failure?.retry == .possible())
    #expect(failure?.message.contains("perfgate.invalid") == true)
  }

  @Test(
    "a server that accepts and says nothing runs into the time limit",
    arguments: [true, false]
  )
  func silent(answersHead: Bool) async throws {
    let reply = ServedReply(status: answersHead ? 200 : nil, ending: .hang)
    let failure = try await withTarget(scripted(reply)) { target, _ in
      await target.failure(timeLimit: .milliseconds(100))
    }
    #expect(failure?.kind == "timeout")
    #expect(failure?.retry == .possible())
    let own = try await withTarget(scripted(reply), timeoutSeconds: 0.1) { target, _ in
      await target.failure()
    }
    #expect(own?.kind == "timeout")
  }

  @Test("a connection that is closed before or amid a reply is an error that a retry may mend")
  func closed() async throws {
    for (reply, kind) in [
      (ServedReply(status: nil, ending: .cut), "connection"),
      (ServedReply(pieces: [.init("{"), .init("")], ending: .cut), "cut"),
    ] {
      let failure = try await withTarget(scripted(reply)) { target, _ in await target.failure() }
      #expect(failure?.kind == kind)
      #expect(failure?.retry == .possible())
    }
  }

  @Test("cancelling ends a request that hangs")
  func cancelled() async throws {
    try await withTarget(scripted(ServedReply(status: nil, ending: .hang))) { target, server in
      let task = Task { await target.failure() }
      while server.statistics.requests == 0 { await Task.yield() }
      task.cancel()
      let failure = await task.value
      #expect(failure?.kind == "cancelled")
      // The connection is closed with it.
      while server.statistics.open > 0 { await Task.yield() }
    }
  }

  @Test("stopping ends requests that hang, and what comes afterwards is an error")
  func stopped() async throws {
    try await withTarget(scripted(ServedReply(status: nil, ending: .hang))) { target, server in
      let tasks = (0..<8).map { _ in Task { await target.failure() } }
      while server.statistics.requests < 8 { await Task.yield() }
      #expect(await target.stop() == TargetSummary())
      for task in tasks { #expect(await task.value != nil) }
      #expect(await target.failure()?.kind == "cancelled")
      #expect(server.statistics.requests == 8)
      _ = await target.stop()
    }
  }

  @Test("a target that was stopped starts again")
  func restarted() async throws {
    try await withTarget { target, _ in
      _ = try await target.ask("a")
      _ = await target.stop()
      try await target.start()
      let output = try await target.ask("b").output.output
      #expect(output == "b")
    }
  }

  @Test("requests at a time have a connection each, and one after the other share it")
  func connections() async throws {
    try await withTarget(scripted(ServedReply(status: nil, ending: .hang))) { target, server in
      let tasks = (0..<100).map { _ in Task { await target.failure() } }
      // None of them is ever answered, so all are there at the same time.
      while server.statistics.open < 100 { try await Task.sleep(for: .milliseconds(5)) }
      #expect(server.statistics.connections == 100)
      for task in tasks { task.cancel() }
      for task in tasks { #expect(await task.value?.kind == "cancelled") }
    }
    try await withTarget { target, server in
      for index in 0..<50 { _ = try await target.ask("\(index)") }
      // One that is not quite back is not waited for.
      #expect(server.statistics.connections < 10)
      #expect(server.statistics.requests == 50)
    }
  }

  @Test(
    "an address that is none is refused, and no password in it is shown",
    arguments: [
      "", "x", "ftp://x/", "http://", "http:///v1", "https://user:hunter2@x/v1", "http://x/#a",
      "http://x:99999/", "http://a b/", "user:hunter2@x",
    ]
  )
  func addresses(base: String) async throws {
    let error = await #expect(throws: GateError.self) {
      try await withTarget {
        $0.baseURL = base
      } _: { _, _ in
      }
    }
    #expect(error?.exit == .badConfiguration)
    let text = error?.diagnostics.map(\.text).joined() ?? ""
    #expect(text.contains("cannot be asked") && !text.contains("hunter2"))
  }

  @Test("a scheme may have capitals", arguments: ["HTTP", "Http"])
  func scheme(_ scheme: String) async throws {
    let server = TestServer(scripted { _ in .json(#"{"error":"here"}"#, status: 400) })
    let port = try await server.start()
    let failure = try await withTarget {
      $0.baseURL = "\(scheme)://127.0.0.1:\(port)/x"
    } _: { target, _ in
      await target.failure()
    }
    #expect(failure?.message == "HTTP 400: here")
    await server.stop()
  }

  @Test("a query stays behind the path, and is not shown")
  func query() async throws {
    let server = TestServer(
      scripted { request in
        .json(#"{"error":"\#(request.path)"}"#, status: 400)
      }
    )
    let port = try await server.start()
    let failure = try await withTarget {
      $0.baseURL = "http://127.0.0.1:\(port)/x/?token=hunter2"
    } _: { target, _ in
      await target.failure()
    }
    #expect(failure?.message == "HTTP 400: /x/chat/completions")
    await server.stop()
    let refused = try await withTarget {
      $0.baseURL = "http://127.0.0.1:\(port)/x/?token=hunter2"
    } _: { target, _ in
      await target.failure()
    }
    #expect(refused?.kind == "connection" && refused?.message.contains("hunter2") == false)
  }
}
