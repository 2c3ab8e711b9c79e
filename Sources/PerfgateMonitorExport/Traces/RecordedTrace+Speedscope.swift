internal import PerfgateModel
public import PerfgateMonitor

extension RecordedTrace {
  /// The trace as an evented profile of Speedscope, one profile a lane.
  ///
  /// Times are in nanoseconds since the first span began.
  ///
  /// Source: `src/lib/file-format-spec.ts` of Speedscope (github.com/jlfwong/speedscope).
  ///
  /// - Parameter program: The name of the program; what it was started as where it is `nil`.
  /// - Returns: JSON in UTF-8.
  public func speedscope(program: String? = nil) -> [UInt8] {
    let file = SpeedscopeFile(self, program: program ?? ProgramName.current)
    return JSONWriter.bytes(file.json, form: .compact)
  }
}

/// A trace in Speedscope's file format.
private struct SpeedscopeFile {
  /// A frame is opened or closed.
  private struct Event: Sendable {
    var isOpening: Bool
    var frame: Int
    var at: Int64

    var json: JSONValue {
      .object([
        "type": .string(isOpening ? "O" : "C"), "frame": .integer(frame), "at": .number(Double(at)),
      ])
    }
  }

  /// A lane while its events are written.
  private struct Profile {
    var events: [Event] = []
    var open: [(frame: Int, end: Int64)] = []

    mutating func open(_ frame: Int, from start: Int64, to end: Int64) {
      close(until: start)
      events.append(Event(isOpening: true, frame: frame, at: start))
      open.append((frame, end))
    }

    /// Closes what has ended by a moment, the innermost first.
    mutating func close(until moment: Int64) {
      while let last = open.last, last.end <= moment {
        events.append(Event(isOpening: false, frame: last.frame, at: last.end))
        open.removeLast()
      }
    }
  }

  private let program: String
  private var frames: [String] = []
  private var profiles: [Profile] = []
  private var end: Int64 = 0

  init(_ trace: RecordedTrace, program: String) {
    self.program = program
    let layout = LaneLayout(trace)
    let origin = trace.spans.first?.startNanoseconds ?? 0
    var indices: [String: Int] = [:]
    // A file without any profile opens nowhere.
    profiles = Array(repeating: Profile(), count: max(1, layout.laneCount))
    for slice in layout.slices {
      let span = trace.spans[slice.span]
      let name = slice.wait.map { "wait \(span.waits[$0].kind.name)" } ?? span.stage
      let frame = indices[name] ?? frames.count
      if frame == frames.count {
        indices[name] = frame
        frames.append(name)
      }
      profiles[slice.lane].open(frame, from: slice.start - origin, to: slice.end - origin)
      end = max(end, slice.end - origin)
    }
    for index in profiles.indices { profiles[index].close(until: end) }
  }

  var json: JSONValue {
    .object([
      "$schema": .string("https://www.speedscope.app/file-format-schema.json"),
      "exporter": .string("perfgate"),
      "name": .string(program),
      "activeProfileIndex": .integer(0),
      "shared": .object(["frames": .array(frames.map { .object(["name": .string($0)]) })]),
      "profiles": .array(
        profiles.enumerated().map { index, profile in
          .object([
            "type": .string("evented"),
            "name": .string("lane \(index + 1)"),
            "unit": .string("nanoseconds"),
            "startValue": .number(0),
            "endValue": .number(Double(end)),
            "events": .items(JSONItems(profile.events) { $0.json }),
          ])
        }
      ),
    ])
  }
}
