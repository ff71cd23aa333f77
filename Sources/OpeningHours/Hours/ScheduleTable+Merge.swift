extension ScheduleTable {
  /// The schedules of several tables that are used, equal ones once, in the order of the tables, and
  /// what their numbers became.
  ///
  /// `isUsed` has an entry for every schedule, the tables' end to end, and so has `numbers`, in which
  /// what is not used is ``unknown``. Nothing is read again; takes some 100 ns a schedule.
  public static func merging(
    _ tables: [ScheduleTable], isUsed: [Bool]
  ) -> (table: ScheduleTable, numbers: [UInt32]) {
    precondition(
      isUsed.count == tables.reduce(0) { $0 + $1.count }, "every schedule is used or not")
    var merge = ScheduleMerge(tables)
    var numbers = [UInt32](repeating: unknown, count: isUsed.count)
    merge.number(isUsed: isUsed, &numbers)
    return (merge.table(), numbers)
  }
}

/// Schedules of some tables on their way into one.
private struct ScheduleMerge {
  /// Fewer schedules get no ``HourStates``, as working those out is most of the work of a small merge.
  private static let fewSchedules = 1_024

  /// A schedule by its table and its number there.
  private struct Source {
    var table: UInt32
    var number: UInt32
  }

  private let tables: [ScheduleTable]
  /// Where each schedule of the table to be comes from.
  private var sources: [Source] = []

  init(_ tables: [ScheduleTable]) {
    self.tables = tables
  }

  mutating func number(isUsed: [Bool], _ numbers: inout [UInt32]) {
    let usedCount = isUsed.count { $0 }
    sources.reserveCapacity(usedCount)
    // Schedules of one table differ, so those of a single one need not be compared.
    if tables.count(where: { $0.count > 0 }) == 1 {
      var first = 0
      for (place, table) in tables.enumerated() {
        for number in 0..<table.count where isUsed[first + number] {
          numbers[first + number] = UInt32(sources.count)
          sources.append(Source(table: UInt32(place), number: UInt32(number)))
        }
        first += table.count
      }
      return
    }
    // Open addressing, at most half full. The library's hash is seeded, so that nobody can choose
    // hours that collide.
    var mask = 15
    while mask < 2 * usedCount { mask = 2 * mask + 1 }
    var buckets = [(hash: UInt32, next: UInt32)](repeating: (0, 0), count: mask + 1)
    var first = 0
    for (place, table) in tables.enumerated() {
      for number in 0..<table.count where isUsed[first + number] {
        let source = Source(table: UInt32(place), number: UInt32(number))
        let hash = table.hash(UInt32(number))
        var position = Int(hash) & mask
        while true {
          let bucket = buckets[position]
          if bucket.next == 0 {
            sources.append(source)
            buckets[position] = (hash, UInt32(sources.count))
            numbers[first + number] = UInt32(sources.count - 1)
            break
          }
          if bucket.hash == hash, areEqual(sources[Int(bucket.next) - 1], source) {
            numbers[first + number] = bucket.next - 1
            break
          }
          position = (position + 1) & mask
        }
      }
      first += table.count
    }
  }

  private func areEqual(_ one: Source, _ other: Source) -> Bool {
    let (table, otherTable) = (tables[Int(one.table)], tables[Int(other.table)])
    return table.flips[table.flipRange(one.number)]
      == otherTable.flips[otherTable.flipRange(other.number)]
      && table.days[table.dayRange(one.number)]
        == otherTable.days[otherTable.dayRange(other.number)]
  }

  consuming func table() -> ScheduleTable {
    var flips: [Int16] = []
    var flipStarts: [UInt32] = [0]
    var days: [UInt16] = []
    var dayStarts: [UInt32] = [0]
    flipStarts.reserveCapacity(sources.count + 1)
    dayStarts.reserveCapacity(sources.count + 1)
    var hours = HourStates()
    forEachRun(0..<sources.count) { table, numbers, _ in
      let flipRange = table.flipRange(in: numbers)
      let dayRange = table.dayRange(in: numbers)
      let (oldFlips, newFlips) = (UInt32(flipRange.lowerBound), UInt32(flips.count))
      let (oldDays, newDays) = (UInt32(dayRange.lowerBound), UInt32(days.count))
      flips += table.flips[flipRange]
      days += table.days[dayRange]
      for number in numbers {
        flipStarts.append(table.flipStarts[number + 1] - oldFlips + newFlips)
        dayStarts.append(table.dayStarts[number + 1] - oldDays + newDays)
      }
    }
    // The flips of a thousand schedules are near enough without their hours.
    let blocks = sources.count < Self.fewSchedules ? 0 : sources.count / HourStates.blockSize
    for block in 0..<blocks {
      let start = block * HourStates.blockSize
      hours.beginBlock()
      forEachRun(start..<start + HourStates.blockSize) { table, numbers, place in
        hours.copy(numbers, of: table, to: place)
      }
    }
    return ScheduleTable(
      flips: flips, flipStarts: flipStarts, days: days, dayStarts: dayStarts, hours: hours)
  }

  /// Calls `body` with runs of schedules that follow each other in one table as they do here: the
  /// table, their numbers there, and the first one's here.
  private func forEachRun(
    _ range: Range<Int>, _ body: (ScheduleTable, _ numbers: Range<Int>, _ place: Int) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      let first = sources[start]
      var end = start + 1
      while end < range.upperBound, sources[end].table == first.table,
        Int(sources[end].number) == Int(first.number) + end - start
      {
        end += 1
      }
      let number = Int(first.number)
      body(tables[Int(first.table)], number..<number + end - start, start)
      start = end
    }
  }
}

extension ScheduleTable {
  fileprivate func hash(_ number: UInt32) -> UInt32 {
    var hasher = Hasher()
    let (flipRange, dayRange) = (flipRange(number), dayRange(number))
    hasher.combine(flipRange.count)
    // Safe: the bytes are those of numbers that are read meanwhile.
    unsafe flips.span.extracting(flipRange).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    unsafe days.span.extracting(dayRange).withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return UInt32(truncatingIfNeeded: hasher.finalize())
  }

  fileprivate func flipRange(in numbers: Range<Int>) -> Range<Int> {
    Int(flipStarts[numbers.lowerBound])..<Int(flipStarts[numbers.upperBound])
  }

  fileprivate func dayRange(in numbers: Range<Int>) -> Range<Int> {
    Int(dayStarts[numbers.lowerBound])..<Int(dayStarts[numbers.upperBound])
  }
}

extension HourStates {
  /// How many schedules have their states here.
  var count: Int { bytes.count / Self.blockBytes * Self.blockSize }

  /// Appends a block in which every schedule is closed.
  fileprivate mutating func beginBlock() {
    bytes.append(contentsOf: repeatElement(0, count: Self.blockBytes))
  }

  /// Makes the states of the schedules from `place` on, which are in the last block and closed so
  /// far, those of some in `table`.
  fileprivate mutating func copy(_ numbers: Range<Int>, of table: ScheduleTable, to place: Int) {
    let other = table.hours
    var (number, place) = (numbers.lowerBound, place)
    while number < numbers.upperBound {
      if number < other.count {
        let lane = number % Self.blockSize
        let count = min(numbers.upperBound - number, Self.blockSize - lane)
        copy(count, from: number, of: other, to: place)
        number += count
        place += count
      } else {
        let week = table.flips.span.extracting(table.flipRange(UInt32(number)))
        var target = Self.firstByte(place)
        let shift = 2 * UInt8(place % 4)
        WeekFlips.forEachHour(week) { _, isOpen in
          let state = isOpen.map { $0 ? Self.open : Self.closed } ?? Self.mixed
          bytes[target] |= state << shift
          target += Self.rowBytes
        }
        number += 1
        place += 1
      }
    }
  }

  /// Where the states of a schedule begin.
  private static func firstByte(_ number: Int) -> Int {
    number / blockSize * blockBytes + number % blockSize / 4
  }

  /// Copies the states of `count` schedules, which lie in one block there and here.
  private mutating func copy(_ count: Int, from number: Int, of other: HourStates, to place: Int) {
    if count == Self.blockSize {
      bytes.replaceSubrange(
        Self.firstByte(place)..<Self.firstByte(place) + Self.blockBytes,
        with: other.bytes[
          Self.firstByte(number)..<Self.firstByte(number) + Self.blockBytes])
      return
    }
    let source = other.bytes.span
    var target = bytes.mutableSpan
    for hour in 0..<168 {
      let row = Self.firstByte(number - number % Self.blockSize) + hour * Self.rowBytes
      let targetRow = Self.firstByte(place - place % Self.blockSize) + hour * Self.rowBytes
      let (from, to) = (number % Self.blockSize, place % Self.blockSize)
      var done = 0
      while done < count {
        // As many as fill a byte here, of one byte or two there.
        let lane = (to + done) % 4
        let width = min(4 - lane, count - done)
        let first = from + done
        var states = UInt16(source[row + first / 4])
        if first % 4 + width > 4 { states |= UInt16(source[row + first / 4 + 1]) << 8 }
        states = states >> UInt16(2 * (first % 4)) & (1 << UInt16(2 * width) - 1)
        target[targetRow + (to + done) / 4] |= UInt8(truncatingIfNeeded: states << UInt16(2 * lane))
        done += width
      }
    }
  }
}
