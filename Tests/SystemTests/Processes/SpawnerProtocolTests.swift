import CPerfgateSystem
import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// A spawner that is spoken to byte by byte.
private final class RawSpawner {
  let socket: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    socket = ends[0]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 3)
    var arguments = [strdup("perfgate-spawner"), strdup("3"), nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let error = posix_spawn(
      &process,
      BuiltTool.path,
      &actions,
      nil,
      &arguments,
      perfgate_environment()
    )
    posix_spawn_file_actions_destroy(&actions)
    close(ends[1])
    try #require(error == 0)
    waitpid(process, nil, 0)
    try #require(try reply()?.kind == PERFGATE_REPLY_HELLO)
  }

  deinit { close(socket) }

  /// Sends the bytes and says that no more will come.
  func send(_ bytes: [UInt8]) {
    _ = perfgate_send_all(socket, bytes, bytes.count)
    shutdown(socket, Int32(SHUT_WR))
  }

  /// The next reply, `nil` where the spawner has ended.
  func reply() throws -> perfgate_spawn_reply? {
    var reply = perfgate_spawn_reply()
    let error = withUnsafeMutableBytes(of: &reply) { bytes in
      perfgate_receive_all(socket, bytes.baseAddress, bytes.count)
    }
    return error == 0 ? reply : nil
  }
}

private func header(
  _ change: (inout perfgate_spawn_request) -> Void = { _ in }
) -> perfgate_spawn_request {
  var header = perfgate_spawn_request()
  header.magic = PERFGATE_REQUEST_MAGIC
  header.argument_count = 1
  header.strings_bytes = 17
  change(&header)
  return header
}

private func message(
  _ header: perfgate_spawn_request,
  _ strings: String = "/bin/true\0\0\0true\0"
) -> [UInt8] {
  withUnsafeBytes(of: header) { Array($0) } + Array(strings.utf8)
}

@Suite("The spawner's protocol")
struct SpawnerProtocolTests {
  @Test(
    "a malformed request is refused with its reason",
    arguments: [
      (message(header { $0.magic = 1 }), PERFGATE_REFUSED_MAGIC),
      ([UInt8](repeating: 0xff, count: 500), PERFGATE_REFUSED_MAGIC),
      (Array(message(header()).prefix(30)), PERFGATE_REFUSED_TRUNCATED),
      (Array(message(header()).dropLast()), PERFGATE_REFUSED_TRUNCATED),
      (message(header { $0.strings_bytes = .max }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.strings_bytes = 0 }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.argument_count = .max }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.argument_count = 0 }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.environment_count = .max }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.stdin_kind = 3 }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.stdin_bytes = 1 }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.timeout_ns = -1 }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.grace_ns = .min }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.stderr_tail_bytes = .max }), PERFGATE_REFUSED_LIMITS),
      (message(header { $0.environment_count = 1 }), PERFGATE_REFUSED_STRINGS),
      (message(header(), "/bin/true\0\0\0true!"), PERFGATE_REFUSED_STRINGS),
      (message(header(), "/bin/true\0\0\0tru\0\0"), PERFGATE_REFUSED_STRINGS),
      (
        message(
          header {
            $0.stdin_kind = PERFGATE_STDIN_BYTES
            $0.stdin_bytes = 1 << 40
          }
        ), PERFGATE_REFUSED_TRUNCATED
      ),
    ]
  )
  func refusals(bytes: [UInt8], reason: Int32) throws {
    let spawner = try RawSpawner()
    spawner.send(bytes)
    let reply = try #require(try spawner.reply())
    #expect(reply.kind == PERFGATE_REPLY_REFUSAL)
    #expect(reply.code == reason)
    #expect(try spawner.reply() == nil)
  }

  @Test("a request that arrives byte by byte is answered")
  func slowRequest() throws {
    let spawner = try RawSpawner()
    for byte in message(header()) {
      #expect(perfgate_send_all(spawner.socket, [byte], 1) == 0)
      sched_yield()
    }
    let reply = try #require(try spawner.reply())
    #expect(reply.kind == PERFGATE_REPLY_OUTCOME)
    #expect(reply.ended == PERFGATE_ENDED_EXITED)
  }

  @Test(
    "what is no perfgate executable is an error that names it",
    arguments: ["/bin/true", "/nowhere"]
  )
  func wrongExecutable(path: String) {
    let error = #expect(throws: ProcessError.self) { try SpawnerClient.start(executable: path) }
    #expect(error?.description.contains(path) == true)
  }
}
