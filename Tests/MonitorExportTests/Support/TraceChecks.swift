import PerfgateMonitor
import Testing

/// What the published formats demand, checked strictly.
enum TraceChecks {
  /// A complete event of the Trace Event Format.
  struct Slice {
    var name: String
    var category: String
    var start: Double
    var end: Double
    var span: String
  }

  /// Checks a trace in the Trace Event Format ("Trace Event Format", JSON object format: complete
  /// events of a thread are nested or apart, metadata names processes and threads).
  ///
  /// - Returns: The complete events by lane, in the order of the file.
  static func chrome(_ bytes: [UInt8]) throws -> [Int: [Slice]] {
    let file = try JSONTree(bytes)
    #expect(file.keys == ["displayTimeUnit", "otherData", "traceEvents"])
    #expect(["ms", "ns"].contains(try file["displayTimeUnit"].text))
    var lanes: [Int: [Slice]] = [:]
    var named: Set<Int> = []
    for event in try file["traceEvents"].items {
      let lane = try event["tid"].integer
      #expect(try event["pid"].integer == 1_000_000)
      #expect(try event["ts"].number >= 0)
      switch try event["ph"].text {
      case "M":
        let kind = try event["name"].text
        #expect(["process_name", "thread_name", "thread_sort_index"].contains(kind))
        if kind == "thread_name" {
          #expect(try !event["args"]["name"].text.isEmpty)
          #expect(named.insert(lane).inserted)
        }
      case "X":
        let start = try event["ts"].number
        let duration = try event["dur"].number
        #expect(duration >= 0)
        lanes[lane, default: []].append(
          Slice(
            name: try event["name"].text,
            category: try event["cat"].text,
            start: start,
            end: start + duration,
            span: try event["args"]["span"].text
          )
        )
      case let other: Issue.record("an event of an unknown kind: \(other)")
      }
    }
    #expect(named == Set(lanes.keys))
    for slices in lanes.values { checkNesting(slices) }
    return lanes
  }

  /// Slices of a lane lie within each other or apart; a thousandth of a nanosecond is a rounding.
  private static func checkNesting(_ slices: [Slice]) {
    var open: [Slice] = []
    for slice in slices {
      while let last = open.last, last.end <= slice.start + 1e-6 { open.removeLast() }
      if let last = open.last { #expect(slice.end <= last.end + 1e-6, "\(slice) crosses \(last)") }
      open.append(slice)
    }
  }

  /// Checks a file of Speedscope (file-format-spec.ts: frames are opened and closed in a balanced
  /// way, moments do not decrease, frames exist).
  ///
  /// - Returns: How often each frame was opened, by name.
  static func speedscope(_ bytes: [UInt8]) throws -> [String: Int] {
    let file = try JSONTree(bytes)
    #expect(try file["$schema"].text == "https://www.speedscope.app/file-format-schema.json")
    let frames = try file["shared"]["frames"].items.map { try $0["name"].text }
    #expect(Set(frames).count == frames.count)
    let profiles = try file["profiles"].items
    #expect(profiles.indices.contains(try file["activeProfileIndex"].integer))
    var opened: [String: Int] = [:]
    for profile in profiles {
      #expect(
        profile.keys == ["type", "name", "unit", "startValue", "endValue", "events"]
      )
      #expect(try profile["type"].text == "evented")
      #expect(try profile["unit"].text == "nanoseconds")
      var stack: [Int] = []
      var moment = try profile["startValue"].number
      for event in try profile["events"].items {
        let (at, frame) = (try event["at"].number, try event["frame"].integer)
        #expect(at >= moment)
        #expect(frames.indices.contains(frame))
        moment = at
        if try event["type"].text == "O" {
          stack.append(frame)
          opened[frames[frame], default: 0] += 1
        } else {
          #expect(try event["type"].text == "C")
          #expect(stack.popLast() == frame)
        }
      }
      #expect(stack.isEmpty)
      #expect(try profile["endValue"].number >= moment)
    }
    return opened
  }

  /// Checks an OTLP request (specification.md, "JSON Protobuf Encoding", and trace.proto).
  ///
  /// - Returns: The spans as they stand there.
  static func openTelemetry(_ bytes: [UInt8]) throws -> [JSONTree] {
    let file = try JSONTree(bytes)
    #expect(file.keys == ["resourceSpans"])
    var spans: [JSONTree] = []
    for resource in try file["resourceSpans"].items {
      #expect(resource.keys == ["resource", "scopeSpans"])
      try attributes(resource["resource"]["attributes"])
      for scope in try resource["scopeSpans"].items {
        #expect(try scope["scope"]["name"].text == "perfgate")
        spans += try scope["spans"].items
      }
    }
    for span in spans { try check(span) }
    return spans
  }

  private static func check(_ span: JSONTree) throws {
    #expect(
      span.keys.isSubset(of: [
        "traceId", "spanId", "parentSpanId", "name", "kind", "startTimeUnixNano", "endTimeUnixNano",
        "attributes", "events", "status",
      ])
    )
    try hexadecimal(span["traceId"], digits: 32)
    try hexadecimal(span["spanId"], digits: 16)
    if let parent = span.member("parentSpanId") { try hexadecimal(parent, digits: 16) }
    #expect(try span["kind"].integer == 1)
    let times = try [span["startTimeUnixNano"], span["endTimeUnixNano"]].map { try decimal($0) }
    #expect(times[0] <= times[1])
    try attributes(span["attributes"])
    for event in try span.member("events")?.items ?? [] {
      _ = try decimal(event["timeUnixNano"])
      #expect(try !event["name"].text.isEmpty)
      try attributes(event["attributes"])
    }
    if let status = span.member("status") { #expect(try status["code"].integer == 2) }
  }

  private static func hexadecimal(_ tree: JSONTree, digits: Int) throws {
    let text = try tree.text
    #expect(text.utf8.count == digits)
    #expect(text.allSatisfy { $0.isHexDigit })
    #expect(text.contains { $0 != "0" }, "an id of zeros is invalid")
  }

  private static func decimal(_ tree: JSONTree) throws -> UInt64 {
    try #require(UInt64(try tree.text), "a 64-bit integer is a text of digits")
  }

  private static func attributes(_ tree: JSONTree) throws {
    var keys: Set<String> = []
    for attribute in try tree.items {
      #expect(keys.insert(try attribute["key"].text).inserted)
      let value = try attribute["value"]
      #expect(value.keys.count == 1)
      switch value.keys.first {
      case "stringValue": _ = try value["stringValue"].text
      case "boolValue": #expect(try value["boolValue"].value is Bool)
      case "intValue": _ = try #require(Int64(try value["intValue"].text))
      case "doubleValue":
        let double = try value["doubleValue"]
        if double.value is String {
          #expect(["NaN", "Infinity", "-Infinity"].contains(try double.text))
        } else {
          _ = try double.number
        }
      case let other: Issue.record("a value of an unknown type: \(other ?? "")")
      }
    }
  }
}
