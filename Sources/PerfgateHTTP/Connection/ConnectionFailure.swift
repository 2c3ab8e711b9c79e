import AsyncHTTPClient
import NIOCore
import NIOPosix
import PerfgateStreaming
import PerfgateSystem

/// Why there was no reply, as a failure of an attempt.
enum ConnectionFailure {
  /// The failure of an attempt.
  ///
  /// - Parameters:
  ///   - error: What ended the request.
  ///   - address: Of the server.
  ///   - limit: The time that it had.
  ///   - wasAnswering: Whether a reply had begun.
  /// - Returns: The failure, which names the server.
  static func of(
    _ error: any Error,
    _ address: ServerAddress,
    limit: Duration,
    wasAnswering: Bool
  ) -> AttemptFailure {
    if error is OversizedBody {
      let most = ReplyCollector.mostBytes >> 20
      return .wrongReply("\(address.shown) answered with more than \(most) MiB")
    }
    switch error as? HTTPClientError {
    case .deadlineExceeded?:
      return AttemptFailure(
        .possible(),
        kind: "timeout",
        message: "no reply from \(address.shown) within \(limit)"
      )
    case .cancelled?, .alreadyShutdown?:
      return AttemptFailure(
        .never,
        kind: "cancelled",
        message: "the request to \(address.shown) was cancelled"
      )
    default: break
    }
    if error is CancellationError {
      return AttemptFailure(
        .never,
        kind: "cancelled",
        message: "the request to \(address.shown) was cancelled"
      )
    }
    return wasAnswering
      ? AttemptFailure(
        .possible(),
        kind: "cut",
        message: "\(address.shown) ended its reply before it was complete"
      )
      : AttemptFailure(
        .possible(),
        kind: "connection",
        message: "no connection with \(address.shown): \(reason(error))"
      )
  }

  /// One phrase; never what an error of the client holds, which may be a header.
  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as HTTPClientError: error.shortDescription.lowercasedFirst
    case let error as NIOConnectionError: connecting(error)
    case let error as IOError: systemReason(error)
    default: Text.line(Array("\(error)".utf8), atMost: 120)
    }
  }

  private static func connecting(_ error: NIOConnectionError) -> String {
    if let failed = error.connectionErrors.first?.error as? IOError { return systemReason(failed) }
    if error.dnsAError != nil || error.dnsAAAAError != nil { return "no such host '\(error.host)'" }
    return "it cannot be reached"
  }

  private static func systemReason(_ error: IOError) -> String {
    systemErrorText(error.errnoCode)
  }
}

extension AttemptFailure {
  /// A server answered with something that is no reply of the protocol.
  ///
  /// It would do so again, and a reply that was paid for is not bought twice.
  static func wrongReply(_ message: String) -> AttemptFailure {
    AttemptFailure(.never, kind: "reply", message: message)
  }
}

extension String {
  /// The text with a small letter at its beginning, unless that begins an acronym.
  fileprivate var lowercasedFirst: String {
    guard let second = dropFirst().first, second.isLowercase else { return self }
    return prefix(1).lowercased() + dropFirst()
  }
}
