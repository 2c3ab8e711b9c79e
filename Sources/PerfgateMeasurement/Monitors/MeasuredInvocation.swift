import PerfgateModel
import PerfgateSystem

/// One invocation that counts, or could.
struct MeasuredInvocation {
  /// How it ended and what it took.
  var outcome: ProcessOutcome
  /// What it exported of its stages; `nil` for what is no monitor.
  var export: MonitorExport?
}
