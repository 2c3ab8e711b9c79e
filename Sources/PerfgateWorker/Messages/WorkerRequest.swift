/// What perfgate asks.
public struct WorkerRequest: Sendable {
  /// The id of the case in its dataset; empty where perfgate does not say.
  public let caseID: String
  /// Which repeat of the case, from 0.
  public let repeatIndex: Int
  /// What is to be answered, as the dataset has it.
  public let input: WorkerValue
  /// What `config` of the target says; `nil` where it says nothing.
  public let config: WorkerValue?
  /// After how many milliseconds perfgate ends the worker unless it has answered; `nil` for never.
  public let deadlineMilliseconds: Int?
  /// The whole message: what scorers and embedders are asked has further members.
  public let members: [String: WorkerValue]
  /// What the answer repeats.
  let id: WorkerValue

  /// Takes a message; `nil` where it has no id.
  init?(_ message: WorkerValue) {
    guard let members = message.object, let id = members["id"] else { return nil }
    self.members = members
    self.id = id
    caseID = members["case"]?.string ?? ""
    repeatIndex = members["repeat"]?.number.flatMap { Int(exactly: $0) } ?? 0
    input = members["input"] ?? .null
    config = members["config"]
    deadlineMilliseconds = members["deadline_ms"]?.number.flatMap { Int(exactly: $0) }
  }
}
