import CPerfgateSystem
import Glibc

/// A spawner that was started and has said hello.
struct SpawnerLaunch {
  /// The end of its socket that is perfgate's; whoever has this closes it.
  let descriptor: Int32
  /// The number of its process.
  let processIdentifier: Int32

  /// Starts a spawner and waits until it says hello.
  ///
  /// - Parameters:
  ///   - name: What it is started as, which decides what it does.
  ///   - socket: The kind of socket that this one speaks over.
  ///   - executable: The perfgate executable.
  ///   - interrupt: What becomes readable when everything is to end; `nil` for nothing.
  /// - Throws: Where it cannot be started, or does not say hello.
  init(
    _ name: String,
    socket: __socket_type,
    executable: String,
    interrupt: Int32?
  ) throws(ProcessError) {
    var ends: (Int32, Int32) = (-1, -1)
    let made = withUnsafeMutableBytes(of: &ends) { bytes in
      socketpair(
        AF_UNIX,
        Int32(socket.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
        0,
        bytes.assumingMemoryBound(to: Int32.self).baseAddress
      )
    }
    guard made == 0 else {
      throw .spawnerNotStarted(executable: executable, reason: systemErrorText(errno))
    }
    do throws(ProcessError) {
      defer { close(ends.1) }
      try Self.launch(executable, name, socket: ends.1, interrupt: interrupt)
    } catch {
      close(ends.0)
      throw error
    }
    var hello = perfgate_spawn_reply()
    let error = withUnsafeMutableBytes(of: &hello) { bytes in
      perfgate_receive_all(ends.0, bytes.baseAddress, bytes.count)
    }
    guard error == 0, hello.magic == PERFGATE_REPLY_MAGIC, hello.kind == PERFGATE_REPLY_HELLO
    else {
      close(ends.0)
      throw .spawnerNotStarted(executable: executable, reason: "it is no perfgate executable")
    }
    descriptor = ends.0
    processIdentifier = hello.code
  }

  /// Executes the spawner, which forks and ends at once, and reaps what it leaves.
  private static func launch(
    _ executable: String,
    _ name: String,
    socket: Int32,
    interrupt: Int32?
  ) throws(ProcessError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let target: Int32 = 3
    posix_spawn_file_actions_adddup2(&actions, socket, target)
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(name), strdup("\(target)")]
    if let interrupt {
      // After the socket, which may stand in this place so far.
      posix_spawn_file_actions_adddup2(&actions, interrupt, target + 1)
      arguments.append(strdup("\(target + 1)"))
    }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let error = posix_spawn(
      &process,
      executable,
      &actions,
      nil,
      &arguments,
      perfgate_environment()
    )
    guard error == 0 else {
      throw .spawnerNotStarted(executable: executable, reason: systemErrorText(error))
    }
    while waitpid(process, nil, 0) < 0 && errno == EINTR { continue }
  }
}
