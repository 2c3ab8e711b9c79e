import PerfgateParallel
import Synchronization
import Testing

@Suite("Work on several processors")
struct ParallelWorkTests {
  @Test(
    "results stand in the order of the elements",
    arguments: [0, 1, 2, 63, 64, 65, 1000],
    [1, 64]
  )
  func order(count: Int, batch: Int) {
    let elements = Array(0..<count)
    // The first elements take longest, so that later ones are ready before them.
    let results = ParallelWork.map(elements, batch: batch) { element in
      (0..<(count - element) * 50).reduce(element * 2) { sum, _ in sum }
    }
    #expect(results == elements.map { $0 * 2 })
  }

  @Test("everything is done once")
  func once() {
    let seen = Mutex<[Int]>([])
    _ = ParallelWork.map(Array(0..<500), batch: 7) { element in
      seen.withLock { $0.append(element) }
    }
    #expect(seen.withLock { $0.sorted() } == Array(0..<500))
  }
  @Test("batches make one value for each index", arguments: [0, 1, 63, 64, 65, 1000])
  func batches(count: Int) {
    let results = ParallelWork.batches(of: count, batch: 64) { range, add in
      for index in range { add("\(index)") }
    }
    #expect(results == (0..<count).map { "\($0)" })
  }

  @Test("of two things at once each gives what it gives")
  func both() {
    let (one, other) = ParallelWork.both({ "one" }, { 2 })
    #expect(one == "one")
    #expect(other == 2)
  }
}
