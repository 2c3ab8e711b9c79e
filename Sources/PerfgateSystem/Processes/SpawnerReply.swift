import CPerfgateSystem

extension Termination {
  /// Reads how an invocation ended, `nil` where the reply makes no sense.
  init?(_ reply: perfgate_spawn_reply) {
    switch reply.ended {
    case PERFGATE_ENDED_EXITED: self = .exited(code: Int(reply.code))
    case PERFGATE_ENDED_SIGNALLED: self = .signalled(Int(reply.code))
    case PERFGATE_ENDED_TIMED_OUT: self = .timedOut
    case PERFGATE_ENDED_INTERRUPTED: self = .interrupted
    case PERFGATE_ENDED_NOT_STARTED:
      guard let step = StartFailure.Step(wireValue: reply.step) else { return nil }
      self = .notStarted(StartFailure(step: step, errorNumber: reply.code))
    default: return nil
    }
  }
}

extension StartFailure.Step {
  fileprivate init?(wireValue: UInt32) {
    switch wireValue {
    case PERFGATE_STEP_STDIN: self = .standardInput
    case PERFGATE_STEP_PIPE: self = .pipes
    case PERFGATE_STEP_CLONE: self = .process
    case PERFGATE_STEP_GROUP: self = .processGroup
    case PERFGATE_STEP_DIRECTORY: self = .workingDirectory
    case PERFGATE_STEP_DESCRIPTORS: self = .standardStreams
    case PERFGATE_STEP_PROCESSORS: self = .processors
    case PERFGATE_STEP_EXECUTE: self = .execution
    default: return nil
    }
  }
}

extension ProcessOutcome.Resources {
  init(_ reply: perfgate_spawn_reply) {
    self.init()
    wallNanoseconds = reply.wall_ns
    userMicroseconds = reply.user_us
    systemMicroseconds = reply.system_us
    peakResidentBytes = reply.peak_resident_bytes
    minorPageFaults = reply.minor_faults
    majorPageFaults = reply.major_faults
    voluntaryContextSwitches = reply.voluntary_switches
    involuntaryContextSwitches = reply.involuntary_switches
    storageReadBytes = reply.storage_read_bytes
    storageWrittenBytes = reply.storage_written_bytes
  }
}
