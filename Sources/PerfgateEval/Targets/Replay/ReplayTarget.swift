import Dispatch
package import PerfgateModel
package import PerfgateStreaming
import PerfgateSystem
import Synchronization

/// Recorded outputs in the place of a target.
///
/// Tokens and cost are those that were recorded; how long a look-up takes says nothing of the target,
/// so no reply has a time.
package final class ReplayTarget: EvalTarget {
  private struct Recordings: Sendable {
    let file: ReadableFile
    let index: RecordingIndex
  }

  private let path: String
  private let name: String
  private let output: String?
  private let location: SourcePlace
  private let recordings = Mutex<Recordings?>(nil)

  /// Creates a target.
  ///
  /// - Parameters:
  ///   - path: JSON Lines with recorded outputs, or a result file; relative to the folder.
  ///   - output: Which field of a line is the output, with full stops; `nil` for `output`.
  ///   - folder: The folder of the configuration.
  ///   - location: Where it is configured.
  package init(path: String, output: String?, folder: String, location: SourcePlace) {
    name = path
    self.path = Files.join(folder, path)
    self.output = output
    self.location = location
  }

  /// Not every recording has tokens.
  package var reportsUsage: Bool { false }

  /// A recording takes no time.
  package var isLive: Bool { false }

  /// Finds every recording; only where they are is kept.
  package func start() async throws(GateError) {
    let made = await withCheckedContinuation { continuation in
      DispatchQueue(label: "perfgate.recordings").async { [self] in
        continuation.resume(returning: Result { () throws(GateError) in try self.open() })
      }
    }
    let found = try made.get()
    recordings.withLock { $0 = found }
  }

  private func open() throws(GateError) -> Recordings {
    let file: ReadableFile
    do throws(FileError) {
      guard let opened = try ReadableFile.open(path) else {
        throw FileError(path: path, operation: .read, errorNumber: 22)
      }
      file = opened
    } catch {
      throw GateError(
        .missingInput,
        "the recorded outputs cannot be read: \(error)",
        at: location,
        hints: ["run the eval once and keep its file below cases/, or change 'path'"]
      )
    }
    return Recordings(file: file, index: try RecordingIndex(file, name: name))
  }

  /// Looks an output up.
  package func reply(
    to call: TargetCall,
    _ attempt: Attempt
  ) async throws(AttemptFailure) -> AttemptReply<TargetReply> {
    guard let recordings = recordings.withLock({ $0 }) else {
      throw AttemptFailure(.never, kind: "unrecorded", message: "recordings were not read")
    }
    guard
      let place = recordings.index.place(of: call.evalCase, repeatIndex: call.repeatIndex)
    else {
      throw AttemptFailure(
        .never,
        kind: "unrecorded",
        message: "no output of case '\(call.evalCase.id)' is recorded in \(name)"
      )
    }
    do {
      let bytes = try recordings.file.bytes(at: place.offset, atMost: place.length)
      return try reply(try JSONReader.read(bytes).object())
    } catch let failure as AttemptFailure {
      throw failure
    } catch {
      let message = (error as? JSONError)?.message ?? "\(error)"
      throw AttemptFailure(.never, kind: "recording", message: "\(name):\(place.line): \(message)")
    }
  }

  private func reply(_ object: JSONObject) throws -> AttemptReply<TargetReply> {
    if let node = try recordedOutput(object) {
      let text = (try? node.string()) ?? JSONWriter.text(node.written, form: .compact)
      var reply = TargetReply(output: text)
      reply.usage = try (object["usage"] ?? object["tokens"]).map { node throws(JSONError) in
        try TokenUsage(node)
      }
      reply.costUSD = try (object["cost_usd"] ?? object["cost"])?.number()
      return AttemptReply(reply, tokens: reply.usage?.total)
    }
    if let failure = object["failure"] {
      let recorded = try CaseResult.Failure(failure)
      throw AttemptFailure(.never, kind: recorded.kind, message: recorded.message)
    }
    if object["error"] != nil { _ = try ProcessReply(object) }
    throw JSONError("'\(output ?? "output")' is missing from this object", offset: object.offset)
  }

  private func recordedOutput(_ object: JSONObject) throws(JSONError) -> JSONNode? {
    var keys = (output ?? "output").split(separator: ".").map(String.init)[...]
    guard let first = keys.popFirst(),
      var node = object.members.first(where: { $0.key == first })?.value
    else { return nil }
    for key in keys {
      if let items = try? node.array() {
        guard let index = Int(key), items.indices.contains(index) else { return nil }
        node = items[index]
      } else {
        guard let next = try node.object()[key] else { return nil }
        node = next
      }
    }
    return node
  }

  /// Recordings have no tokens to plan with.
  package func estimatedTokens(of call: TargetCall) -> Int? { nil }

  /// Nothing was started.
  package func stop() async -> TargetSummary {
    recordings.withLock { $0 = nil }
    return TargetSummary()
  }
}
