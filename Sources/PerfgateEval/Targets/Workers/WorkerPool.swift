import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import Synchronization

/// Processes that stay and answer JSON lines, for targets, scorers and embeddings.
///
/// A request goes to the process that has the fewest, and waits where all have as many as they
/// take.
/// A process that breaks the protocol, takes too long or dies fails what it was asked, and is
/// started again a few times.
final class WorkerPool: Sendable {
  /// What is started, and how often.
  struct Settings: Sendable {
    /// The program.
    var request: ProcessRequest
    /// The command as it is shown.
    var command: String
    /// How many processes, at least 1.
    var count: Int
    /// The longest time for a hello and for a reply.
    var timeout: Duration
    /// Where it is configured.
    var location: SourcePlace
  }

  /// The protocol that a hello names.
  static let protocolName = "perfgate.worker/1"
  /// The most bytes of a line.
  static let longestLine = 64 << 20
  /// How often one worker is started again.
  static let restartLimit = 3
  /// Whoever is cancelled so shortly before its deadline was cancelled for it.
  static let deadlineTolerance = Duration.milliseconds(20)

  let settings: Settings
  let spawner: ChildSpawner
  let state: Mutex<WorkerPoolState>

  init(_ settings: Settings, _ spawner: ChildSpawner) {
    self.settings = settings
    self.spawner = spawner
    state = Mutex(WorkerPoolState(count: settings.count))
  }

  /// How many requests may be under way at a time, as the workers say.
  var places: Int {
    state.withLock { state in
      // Sums of what workers say may be anything.
      state.workers.reduce(0) { min($0 + min($1.maximumInFlight, 1 << 20), 1 << 20) }
    }
  }

  /// Starts all processes, and waits for their hellos.
  ///
  /// - Throws: `GateError` with exit 30 where one does not say hello; none is left then.
  func start() async throws(GateError) {
    let results = await withTaskGroup(of: (Int, Result<WorkerStart, WorkerStartError>).self) {
      [self] group in
      for index in 0..<settings.count {
        group.addTask { (index, await self.launch(index)) }
      }
      var results: [Int: Result<WorkerStart, WorkerStartError>] = [:]
      for await (index, result) in group { results[index] = result }
      return results
    }
    var failure: WorkerStartError?
    for index in 0..<settings.count {
      switch results[index] {
      case .success(let start): begin(index, start)
      case .failure(let error): failure = failure ?? error
      case nil: break
      }
    }
    guard let failure else { return watchDeadlines() }
    _ = await stop()
    throw GateError(
      .benchmarkFailed,
      "the worker \(settings.command) \(failure.message)",
      at: settings.location,
      notes: failure.notes,
      hints: [
        "its first line has to be "
          + #"{"hello":{"protocol":"\#(Self.protocolName)","max_inflight":1}}"#
          + ", written and flushed before it reads"
      ]
    )
  }

  /// Ends all processes: their standard input is closed, after 2 s they are asked to end, and after
  /// another they are killed.
  ///
  /// - Returns: What is known of them.
  func stop() async -> TargetSummary {
    let (supervisors, processes, waiting, watch) = state.withLock { state in
      state.isStopping = true
      defer { (state.waiting, state.watch) = ([], nil) }
      return (
        state.workers.compactMap(\.supervisor), state.workers.compactMap(\.process), state.waiting,
        state.watch
      )
    }
    watch?.cancel()
    for call in waiting { call.give(.ended(.failure(Self.stopped))) }
    for process in processes { process.closeInput() }
    let impatience = Task {
      guard (try? await Task.sleep(for: .seconds(2))) != nil else { return }
      for process in processes { process.terminate() }
    }
    for supervisor in supervisors { await supervisor.value }
    for process in processes { _ = try? await process.wait() }
    impatience.cancel()
    return state.withLock { state in
      TargetSummary(peakMemoryBytes: state.peakMemoryBytes, restarts: state.restarts)
    }
  }

  static let stopped = AttemptFailure(.never, kind: "stopped", message: "the workers were stopped")
}

/// What a pool knows of its workers and calls.
struct WorkerPoolState: Sendable {
  /// One place for a process, which others take when it has died.
  struct Worker: Sendable {
    /// The process, also while its hello is awaited; `nil` between two.
    var process: PipedProcess?
    /// Whether it takes requests.
    var isReady = false
    /// How many requests it takes at a time.
    var maximumInFlight = 0
    /// What it was asked and has not answered, by number.
    var calls: [Int: WorkerCall] = [:]
    /// What it was asked, has not answered, and nobody waits for.
    var abandoned: Set<Int> = []
    /// Why perfgate has ended it.
    var verdict: Verdict?
    /// Why it is not started again; `nil` while it is.
    var farewell: AttemptFailure?
    /// Reads its output and starts it again.
    var supervisor: Task<Void, Never>?
  }

  /// Why perfgate ends a worker.
  enum Verdict: Sendable {
    /// It broke the protocol: how.
    case broken(String)
    /// It took too long for a call.
    case late
  }

  var workers: [Worker]
  /// Calls without a place, the oldest first.
  var waiting: [WorkerCall] = []
  var lastCall = 0
  var restarts = 0
  var peakMemoryBytes: Int?
  var isStopping = false
  var watch: Task<Void, Never>?

  init(count: Int) {
    workers = Array(repeating: Worker(), count: max(1, count))
  }

  /// Why no worker will ever take a call; `nil` while one may.
  var farewell: AttemptFailure? {
    if isStopping { return WorkerPool.stopped }
    guard workers.allSatisfy({ $0.farewell != nil }) else { return nil }
    return workers.lazy.compactMap(\.farewell).first
  }

  /// Gives a call to the worker that has the fewest; `nil` where all have as many as they take.
  mutating func place(_ call: WorkerCall) -> PipedProcess? {
    var best: Int?
    for (index, worker) in workers.enumerated() {
      guard worker.isReady, worker.verdict == nil, worker.calls.count < worker.maximumInFlight
      else { continue }
      if best.map({ worker.calls.count < workers[$0].calls.count }) ?? true { best = index }
    }
    guard let best else { return nil }
    workers[best].calls[call.number] = call
    return workers[best].process
  }

  /// Gives places to those that wait.
  mutating func placeWaiting() -> [(WorkerCall, PipedProcess)] {
    var placed: [(WorkerCall, PipedProcess)] = []
    while placed.count < waiting.count, let process = place(waiting[placed.count]) {
      placed.append((waiting[placed.count], process))
    }
    waiting.removeFirst(placed.count)
    return placed
  }
}
