package import PerfgateModel

/// What an eval evaluates.
package struct TargetPlan: Sendable, Equatable {
  /// What kind of target it is.
  package enum Kind: Sendable, Equatable {
    /// A process for each case.
    case exec(CommandLine)
    /// Processes that stay, a JSON object a line; so many of them, at least 1.
    case worker(CommandLine, count: Int)
    /// A server with `/chat/completions`.
    case openai(ServerPlan)
    /// Recorded outputs, relative to the configuration's folder.
    case replay(path: String, output: String?)
  }

  /// What kind of target it is.
  package var kind: Kind
  /// The longest time for one attempt, in seconds, above 0.
  package var timeoutSeconds: Double
  /// Variables that its processes have in addition to perfgate's own.
  package var environment: [String: String]
  /// Where its processes run, relative to the configuration's folder.
  package var workingDirectory: String?
  /// What workers are told of each case, as it is written.
  package var config: JSONValue?
  /// Patterns over the files that it depends on, relative to the configuration's folder.
  package var inputs: [String]
  /// Where it is configured.
  package var location: SourcePlace

  /// Creates a plan with what is the default for everything else.
  package init(kind: Kind, location: SourcePlace) {
    self.kind = kind
    self.timeoutSeconds = 60
    self.environment = [:]
    self.workingDirectory = nil
    self.config = nil
    self.inputs = []
    self.location = location
  }
}

/// A server that speaks the OpenAI protocol.
package struct ServerPlan: Sendable, Equatable {
  /// The address before `/chat/completions`, `http` or `https`.
  package var baseURL: String
  /// The model by the server's name.
  package var model: String
  /// What is said to it.
  package var prompt: PromptPlan
  /// What else the request has, as it is written: `temperature`, `max_tokens`.
  package var parameters: JSONMembers
  /// Whether the reply is streamed, which tells the time to the first token.
  package var streams: Bool
  /// The variable that holds the key; `nil` where the server wants none.
  package var keyVariable: String?
  /// Tokens that an attempt is taken to need before it is known; `nil` for a guess from its text.
  package var estimatedTokens: Int?

  /// The address without a query, which may hold a secret.
  package var shownURL: String { String(baseURL.prefix { $0 != "?" }) }

  /// Creates a plan with what is the default for everything else.
  package init(baseURL: String, model: String) {
    self.baseURL = baseURL
    self.model = model
    self.prompt = .input
    self.parameters = [:]
    self.streams = false
    self.keyVariable = nil
    self.estimatedTokens = nil
  }
}

/// What is said to a model; `{{input}}` and other fields of the row, `{{answers.0}}`, are filled in.
package enum PromptPlan: Sendable, Equatable {
  /// The case's input, as the user says it, or as messages where it is a list of them.
  case input
  /// A text of the configuration, as the user says it.
  case text(String)
  /// A file, relative to the configuration's folder, as the user says it.
  case file(String)
  /// Messages with a role each.
  case messages([Message])

  /// One message.
  package struct Message: Sendable, Equatable {
    /// `system`, `user`, `assistant` or `developer`.
    package var role: String
    /// The text, or the file that holds it.
    package var content: Content

    /// Creates a message.
    package init(role: String, content: Content) {
      self.role = role
      self.content = content
    }
  }

  /// Where the text of a message is.
  package enum Content: Sendable, Equatable {
    case text(String)
    /// A file, relative to the configuration's folder.
    case file(String)
  }
}
