/// What has gone through a channel, and who has waited at it.
///
/// Of each edge of a pipeline this tells which side holds up the other: its senders are blocked where
/// what follows is slow, its receivers are idle where what comes before is.
@usableFromInline package struct ChannelCounters: Sendable, Equatable {
  /// The items that were accepted.
  @usableFromInline package internal(set) var sent = 0
  /// The items that were taken out.
  @usableFromInline package internal(set) var received = 0
  /// The items inside.
  @usableFromInline package internal(set) var items = 0
  /// The bytes inside, 0 where they are not measured.
  @usableFromInline package internal(set) var bytes = 0
  /// The most items that were inside at a time.
  @usableFromInline package internal(set) var peakItems = 0
  /// The most bytes that were inside at a time.
  @usableFromInline package internal(set) var peakBytes = 0
  /// How often a sender waited for room.
  @usableFromInline package internal(set) var blockedSends = 0
  /// How long senders waited for room, all together.
  @usableFromInline package internal(set) var blockedTime = Duration.zero
  /// How often a receiver waited for items.
  @usableFromInline package internal(set) var idleReceives = 0
  /// How long receivers waited for items, all together.
  @usableFromInline package internal(set) var idleTime = Duration.zero
}
