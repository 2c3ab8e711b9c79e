/// How many cases are answered at a time.
actor InflightPlaces {
  private var free: Int
  private var waiter: CheckedContinuation<Void, Never>?

  init(_ count: Int) {
    free = count
  }

  /// Takes a place, and waits for one where there is none; one task alone does.
  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiter = $0 }
    }
  }

  /// Gives a place back.
  func giveBack() {
    if let waiter {
      self.waiter = nil
      waiter.resume()
    } else {
      free += 1
    }
  }
}
