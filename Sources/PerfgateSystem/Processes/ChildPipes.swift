import CPerfgateSystem
import Glibc

/// The descriptors between perfgate and one program; none of them leaks into another.
struct ChildPipes: Sendable {
  /// Writes to its standard input.
  let input: Int32
  /// Reads its standard output.
  let output: Int32
  /// Reads its standard error.
  let error: Int32
  /// Speaks with its keeper.
  let control: Int32
  /// The other ends, in the order in which the spawner takes them.
  let childEnds: [Int32]

  /// Makes the pipes; `nil` where there are too few descriptors left, with the reason in `errno`.
  init?() {
    var made: [Int32] = []
    for index in 0..<4 {
      var ends: [Int32] = [-1, -1]
      let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
      let result =
        index < 3 ? perfgate_pipe(&ends) : socketpair(AF_UNIX, kind, 0, &ends)
      guard result == 0 else {
        let reason = errno
        for descriptor in made { close(descriptor) }
        errno = reason
        return nil
      }
      made += ends
    }
    (input, output, error, control) = (made[1], made[2], made[4], made[6])
    childEnds = [made[0], made[3], made[5], made[7]]
  }

  private var ownEnds: [Int32] { [input, output, error, control] }

  /// Closes what was passed on.
  func closeChildEnds() {
    for descriptor in childEnds { close(descriptor) }
  }

  /// Closes everything else.
  func closeOwnEnds() {
    for descriptor in ownEnds { close(descriptor) }
  }

  /// Lets nobody wait at these ends; those of the program are as every program expects them.
  func makeOwnEndsNonblocking() {
    for descriptor in ownEnds {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }
}
