/// How much the host changed since the baseline was recorded, by its probe; ratios, positive is
/// slower.
package struct HostRecord: Sendable, Equatable {
  /// Of arithmetic: 0.12 is 12% more time.
  package var cpu: Double
  /// Of loads and stores.
  package var memory: Double
  /// Whether the result held with and without this change was not the same, so that it cannot be
  /// told apart from the program's.
  package var isMixed: Bool

  /// Creates a record.
  package init(cpu: Double, memory: Double, isMixed: Bool = false) {
    self.cpu = cpu
    self.memory = memory
    self.isMixed = isMixed
  }

  /// The record as JSON.
  var json: JSONValue {
    .object(["cpu": .number(cpu), "memory": .number(memory), "mixed": .bool(isMixed)])
  }

  /// Reads a record.
  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      cpu: try object.required("cpu").number(),
      memory: try object.required("memory").number(),
      isMixed: try object.required("mixed").bool()
    )
  }

  /// A factor below this one, in either direction, is no change of the host.
  private static let noticeableFactor = 1.05

  /// What changed, `the host was 12% slower than when the baseline was recorded`; `nil` where
  /// nothing did.
  package var text: String? {
    let parts = [("processor", cpu), ("memory", memory)].filter {
      1 + $0.1 >= Self.noticeableFactor || (1 + $0.1) * Self.noticeableFactor <= 1
    }
    guard let first = parts.first else { return nil }
    let since = "than when the baseline was recorded"
    guard parts.count == 2 else {
      return "the host's \(first.0) was \(Self.speed(first.1)) \(since)"
    }
    guard abs(cpu - memory) >= Self.noticeableFactor - 1 else {
      return "the host was \(Self.speed((cpu + memory) / 2)) \(since)"
    }
    return
      "the host's processor was \(Self.speed(cpu)) and its memory \(Self.speed(memory)) \(since)"
  }

  private static func speed(_ ratio: Double) -> String {
    // Whole percents: the probe knows no more.
    let percent = QuantityText.fixed(abs(ratio) * 100, decimals: 0)
    return "\(percent)% \(ratio < 0 ? "faster" : "slower")"
  }
}
