import JSON
import Testing

@testable import OpeningHours

struct HoursFuzzTests {
  private static let values = [
    #"{"monday":{"open":"9:00","close":"21:00"},"tuesday":null,"sat":["9:00-12:00","1 PM–5 p.m."]}"#,
    #"{"mon-fri":[{"from":"22:00","to":"2:00"}],"weekend":"24h","exceptions":{"12-25":"closed"}}"#,
    #"{"daily":{"is_open":true,"opens":"noon","closes":"midnight"},"special_hours":{"2026-12-24":[]}}"#,
    #""Mo-Fr 08:00-12:00,13:00-17:30; Sa,Su off""#, #""24/7""#,
    #""Mo-Su 22:00-26:00, Tu 9:00-10:00""#,
    #"{"periods":[{"open":{"day":0,"time":"0000"}}]}"#,
    #"{"periods":[{"open":{"day":5,"hour":9,"minute":30},"close":{"day":1,"hour":2,"minute":0}}]}"#,
    #"[{"open":[{"day":0,"start":"1100","end":"0200","is_overnight":true}],"hours_type":"REGULAR"}]"#,
    #"[{"@type":"OpeningHoursSpecification","dayOfWeek":["Monday","https://schema.org/Friday"],"opens":"09:00","closes":"17:00:00"},{"validFrom":"2026-12-25","validThrough":"2026-12-25"}]"#,
    #""{\"monday\":\"9:00-17:00\"}""#,
  ].map { Array($0.utf8) }

  private static let pieces = [
    "\"", "[", "]", "{", "}", ",", ":", "-", "–", ";", " ", "null", "true", "9", "00", "24:00",
    "48:00",
    "23:59", "AM", "pm", "off", "mon", "Su", "\\u0001", "\u{301}", "é", "\"open\"", "\"close\"",
    "12-25", "9999-12-31", "00:00", "0000",
  ].map { Array($0.utf8) }

  /// Cut, copied, swapped and spiced; most are still JSON, since only what is is read.
  private func mutated(_ random: inout HoursGenerator) -> [UInt8] {
    var bytes = Self.values[random.number(0..<Self.values.count)]
    for _ in 0..<random.number(1..<3) {
      let place = random.number(0..<bytes.count + 1)
      let end = min(bytes.count, place + random.number(0..<6))
      switch random.number(0..<8) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: bytes[place..<end], at: random.number(0..<bytes.count + 1))
      case 2 where end > place: bytes[place] = UInt8(random.number(0x20..<0x7F))
      case 3, 4, 5, 6:
        let digits = bytes.indices.filter { 0x30...0x39 ~= bytes[$0] }
        if let digit = digits.randomElement(using: &random) {
          bytes[digit] = UInt8(random.number(0x30..<0x3A))
        }
      default:
        bytes.insert(contentsOf: Self.pieces[random.number(0..<Self.pieces.count)], at: place)
      }
      if bytes.isEmpty { bytes = [0x22, 0x22] }
    }
    return bytes
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `survives damage, and what it accepts is read as it is printed`(seed: UInt64) throws {
    var random = HoursGenerator(seed)
    var accepted = 0
    for _ in 0..<10_000 {
      let bytes = mutated(&random)
      // What is no JSON any more becomes text.
      var quoted: [UInt8] = []
      JSONString.append(String(decoding: bytes, as: UTF8.self), to: &quoted)
      guard let text = try? JSONText(utf8: bytes.span) else {
        _ = try? HoursReading(try JSONText(utf8: quoted.span))
        continue
      }
      guard case .schedule(let schedule, _)? = try? HoursReading(text) else { continue }
      accepted += 1
      let canonical = try HoursReading(try JSONText(schedule.canonicalJSON))
      guard case .schedule(let again, _) = canonical, again == schedule else {
        Issue.record("\(text.text) became \(schedule.canonicalJSON)")
        return
      }
    }
    #expect(accepted > 500)
  }
}
