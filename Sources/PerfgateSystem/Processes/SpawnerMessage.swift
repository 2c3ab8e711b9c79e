import CPerfgateSystem
import Glibc

/// A request in the spawner's wire format (`perfgate_spawner_wire.h`).
struct SpawnerMessage {
  private var header = perfgate_spawn_request()
  /// Everything but the padding, which comes last and differs from one invocation to the next.
  private let strings: [UInt8]
  private let capturedBytes: Int
  let standardInput: [UInt8]
  /// The length of the padding's value; 0 adds no variable.
  var paddingBytes: Int

  /// Below a third of the least that Linux gives a socket's buffer by default.
  private static let smallBytes = 48 * 1024
  private static let paddingName = Array("PERFGATE_PADDING=".utf8)

  init(_ request: ProcessRequest) throws(ProcessError) {
    var strings = StringTable()
    var input: [UInt8] = []
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
      input = bytes
    }
    try strings.append(request.programName, "program name")
    for argument in request.arguments { try strings.append(argument, "argument") }
    for (name, value) in request.environment.sorted(by: { $0.key < $1.key }) {
      guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
        throw .invalidRequest(reason: "\"\(name)\" cannot be the name of a variable")
      }
      try strings.append(name, "environment", endedBy: UInt8(ascii: "="))
      try strings.append(value, "environment")
    }
    header.argument_count = UInt32(clamping: request.arguments.count + 1)
    header.environment_count = UInt32(clamping: request.environment.count)
    header.stdin_bytes = UInt64(input.count)
    try Self.setLimits(of: request, in: &header)
    try Self.setProcessors(request.processors, in: &header)
    self.strings = strings.bytes
    standardInput = input
    paddingBytes = max(0, request.paddingBytes)
    capturedBytes = [request.outputLimits, request.errorLimits].reduce(0) {
      $0 + $1.headBytes + $1.tailBytes
    }
  }

  /// The header and the strings, in one piece so that the spawner wakes up once.
  var head: [UInt8] {
    var header = header
    header.strings_bytes = UInt64(stringsCount)
    if paddingBytes > 0 { header.environment_count += 1 }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(MemoryLayout.size(ofValue: header) + stringsCount)
    withUnsafeBytes(of: header) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: strings)
    guard paddingBytes > 0 else { return bytes }
    bytes.append(contentsOf: Self.paddingName)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: paddingBytes))
    bytes.append(0)
    return bytes
  }

  /// Whether request and outcome fit into a socket's buffers together with those of a neighbour,
  /// so that neither end ever waits for the other to read.
  var isSmall: Bool {
    stringsCount + standardInput.count <= Self.smallBytes && capturedBytes <= Self.smallBytes
  }

  /// Whether the strings are more than any system would pass to a program.
  var isTooLong: Bool { stringsCount > Int(PERFGATE_STRINGS_LIMIT_BYTES) }

  private var stringsCount: Int {
    strings.count + (paddingBytes > 0 ? Self.paddingName.count + paddingBytes + 1 : 0)
  }

  private static func setProcessors(
    _ processors: [Int],
    in header: inout perfgate_spawn_request
  ) throws(ProcessError) {
    for number in processors {
      guard (0..<Processors.limit).contains(number) else {
        throw .invalidRequest(reason: "\(number) is no number of a processor")
      }
      withUnsafeMutableBytes(of: &header.processors) { bytes in
        bytes.withMemoryRebound(to: UInt64.self) { $0[number / 64] |= 1 << UInt64(number % 64) }
      }
    }
  }

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
    header.patience_ns = max(0, request.interruptPatienceNanoseconds)
    header.stdout_head_bytes = UInt32(clamping: request.outputLimits.headBytes)
    header.stdout_tail_bytes = UInt32(clamping: request.outputLimits.tailBytes)
    header.stderr_head_bytes = UInt32(clamping: request.errorLimits.headBytes)
    header.stderr_tail_bytes = UInt32(clamping: request.errorLimits.tailBytes)
  }
}

private struct StringTable {
  var bytes: [UInt8] = []

  mutating func append(
    _ string: String,
    _ what: String,
    endedBy end: UInt8 = 0
  ) throws(ProcessError) {
    let start = bytes.count
    bytes.append(contentsOf: string.utf8)
    // The search runs between two invocations: over bytes in an array it takes no time to speak of.
    let hasZero = bytes.withUnsafeBytes { buffer in
      buffer.baseAddress.map { memchr($0 + start, 0, buffer.count - start) != nil } ?? false
    }
    guard !hasZero else { throw .invalidRequest(reason: "its \(what) holds a zero byte") }
    bytes.append(end)
  }
}
