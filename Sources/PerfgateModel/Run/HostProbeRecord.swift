/// How long a fixed amount of work took at the start, in the middle and at the end of a run: how
/// fast the host was.
package struct HostProbeRecord: Sendable, Equatable {
  /// The version of the work and how it was compiled; only equal ones are comparable.
  package var kernel: String
  /// Seconds of arithmetic, in the order in which they were measured.
  package var cpu: [Double]
  /// Seconds of loads and stores, in the order in which they were measured.
  package var memory: [Double]

  /// Creates a record.
  package init(kernel: String, cpu: [Double], memory: [Double]) {
    self.kernel = kernel
    self.cpu = cpu
    self.memory = memory
  }

  /// The record as JSON.
  var json: JSONValue {
    .object(["kernel": .string(kernel), "cpu": .numbers(cpu), "memory": .numbers(memory)])
  }

  /// Reads a record.
  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      kernel: try object.required("kernel").string(),
      cpu: try object.required("cpu").probeSeconds(),
      memory: try object.required("memory").probeSeconds()
    )
  }
}

/// How fast the host was when a recording was made: the medians of a run's probe.
package struct RecordedProbe: Sendable, Equatable {
  /// The version of the work and how it was compiled; only equal ones are comparable.
  package var kernel: String
  /// Seconds of arithmetic.
  package var cpu: Double
  /// Seconds of loads and stores.
  package var memory: Double

  /// Creates a probe.
  package init(kernel: String, cpu: Double, memory: Double) {
    self.kernel = kernel
    self.cpu = cpu
    self.memory = memory
  }

  /// Reads a probe; `nil` where a recording has none.
  init?(of recording: JSONObject) throws(JSONError) {
    guard let node = recording["probe"] else { return nil }
    let seconds = try node.probeSeconds()
    guard seconds.count == 2 else {
      throw JSONError(
        "a recording's probe is two times, of arithmetic and memory",
        offset: node.offset
      )
    }
    self.init(
      kernel: try recording.required("probe_kernel").string(),
      cpu: seconds[0],
      memory: seconds[1]
    )
  }
}

extension JSONNode {
  /// Times that can be divided by each other.
  fileprivate func probeSeconds() throws(JSONError) -> [Double] {
    let seconds = try numbers()
    guard !seconds.isEmpty, seconds.allSatisfy({ (1e-12...1e6).contains($0) }) else {
      throw JSONError("a probe is one or more times in seconds, above 0", offset: offset)
    }
    return seconds
  }
}
