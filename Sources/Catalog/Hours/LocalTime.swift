public import OpeningHours

/// Local times as RFC 3339 writes them.
public enum LocalTime {
  /// Appends `instant`, in Unix seconds, with the offset of a zone: `2026-11-24T21:00:00+01:00`.
  ///
  /// RFC 3339 has no seconds in offsets, so those that old offsets have are left out of both.
  public static func append(_ instant: Int64, in zone: TimeZoneRules, to bytes: inout [UInt8]) {
    let minutes = zone.offsetSeconds(at: instant) / 60
    let second = instant + Int64(minutes * 60)
    let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
    let rest = Int(second - day * 86_400)
    bytes.append(contentsOf: CivilDate(daysSince1970: Int(day)).description.utf8)
    append(rest / 3_600, after: "T", to: &bytes)
    append(rest / 60 % 60, after: ":", to: &bytes)
    append(rest % 60, after: ":", to: &bytes)
    append(abs(minutes) / 60, after: minutes < 0 ? "-" : "+", to: &bytes)
    append(abs(minutes) % 60, after: ":", to: &bytes)
  }

  private static func append(_ value: Int, after mark: Unicode.Scalar, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: mark))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
  }
}
