import Geodesy

/// Renders merchants as the JSON that answers show.
struct RecordRenderer {
  let categories: CategoryTable
  /// `{"id":…,"name":…,"color":…}` for each category.
  private let categoryValues: [[UInt8]]
  private var record = RenderedRecord()

  init(categories: CategoryTable) {
    self.categories = categories
    categoryValues = categories.all.map { category in
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

  /// The record of a merchant; `category` is a position in the category table.
  mutating func render(_ merchant: Merchant, category: Int?) -> RenderedRecord {
    record.bytes.removeAll(keepingCapacity: true)
    append("{\"merchant_id\":", merchant.id)
    append(",\"name\":", merchant.name)
    append(",\"description\":", merchant.description)
    append(key: ",\"category\":")
    if let category {
      record.bytes.append(contentsOf: categoryValues[category])
    } else {
      append(key: "null")
    }
    append(key: ",\"latitude\":")
    DecimalText.append(merchant.coordinate.latitude, decimals: 8, to: &record.bytes)
    append(key: ",\"longitude\":")
    DecimalText.append(merchant.coordinate.longitude, decimals: 8, to: &record.bytes)
    append(key: ",\"distance_m\":")
    record.headCount = record.bytes.count
    append(",\"address\":", merchant.address)
    append(",\"city\":", merchant.city)
    append(",\"state\":", merchant.state)
    append(",\"zip_code\":", merchant.zipCode)
    append(",\"country\":", merchant.country)
    append(",\"phone\":", merchant.phone)
    append(",\"email\":", merchant.email)
    append(",\"website\":", merchant.website)
    append(key: ",\"rating\":")
    if let rating = merchant.ratingHundredths {
      DecimalText.append(scaled: rating, decimals: 2, to: &record.bytes)
    } else {
      append(key: "null")
    }
    append(key: ",\"total_reviews\":")
    DecimalText.append(scaled: merchant.totalReviews, decimals: 0, to: &record.bytes)
    append(key: merchant.isFeatured ? ",\"is_featured\":true" : ",\"is_featured\":false")
    append(key: ",\"partner\":")
    if let partner = merchant.partner {
      append("{\"type\":", partner.partnership?.rawValue)
      append(key: "}")
    } else {
      append(key: "null")
    }
    append(key: ",\"hours\":")
    record.middleCount = record.bytes.count - record.headCount
    append(key: ",\"metadata\":")
    append(key: merchant.metadata?.text ?? "null")
    append(",\"updated_at\":", merchant.updatedAt?.description)
    append(key: "}")
    return record
  }

  private mutating func append(key: String) {
    record.bytes.append(contentsOf: key.utf8)
  }

  private mutating func append(_ key: StaticString, _ text: String?) {
    unsafe record.bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    if let text {
      JSONString.append(text, to: &record.bytes)
    } else {
      append(key: "null")
    }
  }

  private mutating func append(key: StaticString) {
    unsafe record.bytes.append(
      contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
  }
}
