import CPerfgateSystem

/// The signals that ask perfgate to end: SIGINT, SIGTERM and SIGHUP.
///
/// Only the first one is held back; a second one, half a second later or more, ends the process at
/// once. One that is ignored already, as below `nohup`, stays ignored.
package enum Interruption {
  /// Holds signals back from now on: they end what runs, and the command then ends by itself.
  ///
  /// - Returns: a descriptor that becomes readable with the first signal and stays so, `nil` where
  ///   there can be none; signals then do what they do by default.
  @discardableResult
  package static func listen() -> Int32? {
    let descriptor = perfgate_listen_for_signals()
    return descriptor >= 0 ? descriptor : nil
  }

  /// Whether such a signal came since `listen`.
  package static var isRaised: Bool { perfgate_raised_signal() != 0 }
}
