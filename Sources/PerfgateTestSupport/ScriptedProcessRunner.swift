package import PerfgateSystem
import Synchronization

/// A process runner that starts nothing: a closure answers, and the requests are kept.
package final class ScriptedProcessRunner: ProcessRunner {
  /// Answers a request; `index` counts the requests from 0.
  package typealias Script =
    @Sendable (_ request: ProcessRequest, _ index: Int) throws(ProcessError) -> ProcessOutcome

  private let script: Script
  private let recorded = Mutex<[ProcessRequest]>([])

  /// Makes a runner that answers by a closure.
  package init(_ script: @escaping Script) {
    self.script = script
  }

  /// Every request so far, in order.
  package var requests: [ProcessRequest] {
    recorded.withLock { $0 }
  }

  /// Records the request and answers it.
  package func run(_ request: ProcessRequest) throws(ProcessError) -> ProcessOutcome {
    let index = recorded.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    return try script(request, index)
  }
}
