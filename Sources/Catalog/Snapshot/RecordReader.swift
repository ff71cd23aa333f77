/// Goes through the values of a record.
///
/// `@safe`: it is made of the place of a record, which its store keeps, and reads as many values as a
/// record has.
@safe
struct RecordReader {
  private var length: UnsafeRawPointer
  private var value: UnsafeRawPointer
  /// How many bytes all values have.
  let valueBytes: Int
  /// Where the record ends.
  let end: UnsafeRawPointer

  init(_ place: UnsafeRawPointer) {
    let counts = unsafe RecordLayout.counts(inHeader: place.load(as: UInt32.self))
    valueBytes = counts.valueBytes
    unsafe length = place + RecordLayout.headerBytes
    unsafe value = length + counts.lengthBytes
    unsafe end = value + counts.valueBytes
  }

  /// Whether a record at a place lies before `limit` with all of its values, whose lengths are as many
  /// bytes, and add up to as many, as it says.
  static func isWhole(_ place: UnsafeRawPointer, before limit: UnsafeRawPointer) -> Bool {
    let room = unsafe limit - place - RecordLayout.headerBytes
    guard room >= 0 else { return false }
    let counts = unsafe RecordLayout.counts(inHeader: place.load(as: UInt32.self))
    guard counts.lengthBytes + counts.valueBytes <= room else { return false }
    var position = RecordLayout.headerBytes
    let end = position + counts.lengthBytes
    var sum = 0
    for _ in 0..<RecordLayout.storedCount {
      var shift = 0
      while true {
        guard position < end, shift <= 28 else { return false }
        let byte = unsafe place.load(fromByteOffset: position, as: UInt8.self)
        position += 1
        sum += Int(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
    }
    return position == end && sum == counts.valueBytes
  }

  /// The next value, empty for null.
  @inline(__always)
  mutating func next() -> UnsafeRawBufferPointer {
    var byte = unsafe length.load(as: UInt8.self)
    unsafe length += 1
    var count = Int(byte & 0x7F)
    var shift = 7
    while byte >= 0x80 {
      byte = unsafe length.load(as: UInt8.self)
      unsafe length += 1
      count |= Int(byte & 0x7F) << shift
      shift += 7
    }
    let start = unsafe value
    unsafe value += count
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }
}
