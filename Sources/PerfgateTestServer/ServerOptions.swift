package import PerfgateModel
import PerfgateSystem

/// The arguments of `perfgate-test-server`.
package struct ServerOptions: Sendable {
  /// What the command takes.
  package static let usage = """
    usage: perfgate-test-server [--answers echo|arithmetic|FILE.jsonl] [--latency-ms N]
             [--fault KIND=SHARE]... [--seed N] [--port N] [--threads N]
    FILE.jsonl has lines of {"prompt": ..., "answer": ...}. Kinds: \
    \(ServerRules.Fault.allCases.map(\.rawValue).joined(separator: ", "))
    """

  /// How the server answers.
  package private(set) var rules = ServerRules()
  /// The port; 0 for any that is free.
  package private(set) var port = 0
  /// How many threads it has.
  package private(set) var threads = 1

  /// Reads arguments.
  ///
  /// - Throws: `GateError` where one is unknown or has a wrong value.
  package init(_ arguments: [String]) throws(GateError) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard let value = rest.popFirst() else { throw Self.wrong("'\(name)' needs a value") }
      switch name {
      case "--answers": rules.answers = try Self.answers(value)
      case "--latency-ms":
        rules.latency = .milliseconds(try Self.number(value, of: name))
      case "--fault":
        let parts = value.split(separator: "=")
        guard parts.count == 2, let fault = ServerRules.Fault(rawValue: String(parts[0])),
          let share = Double(parts[1]), (0...1).contains(share)
        else { throw Self.wrong("'\(value)' is no fault with a share") }
        rules.faults[fault] = share
      case "--seed": rules.seed = UInt64(try Self.number(value, of: name))
      case "--port": port = try Self.number(value, of: name)
      case "--threads": threads = max(1, try Self.number(value, of: name))
      default: throw Self.wrong("unknown option '\(name)'")
      }
    }
  }

  private static func number(_ text: String, of name: String) throws(GateError) -> Int {
    guard let number = Int(text), (0...65_535).contains(number) else {
      throw wrong("'\(text)' is no value of '\(name)'")
    }
    return number
  }

  private static func answers(_ text: String) throws(GateError) -> ServerRules.Answers {
    switch text {
    case "echo": return .echo
    case "arithmetic": return .arithmetic
    default: break
    }
    do {
      var answers: [String: String] = [:]
      for line in try Files.readBytes(at: text).split(separator: UInt8(ascii: "\n")) {
        let row = try JSONReader.read(Array(line)).object()
        answers[try row.required("prompt").string()] = try row.required("answer").string()
      }
      return .fixed(answers)
    } catch {
      throw wrong("'\(text)' holds no answers: \(error)")
    }
  }

  private static func wrong(_ message: String) -> GateError {
    GateError(.usage, message, notes: [usage])
  }
}
