import ArgumentParser
import Catalog
import Foundation
import JSON
import OpeningHours
import Server

/// Shows the opening hours of one merchant.
struct HoursShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Shows when a merchant is open: now, next, and in the week.",
    discussion: """
      Times are those of the merchant's own zone. In the picture a block is half an hour.
      Example: vicinity hours show lon-000368 --catalog Data/merchants.csv
      Exit status: 0 done; 1 there is no such merchant; 2 wrong usage; 3 no such file, no time zones.
      """)

  @Argument(help: ArgumentHelp("The merchant's id.", valueName: "merchant-id"))
  var merchantID: String

  @OptionGroup var source: CatalogOptions

  @Option(
    help: ArgumentHelp(
      "The instant to show, such as 2026-11-24T17:40:00Z (default: now).", valueName: "rfc3339"))
  var at: String?

  @Option(
    help: ArgumentHelp(
      "How it is printed (default: table on a terminal, json otherwise).",
      valueName: "format"))
  var format: HoursFormat?

  func run() async throws {
    let settings = try await source.readSettings()
    let instant = try at.map(Instant.read) ?? UnixTime.now()
    let zones = try SystemZones.open()
    SystemZones.warn(ifOld: zones, at: instant)
    let loaded = try CatalogLoader(categories: .seeds, zones: zones)
      .load(source.paths(settings))
    let id = NegativeNumber.restored(merchantID)
    guard let slot = loaded.catalog.slot(ofMerchant: id) else {
      throw CommandFailure(unknownMerchant: id, in: loaded.catalog)
    }
    if format ?? (Terminal.showsOutput ? .table : .json) == .table {
      let report = HoursReport(
        slot: slot, catalog: loaded.catalog, zones: zones, instant: instant)
      for line in report.lines { print(line) }
    } else {
      var writer = HoursJSON()
      var bytes = writer.value(slot: slot, of: loaded.catalog, at: instant)
      bytes.append(UInt8(ascii: "\n"))
      try StandardOutput.write(bytes)
    }
  }
}

/// What there is to say of a merchant's hours.
private struct HoursReport {
  let slot: UInt32
  let catalog: Catalog
  let zones: ZoneDatabase
  let instant: Int64

  var lines: [String] {
    let name = Terminal.harmless(catalog.name(slot: slot))
    let title = "\(name) (\(Terminal.harmless(catalog.id(slot: slot))))"
    let phrase = HoursPhrase(slot: slot, of: catalog, at: .instant(instant))
    var lines = [style(title, "1"), style(now(phrase), color(of: phrase.state.state))]
    if let next = next(phrase) { lines.append(next) }
    lines.append(clock)
    if let schedule = catalog.schedule(slot: slot) {
      // Without a zone the week is as good as with one, and no day is today.
      let zone = catalog.zone(slot: slot) ?? TimeZoneRules(name: "UTC", offsetSeconds: 0)
      lines.append("")
      lines +=
        WeekPicture(
          schedule: schedule, now: LocalMoment(instant, in: zone),
          showsColors: Terminal.showsColors
        ).lines
    }
    let remarks = remarks
    return remarks.isEmpty ? lines : lines + [""] + remarks
  }

  /// `open until 21:00, in 3 h 20 min`.
  private func now(_ phrase: HoursPhrase) -> String {
    guard let change = phrase.state.openUntil ?? phrase.state.opensAt else { return phrase.text }
    return "\(phrase.text), in \(DurationText.text(seconds: change - instant))"
  }

  /// What comes after the next change.
  private func next(_ phrase: HoursPhrase) -> String? {
    guard let schedule = catalog.schedule(slot: slot), let zone = phrase.zone,
      let first = phrase.state.openUntil ?? phrase.state.opensAt
    else { return nil }
    let second = schedule.nextChange(after: first, in: zone)
    guard phrase.state.state == .open else {
      return second.map { "then open until \(phrase.time($0))" } ?? "then open 24/7"
    }
    guard let second else { return "then closed" }
    let third = schedule.nextChange(after: second, in: zone)
    return "then closed until \(phrase.time(second))"
      + (third.map { ", open until \(phrase.time($0))" } ?? "")
  }

  /// The merchant's local time, its zone, and where that is from.
  private var clock: String {
    guard let zone = catalog.zone(slot: slot) else {
      return "its time zone is unknown: tzdata in \(zones.directory) lacks it"
    }
    let moment = LocalMoment(instant, in: zone)
    return "\(moment.weekdayText) \(moment.date) \(moment.timeText) in \(zone.name)"
      + " (\(moment.offsetText), \(origin))"
  }

  private var origin: String {
    guard let name = zoneName else { return "by its coordinates" }
    return zones.canonicalName(of: name) == nil
      ? "by its coordinates: metadata.timezone is \"\(Terminal.harmless(name))\", which is no zone"
      : "from metadata.timezone"
  }

  /// The zone that the metadata names.
  private var zoneName: String? {
    var name: String?
    value(of: .metadata)?.forEachMember { member, value in
      if member == "timezone" { name = value.string }
    }
    return name
  }

  /// Why the hours are unknown, or what of them could be meant in another way.
  private var remarks: [String] {
    let text = value(of: .operatingHours)
    do {
      switch try HoursReading(text) {
      case .schedule(_, let warnings):
        return warnings.map { "warning: operating_hours: \(Terminal.harmless($0.description))" }
      case .unknown:
        return [text == nil ? "there are no operating_hours" : "operating_hours say nothing"]
      }
    } catch {
      return ["operating_hours can't be read: \(Terminal.harmless(error.description))"]
    }
  }

  private func value(of member: MerchantMember) -> JSONText? {
    var bytes: [UInt8] = []
    catalog.appendValue(of: member, slot: slot, distanceMeters: nil, to: &bytes)
    // What the catalogue holds was checked when it was read.
    guard let value = try? JSONText(utf8: bytes.span), value.kind != .null else { return nil }
    return value
  }

  private func color(of state: HoursState.State) -> String {
    switch state {
    case .open: "32"
    case .closed: "31"
    case .unknown: "33"
    }
  }

  private func style(_ text: String, _ code: String) -> String {
    Terminal.showsColors ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
