import Synchronization

/// The stages of names that are literals, by the address of the text: found without a lock and
/// without looking at the text.
///
/// Literals of the same text at several addresses lead to the same stage. Full, it finds nothing
/// new, and names are looked up as texts.
struct LiteralTable: ~Copyable {
  private struct Slot: ~Copyable {
    /// 0 where the slot is free; once set it stays until the table is cleared.
    let address = Atomic<UInt>(0)
    let stage = Atomic<UInt32>(0)
  }

  private static let size = 512
  /// Beyond three quarters look-ups that find nothing would take long.
  private static let most = 384

  private let slots: UnsafeMutablePointer<Slot>
  private let count = Atomic<Int>(0)

  init() {
    slots = .allocate(capacity: Self.size)
    for index in 0..<Self.size { (slots + index).initialize(to: Slot()) }
  }

  deinit {
    slots.deinitialize(count: Self.size)
    slots.deallocate()
  }

  /// The stage of an address; `nil` where it was never added.
  @inline(__always)
  func stage(at address: UInt) -> UInt32? {
    var index = Self.slot(of: address)
    while true {
      let found = slots[index].address.load(ordering: .acquiring)
      if found == address { return slots[index].stage.load(ordering: .relaxed) }
      if found == 0 { return nil }
      index = (index + 1) % Self.size
    }
  }

  /// Adds a stage; by one thread at a time.
  func add(_ address: UInt, stage: UInt32) {
    guard count.load(ordering: .relaxed) < Self.most, self.stage(at: address) == nil else { return }
    count.wrappingAdd(1, ordering: .relaxed)
    var index = Self.slot(of: address)
    while slots[index].address.load(ordering: .relaxed) != 0 { index = (index + 1) % Self.size }
    slots[index].stage.store(stage, ordering: .relaxed)
    slots[index].address.store(address, ordering: .releasing)
  }

  /// Forgets everything, while nobody looks anything up.
  func clear() {
    for index in 0..<Self.size { slots[index].address.store(0, ordering: .relaxed) }
    count.store(0, ordering: .relaxed)
  }

  @inline(__always)
  private static func slot(of address: UInt) -> Int {
    Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 55)
  }
}
