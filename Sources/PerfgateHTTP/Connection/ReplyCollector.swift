import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PerfgateHost
import Synchronization

/// What a server answered.
struct ServerAnswer: Sendable {
  /// The status.
  var status: Int
  /// The headers.
  var headers: HTTPHeaders
  /// The body, as far as no stream was read from it.
  var body: [UInt8]
  /// What was streamed; `nil` where nothing was.
  var stream: ChatStream?
  /// When the last byte came, by the monotonic clock.
  var endNanoseconds: Int64
}

/// A body that is larger than any reply.
struct OversizedBody: Error {}

/// Takes a reply over as it comes.
///
/// It works on the connection's own event loop, so that the first token is noted when it is there and
/// not when a task gets round to it, and a task is woken once a request.
final class ReplyCollector: HTTPClientResponseDelegate {
  /// The longest body, in bytes.
  static let mostBytes = 16 << 20

  private struct State {
    var answer = ServerAnswer(status: 0, headers: [:], body: [], stream: nil, endNanoseconds: 0)
    var bytes = 0
  }

  private let readsStream: Bool
  private let state = Mutex(State())

  /// Begins with nothing.
  ///
  /// - Parameter readsStream: Whether the body is read as a stream of events where it says to be one.
  init(readsStream: Bool) {
    self.readsStream = readsStream
  }

  /// Whether something has come.
  var hasBegun: Bool { state.withLock { $0.answer.status != 0 } }

  /// The reply where it is complete although the connection ended early: a stream that said so.
  var finished: ServerAnswer? {
    state.withLock { $0.answer.stream?.isDone == true ? $0.answer : nil }
  }

  /// Notes the status, and what kind of body it is.
  func didReceiveHead(
    task: HTTPClient.Task<ServerAnswer>,
    _ head: HTTPResponseHead
  ) -> EventLoopFuture<Void> {
    let now = MonotonicClock.nowNanoseconds()
    state.withLock { state in
      state.answer.endNanoseconds = now
      state.answer.status = Int(head.status.code)
      state.answer.headers = head.headers
      if readsStream, head.status == .ok, head.headers.mediaType == "text/event-stream" {
        state.answer.stream = ChatStream()
      }
    }
    return task.eventLoop.makeSucceededVoidFuture()
  }

  /// Takes a part of the body.
  func didReceiveBodyPart(
    task: HTTPClient.Task<ServerAnswer>,
    _ buffer: ByteBuffer
  ) -> EventLoopFuture<Void> {
    let now = MonotonicClock.nowNanoseconds()
    let isTooLong = state.withLock { state in
      state.answer.endNanoseconds = now
      state.bytes += buffer.readableBytes
      guard state.bytes <= Self.mostBytes else { return true }
      if state.answer.stream != nil {
        state.answer.stream?.take(buffer.readableBytesView, at: now)
      } else {
        state.answer.body.append(contentsOf: buffer.readableBytesView)
      }
      return false
    }
    return isTooLong
      ? task.eventLoop.makeFailedFuture(OversizedBody())
      : task.eventLoop.makeSucceededVoidFuture()
  }

  /// Hands everything over.
  func didFinishRequest(task: HTTPClient.Task<ServerAnswer>) -> ServerAnswer {
    state.withLock { $0.answer }
  }
}

extension HTTPHeaders {
  /// The media type of the body without its parameters, in lower case; `nil` where it is not said.
  var mediaType: String? {
    first(name: "content-type").map { text in
      String(text.prefix { $0 != ";" && $0 != " " }).lowercased()
    }
  }
}
