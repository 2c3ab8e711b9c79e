#if Macros
import PerfgateMacros

/// Where the functions of these tests are measured.
let observed = PerformanceMonitor()

/// What measured functions throw.
enum Refusal: Error, Equatable {
  case always
}

@Measured(monitor: observed)
func loneExpression(_ number: Int) -> Int { number * 2 }

@Measured("with a name", monitor: observed)
func named() {}

@Measured(monitor: observed)
func loneChoice(_ number: Int) -> String {
  if number < 0 {
    "below"
  } else if number == 0 {
    fatalError("nobody asks for this")
  } else {
    switch number {
    case 1: "one"
    default: "many"
    }
  }
}

@Measured(monitor: observed)
func severalReturns(_ number: Int) -> String {
  guard number > 0 else { return "none" }
  for step in 0..<number where step == 3 { return "three" }
  defer { _ = number }
  return "some"
}

@Measured(monitor: observed)
func neverReturns(_ number: Int) -> Int { fatalError("\(number)") }

@Measured(monitor: observed)
func neverEnds() -> Never { fatalError("ends") }

@Measured(monitor: observed)
func throwing(_ isFailing: Bool) throws -> Int {
  if isFailing { throw Refusal.always }
  return 1
}

@Measured(monitor: observed)
func throwingNothing() throws -> Int { 7 }

@Measured(monitor: observed)
func throwingTyped(_ isFailing: Bool) throws(Refusal) -> Int {
  if isFailing { throw .always }
  return 2
}

@Measured(monitor: observed)
func throwingNever() throws(Never) -> Int { 5 }

@Measured(monitor: observed)
func rethrowing(_ body: () throws -> Int) rethrows -> Int { try body() + 1 }

@Measured(monitor: observed)
func throwingGeneric<Failure: Error>(_ body: () throws(Failure) -> Int) throws(Failure) -> Int {
  try body() + 1
}

@Measured(monitor: observed)
func asynchronous(_ number: Int) async -> Int {
  await Task.yield()
  return number + 1
}

@Measured(monitor: observed)
func asynchronousThrowing(_ isFailing: Bool) async throws -> Int {
  try await Task.sleep(nanoseconds: 1)
  return try throwing(isFailing)
}

@Measured(monitor: observed)
func asynchronousTyped(_ isFailing: Bool) async throws(Refusal) -> Int {
  await Task.yield()
  return try throwingTyped(isFailing)
}

@Measured(monitor: observed)
func generic<Element: Comparable>(_ elements: [Element]) -> Element? { elements.max() }

@Measured(monitor: observed)
func opaque(_ numbers: some Sequence<Int>) -> some Collection<Int> {
  let sorted = numbers.sorted()
  return sorted.lazy.map { $0 + 1 }
}

@Measured(monitor: observed)
func unwrapped(_ number: Int!) -> Int! { number }

@Measured(monitor: observed)
func packed<each Value: CustomStringConvertible>(_ value: repeat each Value) -> [String] {
  var texts: [String] = []
  repeat texts.append((each value).description)
  return texts
}

@Measured(monitor: observed)
func doubling(_ number: inout Int, times: Int = 1) {
  for _ in 0..<times { number *= 2 }
}

@Measured(monitor: observed)
func appending(_ numbers: consuming [Int], _ number: Int) -> [Int] {
  numbers.append(number)
  return numbers
}

/// What can only be moved.
struct Ticket: ~Copyable {
  var number: Int
}

@Measured(monitor: observed)
func punched(_ ticket: consuming Ticket, and other: consuming Ticket) throws -> Int {
  if ticket.number == other.number { throw Refusal.always }
  ticket.number += other.number
  let all = consume ticket
  return looked(at: all)
}

@Measured(monitor: observed)
func looked(at ticket: borrowing Ticket) -> Int { ticket.number }

@Measured(monitor: observed)
func calledFrom(_ name: String = #function) -> [String] { [#function, name] }

@Measured(monitor: observed)
func textOfLines(_ name: String) -> String {
  // A comment, and a text whose indentation is part of it.
  let text = """
    to \(name)
      two more,
    \(name.isEmpty ? "no" : "an") inside
    """
  return text + "\n" + #"  \raw"#
}

@Measured(monitor: observed)
func mixed(_ numbers: [Int]) throws -> [String: Int] {
  struct Entry { var name: String; var number: Int }
  func named(_ number: Int) -> Entry { Entry(name: "n\(number)", number: number) }
  #if DEBUG
  let entries = numbers.map(named)
  #else
  let entries = numbers.map { named($0) }
  #endif
  label: for number in numbers {
    do { if number < 0 { throw Refusal.always } } catch Refusal.always where number < -1 {
      continue label
    }
  }
  return try entries.reduce(into: [:]) { try $0[$1.name] = checked($1.number) }
}

private func checked(_ number: Int) throws -> Int {
  if number > 9 { throw Refusal.always }
  return number
}

@Measured(monitor: observed)
@discardableResult
func discardable(_ numbers: inout [Int]) -> Int { numbers.removeLast() }

@Measured(monitor: observed)
func withoutResult(_ numbers: inout [Int]) { discardable(&numbers) }

@Measured(monitor: observed)
func isolated(to actor: isolated (any Actor)? = #isolation, _ box: Box) async -> Int {
  await Task.yield()
  box.number += 1
  return box.number
}

@MainActor
@Measured(monitor: observed)
func onMainActor(_ box: Box) async -> Int {
  box.number += 1
  await Task.yield()
  return box.number
}

/// Something that may not be sent.
final class Box {
  var number = 0
}

@Measured(monitor: observed)
func outer() -> Int { inner() + inner() }

@Measured(monitor: observed)
func inner() -> Int { 1 }

@Measured(monitor: observed)
func outerAsynchronous() async -> Int {
  await withTaskGroup(of: Int.self) { group in
    for number in 0..<3 { group.addTask { await asynchronous(number) } }
    return await group.reduce(0, +)
  }
}

@Measured
func sharedMonitor() -> Int { 3 }

@Measured("explicitly shared", monitor: .shared)
func explicitlyShared() -> Int { 4 }
#endif
