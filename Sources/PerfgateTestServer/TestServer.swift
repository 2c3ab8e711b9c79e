import NIOCore
import NIOHTTP1
import NIOPosix
import PerfgateModel
import Synchronization

/// An OpenAI-compatible server on loopback: `/v1/chat/completions`, `/v1/embeddings`, `/v1/models`,
/// and `/stats` for what it has served.
package final class TestServer: Sendable {
  private struct State {
    var statistics = ServerStatistics()
    var numbers: [String: Int] = [:]
  }

  private let rules: ServerRules
  private let group: MultiThreadedEventLoopGroup
  private let state = Mutex(State())
  private let listener = Mutex<(any Channel)?>(nil)

  /// Makes a server that does not listen yet.
  ///
  /// - Parameters:
  ///   - rules: How it answers.
  ///   - threads: How many threads it has, at least 1.
  package init(_ rules: ServerRules = ServerRules(), threads: Int = 1) {
    self.rules = rules
    group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
  }

  /// Listens on 127.0.0.1.
  ///
  /// - Parameter port: The port; 0 for any that is free.
  /// - Returns: The port.
  /// - Throws: Where it cannot.
  package func start(port: Int = 0) async throws -> Int {
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withPipeliningAssistance: false,
            withErrorHandling: true
          )
          try channel.pipeline.syncOperations.addHandler(ServerConnection(self))
          self.state.withLock { $0.statistics.connections += 1 }
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    listener.withLock { $0 = channel }
    return channel.localAddress?.port ?? 0
  }

  /// Closes all connections and ends all threads.
  package func stop() async {
    let channel = listener.withLock { listener in
      defer { listener = nil }
      return listener
    }
    try? await channel?.close().get()
    try? await group.shutdownGracefully()
  }

  /// What it has served so far.
  package var statistics: ServerStatistics { state.withLock { $0.statistics } }

  /// Numbers a request to a path, from 0.
  func begin(_ path: String) -> Int {
    state.withLock { state in
      if path != "/stats" {
        state.statistics.requests += 1
        state.statistics.open += 1
        state.statistics.mostAtOnce = max(state.statistics.mostAtOnce, state.statistics.open)
      }
      let number = state.numbers[path, default: 0]
      state.numbers[path] = number + 1
      return number
    }
  }

  /// Notes that a reply was written, or that its connection ended before.
  func end(_ path: String, isComplete: Bool) {
    guard path != "/stats" else { return }
    state.withLock { state in
      state.statistics.open -= 1
      if isComplete { state.statistics.completed += 1 }
    }
  }

  /// The reply to a request.
  func reply(to request: ServedRequest) -> ServedReply {
    if let scripted = rules.script?(request) { return scripted }
    do throws(JSONError) {
      switch request.path {
      case "/v1/chat/completions":
        let fault = rules.fault(ofRequest: request.number)
        state.withLock { state in
          state.statistics.chats += 1
          if let fault { state.statistics.faults[fault.rawValue, default: 0] += 1 }
        }
        return try ChatAnswers(request, rules, fault: fault).reply
      case "/v1/embeddings":
        state.withLock { $0.statistics.embeddings += 1 }
        return try EmbeddingAnswers.reply(request)
      case "/v1/models":
        return .json(#"{"object":"list","data":[{"id":"test-model","object":"model"}]}"#)
      case "/stats": return .json(JSONWriter.text(statistics.json))
      default:
        return .json(ChatAnswers.error("no such path", code: "not_found"), status: 404)
      }
    } catch {
      return .json(ChatAnswers.error(error.message, code: "invalid_request"), status: 400)
    }
  }
}

extension ServerStatistics {
  /// The counters as JSON.
  fileprivate var json: JSONValue {
    .object([
      "connections": .integer(connections), "requests": .integer(requests),
      "chats": .integer(chats), "embeddings": .integer(embeddings),
      "completed": .integer(completed), "most_at_once": .integer(mostAtOnce),
      "open": .integer(open),
      "faults": .object(JSONMembers(faults.map { ($0.key, .integer($0.value)) })),
    ])
  }
}
