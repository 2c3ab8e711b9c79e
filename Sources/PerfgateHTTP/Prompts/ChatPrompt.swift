import PerfgateConfiguration
import PerfgateEval
import PerfgateModel
import PerfgateSystem

/// What is said to a model, ready to be filled in.
enum ChatPrompt: Sendable {
  /// The case's input: one message of the user, or the messages that it lists.
  case input
  /// Messages with a role each.
  case messages([(role: String, template: PromptTemplate)])

  /// The longest file of a prompt, in bytes.
  private static let mostBytes = 4 << 20

  /// Reads what a plan names.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - folder: What its files are relative to.
  /// - Throws: `GateError` where a file cannot be read or is no text.
  init(_ plan: PromptPlan, folder: String) throws(GateError) {
    switch plan {
    case .input: self = .input
    case .text(let text): self = .messages([("user", PromptTemplate(text))])
    case .file(let path):
      self = .messages([("user", PromptTemplate(try Self.text(of: path, folder)))])
    case .messages(let messages):
      var filled: [(role: String, template: PromptTemplate)] = []
      for message in messages {
        let text =
          switch message.content {
          case .text(let text): text
          case .file(let path): try Self.text(of: path, folder)
          }
        filled.append((message.role, PromptTemplate(text)))
      }
      self = .messages(filled)
    }
  }

  /// The messages for a case.
  ///
  /// - Throws: `MissingField` where the case lacks what they need.
  func messages(for evalCase: EvalCase) throws(MissingField) -> JSONValue {
    switch self {
    case .input:
      if evalCase.input.isMessages { return evalCase.input }
      return .array([Self.message("user", evalCase.input.promptText)])
    case .messages(let messages):
      var values: [JSONValue] = []
      for (role, template) in messages {
        values.append(Self.message(role, try template.filled(evalCase)))
      }
      return .array(values)
    }
  }

  private static func message(_ role: String, _ text: String) -> JSONValue {
    .object(["role": .string(role), "content": .string(text)])
  }

  private static func text(of path: String, _ folder: String) throws(GateError) -> String {
    let full = path.hasPrefix("/") || folder.isEmpty ? path : Files.join(folder, path)
    let bytes: [UInt8]
    do {
      bytes = try Files.readBytes(at: full, atMostBytes: mostBytes)
    } catch {
      let reason = error.isTooLarge ? "it has more than \(mostBytes >> 20) MiB" : error.reason
      throw GateError(
        error.isMissing ? .missingInput : .malformedData,
        "the prompt '\(path)' cannot be read: \(reason)",
        hints: ["paths of prompts are relative to the folder of perfgate.yaml"]
      )
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GateError(.malformedData, "the prompt '\(path)' is not UTF-8")
    }
    return text
  }
}

extension JSONValue {
  /// Whether it is a list of messages: each an object with a role.
  fileprivate var isMessages: Bool {
    guard case .array(let items) = self, !items.isEmpty else { return false }
    return items.allSatisfy { item in
      guard case .object(let members) = item, case .string? = members.member("role") else {
        return false
      }
      return true
    }
  }
}
