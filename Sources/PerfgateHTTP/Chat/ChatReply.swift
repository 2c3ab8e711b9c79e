import PerfgateModel

/// A reply of `/chat/completions`, streamed or not.
struct ChatReply {
  /// The text.
  var output: String
  /// Why the model ended: `stop`, `length`, `content_filter`; `nil` where it is not said.
  var finishReason: String?
  /// What the server says of tokens, not looked at yet; `nil` where it says nothing.
  var usage: JSONNode?
  /// The model by the server's name; `nil` where it is not said.
  var model: String?

  /// Reads a body.
  ///
  /// - Throws: `JSONError` where it is not JSON or not a reply.
  init(_ body: [UInt8]) throws(JSONError) {
    let object = try JSONReader.read(body).object()
    let choices = try object.required("choices").array()
    guard let first = choices.first else {
      throw JSONError("'choices' is empty", offset: object.offset)
    }
    let choice = try first.object()
    let message = try choice.required("message").object()
    finishReason = try choice["finish_reason"]?.string()
    if let content = message["content"] {
      output = try Self.text(content)
    } else if let refusal = message["refusal"] {
      output = try refusal.string()
    } else if message["tool_calls"] != nil {
      throw JSONError("the model calls tools and says nothing", offset: message.offset)
    } else {
      // A model that thought until its tokens were used up has said nothing.
      output = ""
    }
    usage = object["usage"]
    model = try object["model"]?.string()
  }

  /// Takes over what was streamed.
  init(_ stream: ChatStream) {
    output = stream.output
    finishReason = stream.finishReason
    usage = stream.usage
    model = stream.model
  }

  /// The text of `content`: a string, or parts of which those with a text count.
  static func text(_ content: JSONNode) throws(JSONError) -> String {
    if let text = try? content.string() { return text }
    var text = ""
    for part in try content.array() {
      let part = try part.object()
      let refusal = try part["refusal"]?.string() ?? ""
      text += try part["text"]?.string() ?? refusal
    }
    return text
  }
}
