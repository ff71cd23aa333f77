/// What schedules are in each hour of the week, so that one byte answers most questions.
///
/// Two bits a schedule and hour: closed or open for all of it, or neither. Those of 256 schedules in
/// one hour lie side by side, as merchants near each other are asked about the same hour: for 20,000
/// schedules that is 5 kB of the processor's nearest memory in place of 1 MB of a farther one. A
/// schedule costs 42 bytes.
@usableFromInline
struct HourStates: Sendable {
  /// How many schedules are appended at a time.
  @usableFromInline static let blockSize = 256
  @usableFromInline static let rowBytes = blockSize / 4
  @usableFromInline static let blockBytes = 168 * rowBytes

  @usableFromInline static let closed: UInt8 = 0
  @usableFromInline static let open: UInt8 = 1
  /// It changes within the hour, or has exceptions.
  @usableFromInline static let mixed: UInt8 = 2

  /// By block, hour and schedule.
  @usableFromInline var bytes: [UInt8] = []

  init() {}

  /// States as they were appended.
  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The bytes that the states take.
  var byteCount: Int { bytes.count }

  /// Appends the states of ``blockSize`` schedules.
  ///
  /// Their flips, as ``WeekFlips`` reads them, begin at the first `starts`, and the last one's end at
  /// one more.
  mutating func appendBlock(flips: Span<Int16>, starts: Span<UInt32>) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: Self.blockBytes))
    for schedule in 0..<Self.blockSize {
      let week = flips.extracting(Int(starts[schedule])..<Int(starts[schedule + 1]))
      let place = start + schedule / 4
      let shift = 2 * UInt8(schedule % 4)
      WeekFlips.forEachHour(week) { hour, isOpen in
        let state = isOpen.map { $0 ? Self.open : Self.closed } ?? Self.mixed
        bytes[place + hour * Self.rowBytes] |= state << shift
      }
    }
  }

  /// Whether a schedule is open in a minute of the week; nil where its hour doesn't tell, and for
  /// one that is not in a block.
  @inlinable @inline(__always)
  func isOpen(schedule number: UInt32, minuteOfWeek: Int) -> Bool? {
    let (block, schedule) = Int(number).quotientAndRemainder(dividingBy: Self.blockSize)
    let place =
      block &* Self.blockBytes &+ minuteOfWeek / 60 &* Self.rowBytes &+ schedule / 4
    guard place < bytes.count else { return nil }
    let state = bytes[place] >> (2 &* UInt8(truncatingIfNeeded: schedule % 4)) & 3
    return state == Self.mixed ? nil : state == Self.open
  }
}
