import Geodesy
import JSON

/// Renders merchants as the values that their records hold.
struct RecordRenderer: Sendable {
  private var record = RenderedRecord()
  private var start = 0

  init() {
    record.counts.reserveCapacity(RecordLayout.storedCount)
  }

  /// The record of a merchant, with a value for each of ``RecordLayout/stored`` in turn.
  mutating func render(_ merchant: Merchant) -> RenderedRecord {
    record.bytes.removeAll(keepingCapacity: true)
    record.counts.removeAll(keepingCapacity: true)
    start = 0
    append(merchant.id)
    append(merchant.name)
    append(merchant.description)
    DecimalText.append(merchant.coordinate.latitude, decimals: 8, to: &record.bytes)
    endValue()
    DecimalText.append(merchant.coordinate.longitude, decimals: 8, to: &record.bytes)
    endValue()
    append(merchant.address)
    append(merchant.city)
    append(merchant.state)
    append(merchant.zipCode)
    append(merchant.country)
    append(merchant.phone)
    append(merchant.email)
    append(merchant.website)
    if let rating = merchant.ratingHundredths {
      DecimalText.append(scaled: rating, decimals: 2, to: &record.bytes)
    }
    endValue()
    DecimalText.append(scaled: merchant.totalReviews, decimals: 0, to: &record.bytes)
    endValue()
    record.bytes.append(contentsOf: (merchant.isFeatured ? "true" : "false").utf8)
    endValue()
    append(merchant.partner)
    if let metadata = merchant.metadata { record.bytes.append(contentsOf: metadata.text.utf8) }
    endValue()
    if let updated = merchant.updatedAt {
      record.bytes.append(UInt8(ascii: "\""))
      updated.append(to: &record.bytes)
      record.bytes.append(UInt8(ascii: "\""))
    }
    endValue()
    return record
  }

  private mutating func append(_ text: String?) {
    if let text { JSONString.append(text, to: &record.bytes) }
    endValue()
  }

  private mutating func append(_ partner: Partner?) {
    if let partner {
      record.bytes.append(contentsOf: "{\"type\":".utf8)
      if let partnership = partner.partnership {
        JSONString.append(partnership.rawValue, to: &record.bytes)
      } else {
        record.bytes.append(contentsOf: "null".utf8)
      }
      record.bytes.append(UInt8(ascii: "}"))
    }
    endValue()
  }

  /// Ends a value, which is null if nothing has been appended since the last.
  private mutating func endValue() {
    record.counts.append(UInt32(record.bytes.count - start))
    start = record.bytes.count
  }
}

/// The JSON of categories as answers show it, by their positions in a table.
struct CategoryValues: Sendable {
  private let values: [[UInt8]]
  private static let null = Array("null".utf8)

  init(_ table: CategoryTable) {
    values = table.all.map { category in
      var bytes: [UInt8] = []
      bytes.append(contentsOf: "{\"id\":\(category.id),\"name\":".utf8)
      JSONString.append(category.name, to: &bytes)
      bytes.append(contentsOf: ",\"color\":".utf8)
      if let color = category.colorCode {
        JSONString.append(color, to: &bytes)
      } else {
        bytes.append(contentsOf: "null".utf8)
      }
      bytes.append(UInt8(ascii: "}"))
      return bytes
    }
  }

  /// The JSON of the category at a position; null for ``MerchantColumns/noCategory``.
  subscript(position: UInt16) -> [UInt8] {
    Int(position) < values.count ? values[Int(position)] : Self.null
  }
}
