import PerfgateModel
import PerfgateStreaming

/// A reply that comes in pieces, as far as it has come.
struct ChatStream: Sendable {
  private var parser = EventStreamParser()
  /// The output so far.
  private(set) var output = ""
  /// Why the model ended; `nil` as long as it has not.
  private(set) var finishReason: String?
  /// Whether the server said that nothing follows.
  private(set) var isDone = false
  /// The last object with a usage; `nil` where none came.
  private(set) var usage: JSONNode?
  /// The model; `nil` where it is not said.
  private(set) var model: String?
  /// When the first text came, by the monotonic clock; `nil` where none has.
  private(set) var firstTextNanoseconds: Int64?
  /// What was wrong with an event; the first counts.
  private(set) var fault: Fault?

  /// What may be wrong with an event.
  enum Fault: Sendable {
    /// It is not what the protocol has; one phrase.
    case malformed(String)
    /// The server reports an error.
    case reported(JSONObject)
  }

  /// Begins before the first byte.
  init() {}

  /// Whether everything came that was to come.
  var isComplete: Bool { isDone || finishReason != nil }

  /// Takes a piece of the body.
  ///
  /// - Parameters:
  ///   - bytes: The piece.
  ///   - nanoseconds: When it came, by the monotonic clock.
  mutating func take(_ bytes: some Sequence<UInt8>, at nanoseconds: Int64) {
    var events: [[UInt8]] = []
    parser.take(bytes) { events.append($0) }
    for event in events where !isDone && fault == nil {
      if event.elementsEqual("[DONE]".utf8) {
        isDone = true
        continue
      }
      do throws(JSONError) {
        try take(event: try JSONReader.read(event), at: nanoseconds)
      } catch {
        fault = .malformed(error.message)
      }
    }
  }

  private mutating func take(event node: JSONNode, at nanoseconds: Int64) throws(JSONError) {
    let event = try node.object()
    if event["error"] != nil {
      fault = .reported(event)
      return
    }
    model = try event["model"]?.string() ?? model
    usage = event["usage"] ?? usage
    for node in try event["choices"]?.array() ?? [] {
      let choice = try node.object()
      // With several choices only the first is the reply.
      guard try choice["index"]?.integer() ?? 0 == 0 else { continue }
      finishReason = try choice["finish_reason"]?.string() ?? finishReason
      guard let delta = try choice["delta"]?.object() else { continue }
      let refusal = try delta["refusal"]?.string() ?? ""
      let text = if let content = delta["content"] { try ChatReply.text(content) } else { refusal }
      guard !text.isEmpty else { continue }
      if firstTextNanoseconds == nil { firstTextNanoseconds = nanoseconds }
      output += text
    }
  }
}
