import PerfgateConfiguration
import PerfgateModel

/// Reads a file that perfgate did not see being written: one invocation, of whatever it was.
enum FileReading {
  /// What the file of a plan that is only read holds, as one measured invocation.
  static func entry(
    _ plan: BenchmarkPlan,
    _ monitor: MonitoredFile,
    context: MeasurementContext
  ) -> RunEntry {
    let begin = context.now()
    var entry = RunEntry(plan, status: .measured)
    switch ExportedFile(monitor, in: context.directory).read() {
    case .success(let export):
      entry.invocations = InvocationColumns(count: 1)
      entry.metrics = export.process + export.stages
    case .failure(let fault):
      entry.status = .failed
      entry.reason = fault.reason
      entry.failures = [InvocationFailure(invocation: 0, kind: .export, detail: fault.reason)]
    }
    entry.measuringSeconds = Double(context.now() - begin) / 1e9
    return entry
  }
}
