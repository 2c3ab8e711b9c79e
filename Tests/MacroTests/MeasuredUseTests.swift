#if Macros
import PerfgateMacros
import Testing

@Suite("Measured functions")
struct MeasuredUseTests {
  /// How many spans a stage has, and how many of them failed, before and after a body.
  private func spans<Result>(
    of stage: String,
    _ body: () async throws -> Result
  ) async rethrows -> (result: Result, ended: Int, failed: Int) {
    let before = observed.snapshot().stage(stage)
    let result = try await body()
    let after = observed.snapshot().stage(stage)
    return (
      result, (after?.spanCount ?? 0) - (before?.spanCount ?? 0),
      (after?.failureCount ?? 0) - (before?.failureCount ?? 0)
    )
  }

  @Test("a lone expression is still what is returned, and each call is a span")
  func loneExpressions() async {
    let doubled = await spans(of: "loneExpression") { [loneExpression(2), loneExpression(3)] }
    #expect(doubled.result == [4, 6])
    #expect(doubled.ended == 2)
    let chosen = await spans(of: "loneChoice") { [-1, 1, 2].map(loneChoice) }
    #expect(chosen.result == ["below", "one", "many"])
    #expect(chosen.ended == 3)
  }

  @Test("a return in the middle ends the span")
  func returns() async {
    let all = await spans(of: "severalReturns") { [0, 2, 5].map(severalReturns) }
    #expect(all.result == ["none", "some", "three"])
    #expect(all.ended == 3)
    #expect(all.failed == 0)
  }

  @Test("a name that is given is the stage")
  func names() async {
    #expect(await spans(of: "with a name") { named() }.ended == 1)
  }

  @Test("what throws has failed, whatever it throws")
  func failures() async throws {
    let untyped = await spans(of: "throwing") {
      _ = try? throwing(false)
      #expect(throws: Refusal.always) { try throwing(true) }
    }
    #expect(untyped.ended == 2)
    #expect(untyped.failed == 1)
    let typed = await spans(of: "throwingTyped") {
      do throws(Refusal) {
        _ = try throwingTyped(false)
        _ = try throwingTyped(true)
      } catch {
        #expect(error == .always)
      }
    }
    #expect(typed.ended == 2)
    #expect(typed.failed == 1)
    #expect(try throwingNothing() == 7)
    #expect(throwingNever() == 5)
  }

  @Test("what rethrows throws only what it is given")
  func rethrowing() async {
    // Neither needs `try` here.
    let calm = await spans(of: "rethrowing") { MacroTests.rethrowing { 1 } }
    #expect(calm.result == 2)
    #expect(throwingGeneric { 2 } == 3)
    let failing = await spans(of: "rethrowing") {
      #expect(throws: Refusal.always) { try MacroTests.rethrowing { throw Refusal.always } }
    }
    #expect(failing.ended == 1)
    #expect(failing.failed == 1)
  }

  @Test("asynchronous functions are measured to their end")
  func asynchrony() async throws {
    #expect(await spans(of: "asynchronous") { await asynchronous(1) }.result == 2)
    let failing = await spans(of: "asynchronousThrowing") {
      await #expect(throws: Refusal.always) { try await asynchronousThrowing(true) }
    }
    #expect(failing.failed == 1)
    #expect(try await asynchronousThrowing(false) == 1)
    do throws(Refusal) {
      #expect(try await asynchronousTyped(false) == 2)
      _ = try await asynchronousTyped(true)
    } catch {
      #expect(error == .always)
    }
  }

  @Test("generic parameters, packs and opaque types stay what they are")
  func generics() {
    #expect(generic([1, 3, 2]) == 3)
    #expect(generic([String]()) == nil)
    #expect(Array(opaque([3, 1])) == [2, 4])
    #expect(unwrapped(4) + 1 == 5)
    #expect(packed(1, "a", 2.5) == ["1", "a", "2.5"])
  }

  @Test("arguments may be changed, consumed, borrowed and moved")
  func ownership() async throws {
    var number = 3
    doubling(&number, times: 2)
    #expect(number == 12)
    #expect(await spans(of: "appending") { appending([1], 2) }.result == [1, 2])
    #expect(try punched(Ticket(number: 1), and: Ticket(number: 2)) == 3)
    let failing = await spans(of: "punched") {
      do { _ = try punched(Ticket(number: 1), and: Ticket(number: 1)) } catch {}
    }
    #expect(failing.failed == 1)
    var numbers = [1, 2, 3]
    withoutResult(&numbers)
    #expect(numbers == [1, 2])
  }

  @Test("whatever stands in a body means the same as before")
  func bodies() throws {
    let expected = ["to me", "  two more,", "an inside", "  \\raw"].joined(separator: "\n")
    #expect(textOfLines("me") == expected)
    #expect(try mixed([1, -2]) == ["n1": 1, "n-2": -2])
    #expect(throws: Refusal.always) { try mixed([-1]) }
    #expect(throws: Refusal.always) { try mixed([10]) }
  }

  @Test("#function is that of the function")
  func functionName() {
    #expect(calledFrom() == ["calledFrom(_:)", "functionName()"])
  }

  @Test("a measured function keeps its isolation")
  func isolation() async throws {
    let box = Box()
    #expect(await isolated(box) == 1)
    #expect(await onMainActor(Box()) == 1)
    let counters = (Counter(), Counter())
    #expect(await counters.0.next() == 1)
    #expect(try await counters.1.after(counters.0) == 2)
    #expect(await counters.0.name() == "counter")
    #expect(observed.snapshot().stage("Counter.next") != nil)
    #expect(observed.snapshot().stage("Counter.after") != nil)
  }

  @Test("what a measured function calls is measured inside of it, in its tasks too")
  func nesting() async {
    #expect(outer() == 2)
    #expect(await outerAsynchronous() == 6)
    let links = observed.snapshot().links
    #expect(links.contains { $0.parent == "outer" && $0.child == "inner" && $0.count >= 2 })
    #expect(
      links.contains {
        $0.parent == "outerAsynchronous" && $0.child == "asynchronous" && $0.count >= 3
      }
    )
  }

  @Test("the shared monitor records nothing until it is enabled")
  func shared() {
    #expect(sharedMonitor() == 3)
    #expect(explicitlyShared() == 4)
    #expect(PerformanceMonitor.shared.snapshot().stages.isEmpty)
  }

  @Test("methods are called after their types, as they are written")
  func methods() throws {
    #expect(Importer.merged([]) == 0)
    #expect(Importer.Row().parsed("12") == 12)
    #expect(Importer.Row().default() == 2)
    #expect(Importer.Row().local() == 2)
    #expect([1, 2].total() == 3)
    #expect(Scorer().score() == 0.5)
    #expect(Base.made().name() == "base")
    #expect(Derived().name() == "derived of base")
    let names = Set(observed.snapshot().stages.map(\.name))
    let expected: Set = [
      "Importer.merged", "Importer.Row.parsed", "Importer.Row.default",
      "Importer.Row.local.added", "Array.total", "score", "Base.made", "Base.name",
      "Derived.name",
    ]
    #expect(names.isSuperset(of: expected), "\(expected.subtracting(names))")
  }

  @Test("a key path leads to the monitor of the type itself")
  func ownMonitor() throws {
    var importer = Importer()
    importer.add(2)
    importer.add(3)
    #expect(try importer.kept() == 5)
    let snapshot = importer.monitor.snapshot()
    #expect(snapshot.stage("Importer.add")?.spanCount == 2)
    #expect(snapshot.stage("kept")?.spanCount == 1)
    let table = Importer.Table()
    #expect(table.added("three") == 5)
    #expect(table.monitors[0].snapshot().stage("added")?.spanCount == 1)
  }
}
#endif
