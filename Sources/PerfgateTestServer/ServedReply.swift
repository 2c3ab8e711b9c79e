package import PerfgateModel

/// A request as the server saw it.
package struct ServedRequest: Sendable {
  /// Which request to its path, from 0.
  package let number: Int
  /// The path, without a query.
  package let path: String
  /// The headers, their names in lower case; of one that comes twice, the last.
  package let headers: [String: String]
  /// The body.
  package let body: [UInt8]

  /// The body as JSON; `nil` where it is not.
  package var json: JSONNode? { try? JSONReader.read(body) }

  /// The content of the last message of a chat; empty where there is none.
  package var prompt: String {
    guard let object = try? json?.object(), let messages = try? object["messages"]?.array(),
      let last = try? messages.last?.object(), let text = try? last["content"]?.string()
    else { return "" }
    return text
  }

  /// Whether a stream is asked for.
  package var wantsStream: Bool {
    guard let object = try? json?.object() else { return false }
    return (try? object["stream"]?.bool()) ?? false
  }
}

/// What the server answers, byte by byte.
package struct ServedReply: Sendable {
  /// How a reply ends.
  package enum Ending: Sendable, Equatable {
    /// As it should.
    case complete
    /// The connection is closed, whatever was still to come.
    case cut
    /// Nothing follows, and the connection stays.
    case hang
  }

  /// A part of the body.
  package struct Piece: Sendable {
    /// Its bytes.
    package var bytes: [UInt8]
    /// How long the server waits before it.
    package var delay: Duration

    /// Creates a part.
    package init(_ text: String, after delay: Duration = .zero) {
      bytes = Array(text.utf8)
      self.delay = delay
    }

    /// Creates a part of bytes.
    package init(bytes: [UInt8], after delay: Duration = .zero) {
      self.bytes = bytes
      self.delay = delay
    }
  }

  /// The status; `nil` where nothing is answered at all, only `ending` happens.
  package var status: Int?
  /// The headers.
  package var headers: [(String, String)]
  /// The body; several pieces are sent as chunks.
  package var pieces: [Piece]
  /// How it ends.
  package var ending: Ending

  /// Creates a reply.
  package init(
    status: Int? = 200,
    headers: [(String, String)] = [("content-type", "application/json")],
    pieces: [Piece] = [],
    ending: Ending = .complete
  ) {
    self.status = status
    self.headers = headers
    self.pieces = pieces
    self.ending = ending
  }

  /// A reply of JSON.
  package static func json(
    _ text: String,
    status: Int = 200,
    headers: [(String, String)] = []
  ) -> ServedReply {
    ServedReply(
      status: status,
      headers: [("content-type", "application/json")] + headers,
      pieces: [Piece(text)]
    )
  }

  /// A stream of events, each after its delay.
  package static func events(
    _ pieces: [Piece],
    ending: Ending = .complete
  ) -> ServedReply {
    ServedReply(
      headers: [("content-type", "text/event-stream; charset=utf-8")],
      pieces: pieces,
      ending: ending
    )
  }
}
