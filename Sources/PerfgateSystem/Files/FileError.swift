import Glibc

/// A file operation that failed, with what the system said.
package struct FileError: Error, Equatable, Sendable {
  /// What was being done.
  package enum Operation: String, Sendable {
    /// Reading the bytes of a file.
    case read
    /// Writing bytes to a file or stream.
    case write
    /// Listing a directory.
    case list
    /// Looking up what is at a path.
    case inspect
    /// Making a file or directory.
    case create
    /// Removing a file or directory.
    case remove
    /// Giving a file or directory another name.
    case move
    /// Putting a new file in the place of another.
    case replace
  }

  /// The path as it was given.
  package let path: String
  /// What was being done.
  package let operation: Operation
  /// The system's errno.
  package let errorNumber: Int32

  /// Makes an error of its parts.
  package init(path: String, operation: Operation, errorNumber: Int32) {
    self.path = path
    self.operation = operation
    self.errorNumber = errorNumber
  }

  /// Whether there is nothing at the path.
  package var isMissing: Bool { errorNumber == ENOENT || errorNumber == ENOTDIR }

  /// Whether the file is longer than what was to be read of it.
  package var isTooLarge: Bool { errorNumber == EFBIG }

  /// Whether there is no room, which somebody may make.
  package var isNoRoom: Bool { errorNumber == ENOSPC || errorNumber == EDQUOT }

  /// Whether the same may succeed a moment later.
  package var isPassing: Bool {
    errorNumber == EINTR || errorNumber == EAGAIN || errorNumber == EWOULDBLOCK
  }

  /// What the system said, such as "permission denied".
  package var reason: String { systemErrorText(errorNumber) }

  /// Whether the reader of a pipe has gone away, as `head` does.
  package var isBrokenPipe: Bool { errorNumber == EPIPE }
}

extension FileError: CustomStringConvertible {
  /// The error in one sentence, such as "cannot read perfgate.yaml: permission denied".
  package var description: String {
    let place = operation == .write && path.isEmpty ? "output" : path
    return "cannot \(operation.rawValue) \(place): \(reason)"
  }
}
