internal import FoundationEssentials

/// Answers one line of perfgate.
enum LineAnswer {
  /// The line as an answer; an error where it was no message, or the handler had none.
  static func answer(
    _ line: [UInt8],
    _ handler: @Sendable (WorkerRequest) async throws -> WorkerReply
  ) async -> WorkerValue {
    guard let message = try? JSONDecoder().decode(WorkerValue.self, from: Data(line)) else {
      return reply(to: .null, failure("protocol", "the line is not JSON"))
    }
    guard let request = WorkerRequest(message) else {
      return reply(to: .null, failure("protocol", "the line is not an object with an 'id'"))
    }
    do {
      return reply(to: request.id, try await handler(request).members)
    } catch let failure as WorkerFailure {
      return reply(to: request.id, failure.members)
    } catch {
      return reply(to: request.id, failure("exception", "\(error)"))
    }
  }

  /// The bytes of a line; of an error where no JSON can be made of it.
  static func bytes(_ message: WorkerValue) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let problem = failure("reply", "the answer has a number that is not finite")
    let refused = reply(to: message["id"] ?? .null, problem)
    // What is refused has texts alone, and the id, which came as JSON.
    let data = (try? encoder.encode(message)) ?? (try? encoder.encode(refused)) ?? Data()
    return Array(data) + [UInt8(ascii: "\n")]
  }

  private static func failure(_ kind: String, _ message: String) -> [String: WorkerValue] {
    WorkerFailure(kind: kind, message: message).members
  }

  private static func reply(
    to id: WorkerValue,
    _ members: [String: WorkerValue]
  ) -> WorkerValue {
    .object(members.merging(["id": id]) { _, id in id })
  }
}
