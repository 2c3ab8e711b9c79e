import CPerfgateSystem

/// A request in the spawner's wire format (`perfgate_spawner_wire.h`).
struct SpawnerMessage {
  /// The header and the strings, in one piece so that the spawner wakes up once.
  var head: [UInt8]
  var standardInput: [UInt8] = []

  init(_ request: ProcessRequest) throws(ProcessError) {
    var strings = StringTable()
    var header = perfgate_spawn_request()
    header.magic = PERFGATE_REQUEST_MAGIC
    try strings.append(request.executable, "executable")
    try strings.append(request.workingDirectory, "working directory")
    switch request.standardInput {
    case .empty:
      header.stdin_kind = PERFGATE_STDIN_EMPTY
      try strings.append("", "standard input")
    case .file(let path):
      header.stdin_kind = PERFGATE_STDIN_FILE
      try strings.append(path, "standard input")
    case .bytes(let bytes):
      header.stdin_kind = PERFGATE_STDIN_BYTES
      try strings.append("", "standard input")
      standardInput = bytes
    }
    try strings.append(request.programName, "program name")
    for argument in request.arguments { try strings.append(argument, "argument") }
    for (name, value) in request.environment.sorted(by: { $0.key < $1.key }) {
      guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
        throw .invalidRequest(reason: "\"\(name)\" cannot be the name of a variable")
      }
      try strings.append("\(name)=\(value)", "environment")
    }
    header.argument_count = UInt32(clamping: request.arguments.count + 1)
    header.environment_count = UInt32(clamping: request.environment.count)
    header.strings_bytes = UInt64(strings.bytes.count)
    header.stdin_bytes = UInt64(standardInput.count)
    try Self.setLimits(of: request, in: &header)
    head = withUnsafeBytes(of: header) { Array($0) } + strings.bytes
  }

  /// Whether the strings are more than any system would pass to a program.
  var isTooLong: Bool { head.count > Int(PERFGATE_STRINGS_LIMIT_BYTES) }

  private static func setLimits(
    of request: ProcessRequest,
    in header: inout perfgate_spawn_request
  ) throws(ProcessError) {
    if let timeout = request.timeoutNanoseconds {
      guard timeout > 0 else { throw .invalidRequest(reason: "its timeout is not above 0") }
      header.timeout_ns = timeout
    }
    guard request.terminationGraceNanoseconds >= 0 else {
      throw .invalidRequest(reason: "its grace before KILL is below 0")
    }
    header.grace_ns = request.terminationGraceNanoseconds
    header.stdout_head_bytes = UInt32(clamping: request.outputLimits.headBytes)
    header.stdout_tail_bytes = UInt32(clamping: request.outputLimits.tailBytes)
    header.stderr_head_bytes = UInt32(clamping: request.errorLimits.headBytes)
    header.stderr_tail_bytes = UInt32(clamping: request.errorLimits.tailBytes)
  }
}

private struct StringTable {
  var bytes: [UInt8] = []

  mutating func append(_ string: String, _ what: String) throws(ProcessError) {
    guard !string.utf8.contains(0) else {
      throw .invalidRequest(reason: "its \(what) holds a zero byte")
    }
    bytes.append(contentsOf: string.utf8)
    bytes.append(0)
  }
}
