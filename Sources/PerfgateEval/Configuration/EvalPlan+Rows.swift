package import PerfgateConfiguration

extension EvalPlan {
  /// Whether what becomes of a case depends on more of its row than its input and expectation: a
  /// prompt may name any field, and processes get the whole row.
  package var readsRows: Bool { target.readsRows || scorers.contains(where: \.readsRows) }
}

extension TargetPlan {
  fileprivate var readsRows: Bool {
    switch kind {
    case .exec: true
    case .openai(let server): server.prompt != .input
    case .worker, .replay: false
    }
  }
}

extension ScorerPlan {
  fileprivate var readsRows: Bool {
    if expected != nil { return true }
    switch kind {
    case .exec, .worker: return true
    default: return false
    }
  }
}
