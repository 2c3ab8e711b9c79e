import PerfgateConfiguration
import PerfgateModel

extension TargetPlan {
  /// What its outputs depend on, files apart.
  var dependencies: JSONValue {
    var members: [(String, JSONValue)] = [
      ("env", .texts(environment)), ("cwd", .string(workingDirectory ?? "")),
      ("config", config ?? .null),
    ]
    switch kind {
    case .exec(let command):
      members += [("type", .string("exec")), ("command", .string(command.description))]
    case .worker(let command, _):
      members += [("type", .string("worker")), ("command", .string(command.description))]
    case .replay(let path, let output):
      members += [
        ("type", .string("replay")), ("path", .string(path)), ("output", .string(orNull: output)),
      ]
    case .openai(let server):
      members += [("type", .string("openai")), ("server", server.dependencies)]
    }
    return .object(JSONMembers(members))
  }

  /// The commands that it runs.
  var commands: [CommandLine] {
    switch kind {
    case .exec(let command), .worker(let command, _): [command]
    case .openai, .replay: []
    }
  }

  /// The files that it reads, relative to the configuration's folder.
  var files: [String] {
    switch kind {
    case .exec, .worker: []
    case .replay(let path, _): [path]
    case .openai(let server): server.prompt.files
    }
  }
}

extension ServerPlan {
  /// What its replies depend on, files apart; keys are no part of it.
  var dependencies: JSONValue {
    .object([
      "base_url": .string(baseURL), "model": .string(model), "prompt": prompt.json,
      "parameters": .object(parameters), "stream": .bool(streams),
    ])
  }
}

extension PromptPlan {
  /// The files that it is read from.
  var files: [String] {
    switch self {
    case .input, .text: []
    case .file(let path): [path]
    case .messages(let messages):
      messages.compactMap { if case .file(let path) = $0.content { path } else { nil } }
    }
  }

  fileprivate var json: JSONValue {
    switch self {
    case .input: .string("input")
    case .text(let text): .object(["text": .string(text)])
    case .file(let path): .object(["file": .string(path)])
    case .messages(let messages):
      .array(messages.map { .object(["role": .string($0.role), "content": $0.content.json]) })
    }
  }
}

extension PromptPlan.Content {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .object(["text": .string(text)])
    case .file(let path): .object(["file": .string(path)])
    }
  }
}

extension ScorerPlan {
  /// What its scores depend on, files apart.
  var dependencies: JSONValue {
    .object([
      "name": .string(name), "threshold": .number(threshold), "weight": .number(weight),
      "normalize": .strings(normalizers.map(\.rawValue)), "expected": .string(orNull: expected),
      "field": .string(orNull: field), "kind": kind.dependencies,
    ])
  }
}

extension ScorerPlan.Kind {
  /// The commands that it runs.
  var commands: [CommandLine] {
    switch self {
    case .exec(let command), .worker(let command, _), .cosine(.worker(let command, _)): [command]
    case .judge(let judge): judge.target.commands
    default: []
    }
  }

  /// The files that it reads, relative to the configuration's folder.
  var files: [String] {
    guard case .judge(let judge) = self else { return [] }
    if case .file(let path) = judge.instructions { return judge.target.files + [path] }
    return judge.target.files
  }

  fileprivate var dependencies: JSONValue {
    switch self {
    case .judge(let judge):
      .object([
        "judge": judge.target.dependencies, "votes": .integer(judge.votes),
        "instructions": judge.instructions?.json ?? .null,
      ])
    case .cosine(.openai(let server)): .object(["cosine": server.dependencies])
    case .cosine(.worker(let command, _)): .object(["cosine": .string(command.description)])
    case .exec(let command): .object(["exec": .string(command.description)])
    case .worker(let command, _): .object(["worker": .string(command.description)])
    case .jsonSchema(let schema): .object(["schema": schema])
    case .contains(let values, let isAll):
      .object(["contains": .strings(values), "all": .bool(isAll)])
    // What is left is made of numbers, texts and lists, whose descriptions tell all of them.
    default: .string("\(self)")
    }
  }
}
