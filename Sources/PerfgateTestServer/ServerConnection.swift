import NIOCore
import NIOHTTP1

/// One connection of the server: reads a request, answers it, and reads the next.
final class ServerConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let server: TestServer
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []
  private var openPath: String?

  /// Takes a connection over.
  init(_ server: TestServer) {
    self.server = server
  }

  /// Takes a part of a request.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.removeAll(keepingCapacity: true)
    case .body(let buffer): body.append(contentsOf: buffer.readableBytesView)
    case .end:
      guard let head else { return }
      self.head = nil
      let path = String(head.uri.prefix { $0 != "?" })
      let request = ServedRequest(
        number: server.begin(path),
        path: path,
        headers: Dictionary(
          head.headers.map { ($0.name.lowercased(), $0.value) },
          uniquingKeysWith: { $1 }
        ),
        body: body
      )
      openPath = path
      answer(server.reply(to: request), keepsAlive: head.isKeepAlive, context)
    }
  }

  /// Notes what was not answered.
  func channelInactive(context: ChannelHandlerContext) {
    finish(isComplete: false)
    context.fireChannelInactive()
  }

  /// Ends a connection that broke.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private func finish(isComplete: Bool) {
    guard let path = openPath else { return }
    openPath = nil
    server.end(path, isComplete: isComplete)
  }

  private func answer(
    _ reply: ServedReply,
    keepsAlive: Bool,
    _ context: ChannelHandlerContext
  ) {
    guard let status = reply.status else {
      if reply.ending == .cut { context.close(promise: nil) }
      return
    }
    var headers = HTTPHeaders(reply.headers)
    let isWhole = reply.pieces.count <= 1 && reply.ending == .complete
    if isWhole {
      headers.add(name: "content-length", value: "\(reply.pieces.first?.bytes.count ?? 0)")
    } else {
      headers.add(name: "transfer-encoding", value: "chunked")
    }
    let head = HTTPResponseHead(
      version: .http1_1,
      status: .init(statusCode: status),
      headers: headers
    )
    // What is whole waits before its first byte, what is streamed before its pieces.
    if !isWhole { context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil) }
    let first = isWhole ? reply.pieces.first?.delay ?? .zero : .zero
    after(first, context) { handler, context in
      if isWhole { context.write(handler.wrapOutboundOut(.head(head)), promise: nil) }
      handler.write(reply, from: 0, delayed: isWhole, keepsAlive: keepsAlive, context)
    }
  }

  private func write(
    _ reply: ServedReply,
    from index: Int,
    delayed: Bool,
    keepsAlive: Bool,
    _ context: ChannelHandlerContext
  ) {
    guard index < reply.pieces.count else { return end(reply, keepsAlive: keepsAlive, context) }
    let piece = reply.pieces[index]
    after(delayed ? .zero : piece.delay, context) { handler, context in
      let buffer = context.channel.allocator.buffer(bytes: piece.bytes)
      let part = handler.wrapOutboundOut(.body(.byteBuffer(buffer)))
      if reply.pieces.count > 1 {
        context.writeAndFlush(part, promise: nil)
      } else {
        context.write(part, promise: nil)
      }
      handler.write(reply, from: index + 1, delayed: false, keepsAlive: keepsAlive, context)
    }
  }

  private func end(_ reply: ServedReply, keepsAlive: Bool, _ context: ChannelHandlerContext) {
    switch reply.ending {
    case .hang: context.flush()
    case .cut:
      context.flush()
      context.close(promise: nil)
    case .complete:
      finish(isComplete: true)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      if !keepsAlive { context.close(promise: nil) }
    }
  }

  /// Goes on at once, or later where the connection is still there then.
  private func after(
    _ delay: Duration,
    _ context: ChannelHandlerContext,
    _ body: @escaping (ServerConnection, ChannelHandlerContext) -> Void
  ) {
    guard delay > .zero else { return body(self, context) }
    let (seconds, attoseconds) = delay.components
    let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    let body = NIOLoopBound(body, eventLoop: context.value.eventLoop)
    context.value.eventLoop.scheduleTask(
      in: .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    ) {
      guard context.value.channel.isActive else { return }
      body.value(handler.value, context.value)
    }
  }
}
