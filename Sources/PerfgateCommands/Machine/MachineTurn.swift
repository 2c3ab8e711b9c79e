import PerfgateHost
import PerfgateModel
import PerfgateSystem

/// Waits for the turn of this perfgate to measure: two at once would disturb each other.
struct MachineTurn {
  /// Names another lock file than that of the machine.
  static let pathVariable = "PERFGATE_LOCK"
  /// Tells a measured program which lock is held for it, so that a perfgate that is measured itself
  /// does not wait for the one that measures it.
  static let heldVariable = "PERFGATE_LOCK_HELD"

  /// How often the lock is tried; a person does not notice, and the holder is not disturbed.
  private static let retryNanoseconds: Int64 = 200_000_000

  /// The file that is locked; `nil` where nothing is.
  let path: String?
  private let isHeldAbove: Bool
  private let waitSeconds: Double
  private let tool: ToolContext
  private let now: () -> Int64
  private let sleep: (Int64) -> Void
  private let isInterrupted: () -> Bool

  /// Prepares to wait.
  ///
  /// - Parameters:
  ///   - options: Whether and how long.
  ///   - tool: The environment, and where messages go.
  ///   - now: The monotonic clock, in nanoseconds.
  ///   - sleep: Does nothing for so many nanoseconds.
  ///   - isInterrupted: Whether perfgate was told to end; then nothing is waited for.
  init(
    options: LockOptions,
    tool: ToolContext,
    now: @escaping () -> Int64,
    sleep: @escaping (Int64) -> Void = MonotonicClock.sleep,
    isInterrupted: @escaping () -> Bool = { Interruption.isRaised }
  ) {
    let named = tool.environment[Self.pathVariable].flatMap { $0.isEmpty ? nil : $0 }
    let path = named ?? MachineLock.defaultPath
    self.path = options.noLock ? nil : path
    isHeldAbove = tool.environment[Self.heldVariable] == path
    waitSeconds = options.lockWait.seconds
    self.tool = tool
    self.now = now
    self.sleep = sleep
    self.isInterrupted = isInterrupted
  }

  /// What measured programs are told.
  var environment: [String: String] { path.map { [Self.heldVariable: $0] } ?? [:] }

  /// Takes the lock, waiting where another perfgate has it.
  ///
  /// - Returns: The lock, to be kept while measuring, or what a reader of the run must know where
  ///   there is none.
  func take() -> (lock: MachineLock?, notice: VerdictNotice?) {
    guard let path, !isHeldAbove else { return (nil, nil) }
    let begin = now()
    var hasSaid = false
    while true {
      switch MachineLock.attempt(at: path) {
      case .taken(let lock):
        finish(hasSaid)
        return (lock, nil)
      case .impossible(let reason):
        finish(hasSaid)
        return (nil, unlocked("the machine could not be locked: \(reason)"))
      case .busy(let holder):
        let waited = Double(now() - begin) / 1e9
        guard waited < waitSeconds else {
          finish(hasSaid)
          return (nil, unlocked("another perfgate\(Self.named(holder)) was measuring meanwhile"))
        }
        guard !isInterrupted() else {
          finish(hasSaid)
          return (nil, nil)
        }
        say(holder, waited: waited, isFirst: !hasSaid)
        hasSaid = true
        sleep(Self.retryNanoseconds)
      }
    }
  }

  private static func named(_ holder: Int?) -> String {
    holder.map { " (process \($0))" } ?? ""
  }

  private func say(_ holder: Int?, waited: Double, isFirst: Bool) {
    let text =
      "waiting for another perfgate\(Self.named(holder)) to finish measuring on this machine"
    if tool.diagnostics.facts.isTerminal {
      let time = QuantityText.wait(seconds: waited)
      try? tool.diagnostics.write("\r\u{1B}[K\(text), \(time)")
    } else if isFirst {
      try? tool.diagnostics.write("\(text); --no-lock does not wait\n")
    }
  }

  private func finish(_ hasSaid: Bool) {
    if hasSaid, tool.diagnostics.facts.isTerminal { try? tool.diagnostics.write("\r\u{1B}[K") }
  }

  private func unlocked(_ reason: String) -> VerdictNotice {
    let notice = VerdictNotice(
      "\(reason), so the values may be disturbed",
      advice: "measure again while nothing else does"
    )
    tool.show([Diagnostic(.warning, notice.message)])
    return notice
  }
}
