import CPerfgateSystem
import Glibc
import Synchronization

/// The one thread that moves bytes between perfgate and the programs of a spawner.
///
/// It never waits for a single one of them, and nobody else waits for a descriptor at all: tasks
/// share as many threads as there are processors.
final class PipePump: Sendable {
  /// Lets the thread look at everything again, from any thread.
  struct Wake: Sendable {
    private final class Flag: Sendable {
      let isSet = Atomic(false)
    }

    private let flag = Flag()
    private let descriptor: Int32

    init(_ descriptor: Int32) {
      self.descriptor = descriptor
    }

    /// Wakes the thread unless it is about to wake anyway.
    func callAsFunction() {
      guard !flag.isSet.exchange(true, ordering: .acquiringAndReleasing) else { return }
      _ = perfgate_write_all(descriptor, [0], 1)
    }

    /// Notes that the thread is awake and has not looked yet.
    func reset() { flag.isSet.store(false, ordering: .sequentiallyConsistent) }
  }

  private struct State {
    var arrivals: [PipeExchange] = []
    var isStopped = false
  }

  private static let pieceBytes = 64 << 10

  /// Wakes the thread.
  let wake: Wake
  private let bell: (read: Int32, write: Int32)
  private let state = Mutex(State())

  /// Starts the thread; `nil` where there can be none.
  init?() {
    var ends: [Int32] = [-1, -1]
    guard perfgate_pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    bell = (ends[0], ends[1])
    wake = Wake(ends[1])
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let error = pthread_create(
      &thread,
      nil,
      { context in
        guard let context else { return nil }
        Unmanaged<PipePump>.fromOpaque(context).takeRetainedValue().run()
        return nil
      },
      context.toOpaque()
    )
    guard error == 0 else {
      context.release()
      return nil
    }
    pthread_detach(thread)
  }

  deinit {
    close(bell.read)
    close(bell.write)
  }

  /// Begins to move the bytes of a program.
  func add(_ exchange: PipeExchange) {
    state.withLock { $0.arrivals.append(exchange) }
    wake()
  }

  /// Ends the thread; every program must have been let go before.
  func stop() {
    state.withLock { $0.isStopped = true }
    wake()
  }

  private func run() {
    perfgate_hold_signals()
    var exchanges: [PipeExchange] = []
    var polled: [pollfd] = []
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
    defer { scratch.deallocate() }
    while true {
      let (arrivals, isStopped) = state.withLock { state in
        defer { state.arrivals = [] }
        return (state.arrivals, state.isStopped)
      }
      exchanges += arrivals
      exchanges.removeAll { $0.prepare(scratch) }
      if isStopped, exchanges.isEmpty { return }
      polled.removeAll(keepingCapacity: true)
      polled.append(pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0))
      for exchange in exchanges { exchange.addInterests(to: &polled) }
      guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
      if polled[0].revents != 0 {
        _ = perfgate_read_some(bell.read, scratch.baseAddress, scratch.count)
        wake.reset()
      }
      for (index, exchange) in exchanges.enumerated() {
        let first = 1 + index * PipeExchange.interestCount
        exchange.handle(polled[first..<first + PipeExchange.interestCount], scratch)
      }
    }
  }
}
