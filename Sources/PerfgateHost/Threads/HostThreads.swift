import CPerfgateHost

/// The threads of this process and the processors under them.
package enum HostThreads {
  /// A small number for the calling thread, from 0; numbers are not used again.
  package static func currentNumber() -> UInt32 { perfgate_thread_number() }

  /// The processors that are online, at least 1.
  package static func onlineProcessors() -> Int { Int(perfgate_online_processors()) }

  /// Tells the processor that this is a loop that waits.
  package static func relax() { perfgate_relax() }

  /// Lets other threads run.
  package static func yield() { perfgate_yield() }
}

/// Numbers that are never given twice in a process.
package enum UniqueNumber {
  /// The next number, never 0; in order within one thread only.
  package static func next() -> UInt64 { perfgate_unique_number() }
}
