/// The seconds of replies, some for each case: four bytes a reply, and four a case.
struct ReplyTimes: Sendable, Equatable {
  /// One reply's, before all of its case are together.
  struct Note: Sendable {
    var row: Int32
    var seconds: Float
  }

  /// Where each case's begin, and behind them the number of all; empty where none are kept.
  private var starts: [Int32] = []
  private var seconds: [Float] = []

  /// No times.
  init() {}

  /// Puts the times of each case together.
  ///
  /// - Parameters:
  ///   - notes: In any order.
  ///   - order: The row that was noted for each case, in the order of the table.
  init(_ notes: [Note], order: [Int]) {
    guard !notes.isEmpty else { return }
    var places = [Int32](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() { places[row] = Int32(place) }
    starts = [Int32](repeating: 0, count: order.count + 1)
    for note in notes { starts[Int(places[Int(note.row)]) + 1] += 1 }
    for place in order.indices { starts[place + 1] += starts[place] }
    var next = starts
    seconds = [Float](repeating: 0, count: notes.count)
    for note in notes {
      let place = Int(places[Int(note.row)])
      seconds[Int(next[place])] = note.seconds
      next[place] += 1
    }
  }

  /// The times of a case, in no order; none where none are kept.
  subscript(row: Int) -> ArraySlice<Float> {
    starts.isEmpty ? [] : seconds[Int(starts[row])..<Int(starts[row + 1])]
  }

  /// About how many bytes they take.
  var byteCount: Int {
    starts.count * MemoryLayout<Int32>.stride + seconds.count * MemoryLayout<Float>.stride
  }
}
