import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import PerfgateModel
import Synchronization

/// The connections to a server, used again and again, as many as there are requests at a time.
final class ServerConnections: Sendable {
  /// More connections at a time than any eval has requests.
  private static let mostConnections = 4096

  private let client: HTTPClient

  /// Opens nothing yet.
  ///
  /// - Parameter connectSeconds: The longest time that connecting may take, above 0.
  init(connectSeconds: Double) {
    var settings = HTTPClient.Configuration(
      // A redirect would take the key along to whoever is named there.
      redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(atMost: connectSeconds)),
      connectionPool: .init(
        idleTimeout: .seconds(60),
        concurrentHTTP1ConnectionsPerHostSoftLimit: Self.mostConnections
      )
    )
    // The executor knows when to try again; here it would be hidden in the time of an attempt.
    settings.connectionPool.retryConnectionEstablishment = false
    // One request has a connection to itself, so that none waits behind the bytes of another.
    settings.httpVersion = .http1Only
    client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      configuration: settings
    )
  }

  /// Makes a request.
  ///
  /// - Parameters:
  ///   - address: To whom.
  ///   - body: The JSON that is sent.
  ///   - key: Sent along; `nil` where the server wants none.
  ///   - limit: In which time the whole reply has to be there.
  ///   - collector: Takes the reply over.
  /// - Returns: The reply, whatever its status is.
  /// - Throws: What ended it; cancelling its task does at once.
  func send(
    to address: ServerAddress,
    _ body: [UInt8],
    key: SecretKey?,
    within limit: Duration,
    to collector: ReplyCollector
  ) async throws -> ServerAnswer {
    var request = address.request
    request.body = .byteBuffer(ByteBuffer(bytes: body))
    if let key { request.headers.add(name: "authorization", value: key.authorization) }
    let task = client.execute(
      request: request,
      delegate: collector,
      deadline: .now() + .nanoseconds(limit.nanoseconds)
    )
    return try await withTaskCancellationHandler {
      try await task.get()
    } onCancel: {
      task.cancel()
    }
  }

  /// Closes all connections; requests that are under way fail.
  func close() async {
    // Closing twice fails, and there is nothing left to close then.
    try? await client.shutdown()
  }
}

extension TimeAmount {
  /// So many seconds, or ten where they are more.
  fileprivate static func seconds(atMost seconds: Double) -> TimeAmount {
    .nanoseconds(Int64(min(10, max(0.001, seconds)) * 1e9))
  }
}

extension Duration {
  /// The nanoseconds, at most those of ten years.
  fileprivate var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return min(seconds, 315_360_000) * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
