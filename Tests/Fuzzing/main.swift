import Glibc
import PerfgateHost
import PerfgateSystem

// perfgate-fuzz READER FIRST COUNT SEEDS...   reads mutated documents
// perfgate-fuzz READER FIRST --show SEEDS...  writes one of them
// perfgate-fuzz READER --large NAME BYTES     reads one large input and shows the peak memory
// perfgate-fuzz --list                        names readers and large inputs

func say(_ text: String, to stream: Terminal.Stream = .output) {
  try? Terminal.write(Array("\(text)\n".utf8), to: stream)
}

func peakKilobytes() -> Int {
  let status = (try? Files.readBytes(at: "/proc/self/status")) ?? []
  let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
    .first { $0.hasPrefix("VmHWM:") }
  return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

func usage() -> Int32 {
  say("usage: perfgate-fuzz READER FIRST COUNT|--show SEEDS...", to: .error)
  return 64
}

func large(_ reader: Reader, _ name: String, _ size: String?) -> Int32 {
  guard let input = LargeInput(rawValue: name), let size = size.flatMap({ Int($0) }) else {
    return usage()
  }
  let bytes = input.bytes(size)
  let before = peakKilobytes()
  if case .wrong(let what) = reader.read(bytes, isWhole: true) {
    say("\(reader.rawValue) \(name) \(what)")
    return 1
  }
  say("\(reader.rawValue) \(name) \(bytes.count) \(before) \(peakKilobytes())")
  return 0
}

func fuzz(_ reader: Reader, from first: UInt64, _ arguments: ArraySlice<String>) -> Int32 {
  let seeds = arguments.dropFirst().compactMap { try? Files.readBytes(at: $0) }
  guard let count = arguments.first, !seeds.isEmpty, seeds.allSatisfy({ !$0.isEmpty }) else {
    return usage()
  }
  let mutator = InputMutator(documents: seeds)
  if count == "--show" {
    try? Terminal.write(mutator.input(first), to: .output)
    return 0
  }
  guard let count = UInt64(count) else { return usage() }
  let begin = MonotonicClock.nowNanoseconds()
  let tally = FuzzRun(reader: reader, mutator: mutator).run(first..<first + count) { index in
    say("at \(index)", to: .error)
  }
  for problem in tally.problems { say("FAILED  \(reader.rawValue): \(problem)") }
  let seconds = Double(MonotonicClock.nowNanoseconds() - begin) / 1e9
  say(
    "\(reader.rawValue): \(tally.accepted) accepted, \(tally.refused) refused, "
      + "\(tally.problems.count) wrong, \(tally.bytes >> 20) MiB, \(Int(seconds)) s, "
      + "peak \(peakKilobytes() / 1024) MiB"
  )
  return tally.problems.isEmpty ? 0 : 1
}

func main(_ arguments: [String]) -> Int32 {
  if arguments == ["--list"] {
    for reader in Reader.allCases { say("reader \(reader.rawValue)") }
    for input in LargeInput.allCases { say("large \(input.rawValue)") }
    return 0
  }
  guard arguments.count >= 3, let reader = Reader(rawValue: arguments[0]) else { return usage() }
  if arguments[1] == "--large" {
    return large(reader, arguments[2], arguments.dropFirst(3).first)
  }
  guard let first = UInt64(arguments[1]) else { return usage() }
  return fuzz(reader, from: first, arguments.dropFirst(2))
}

exit(main(Array(CommandLine.arguments.dropFirst())))
