/// Time on a critical path that belongs to one stage, and to work or to one kind of wait.
struct PathTime: Sendable, Hashable {
  /// The stage and what it does, in one number, so that times are found and sorted fast.
  struct Key: Sendable, Hashable, Comparable {
    private let number: UInt32

    /// A stage that works, or with a kind a stage that waits.
    init(stage: UInt32, wait: WaitKind? = nil) {
      number = stage << 3 | (wait.map { UInt32($0.rawValue) + 1 } ?? 0)
    }

    /// The stage.
    var stage: UInt32 { number >> 3 }
    /// What it waits for; `nil` where it works.
    var wait: WaitKind? {
      let kind = number & 7
      return kind == 0 ? nil : WaitKind(rawValue: UInt8(kind - 1))
    }

    static func < (left: Key, right: Key) -> Bool { left.number < right.number }
  }

  var key: Key
  var nanoseconds: Int64
}

extension [PathTime] {
  /// Puts the times of one key together; their order is lost.
  mutating func combine() {
    guard count > 1 else { return }
    sort { $0.key < $1.key }
    var kept = 0
    for index in 1..<count {
      if self[index].key == self[kept].key {
        self[kept].nanoseconds += self[index].nanoseconds
      } else {
        kept += 1
        self[kept] = self[index]
      }
    }
    removeSubrange((kept + 1)...)
  }
}
