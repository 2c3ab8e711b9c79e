/// A value for each kind of wait.
struct PerWaitKind<Value> {
  private var rateLimit: Value
  private var queue: Value
  private var retry: Value
  private var backPressure: Value

  /// Creates the same value for each kind.
  init(all value: Value) {
    rateLimit = value
    queue = value
    retry = value
    backPressure = value
  }

  /// The value of a kind.
  subscript(kind: WaitKind) -> Value {
    get {
      switch kind {
      case .rateLimit: rateLimit
      case .queue: queue
      case .retry: retry
      case .backPressure: backPressure
      }
    }
    set {
      switch kind {
      case .rateLimit: rateLimit = newValue
      case .queue: queue = newValue
      case .retry: retry = newValue
      case .backPressure: backPressure = newValue
      }
    }
  }
}

extension PerWaitKind: Sendable where Value: Sendable {}

extension WaitFigures {
  /// Adds a wait.
  mutating func add(nanoseconds: Int64) {
    count += 1
    totalNanoseconds &+= nanoseconds
    maximumNanoseconds = max(maximumNanoseconds, nanoseconds)
  }

  /// Adds the waits of others.
  mutating func merge(_ other: WaitFigures) {
    count += other.count
    totalNanoseconds &+= other.totalNanoseconds
    maximumNanoseconds = max(maximumNanoseconds, other.maximumNanoseconds)
  }
}
