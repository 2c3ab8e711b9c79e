import NIOHTTP1
import PerfgateModel
import PerfgateStreaming

/// What a status other than 200 means for an attempt.
enum StatusFailure {
  /// The most characters of a server's own words.
  private static let mostCharacters = 200
  /// The most bytes of a body that are looked at.
  private static let mostBytes = 1 << 16

  /// The failure of an attempt.
  ///
  /// - Parameters:
  ///   - answer: Whose status is not 200.
  ///   - key: What must not be shown.
  ///   - caseID: Named where the failure is that of the case alone.
  /// - Returns: The failure, with what the server says itself.
  static func of(_ answer: ServerAnswer, key: SecretKey?, caseID: String) -> AttemptFailure {
    let report = ServerReport(answer.body.prefix(mostBytes), key, atMost: mostCharacters)
    let wait = RetryAfter.read(answer.headers)
    var message = "HTTP \(answer.status)"
    if let words = report.message { message += ": \(words)" }
    var failure = AttemptFailure(
      .never,
      kind: "status",
      message: message,
      rates: RateHeaders.read(answer.headers)
    )
    switch answer.status {
    case 429 where report.code == "insufficient_quota": failure.kind = "quota"
    case 429:
      failure.retry = .throttled(after: wait)
      failure.kind = "throttled"
    // Conflicts and requests that came too early are over soon; 501 and 505 are not.
    case 408, 409, 425, 500, 502...504, 506...599:
      failure.retry = .possible(after: wait)
    case 400 where report.code == "content_filter":
      failure.kind = "filtered"
      failure.message = "the server filtered what case '\(caseID)' asks"
    case 300..<400: failure.message += ": redirects are not followed"
    default: break
    }
    return failure
  }
}

/// What a server says about an error of its own.
struct ServerReport {
  /// Its words, shortened, on one line and without a key; `nil` where it says nothing.
  let message: String?
  /// What it calls the error; `nil` where it has no name.
  let code: String?

  /// Reads a body.
  ///
  /// - Parameters:
  ///   - body: JSON with `error.message`, `error`, `message` or `detail`, or any other text.
  ///   - key: What must not be shown.
  ///   - most: The most characters of the message.
  init(_ body: some Sequence<UInt8>, _ key: SecretKey?, atMost most: Int) {
    let bytes = Array(body)
    let object = try? JSONReader.read(bytes).object()
    self.init(object, orText: bytes, key, atMost: most)
  }

  /// Reads an object, or a text where there is none.
  init(_ object: JSONObject?, orText bytes: [UInt8], _ key: SecretKey?, atMost most: Int) {
    let error = try? object?["error"]?.object()
    code = (try? error?["code"]?.string()) ?? (try? error?["type"]?.string())
    let words =
      (try? error?["message"]?.string()) ?? (try? object?["error"]?.string())
      ?? (try? object?["message"]?.string()) ?? (try? object?["detail"]?.string())
    // Masked before it is shortened, so that no part of a key is left at the end.
    let text = words.map { Array($0.utf8) } ?? bytes
    let shown = Array(text.prefix(most * 16))
    let line = Text.line(key?.masked(shown) ?? shown, atMost: most)
    message = line.isEmpty ? nil : line
  }
}
