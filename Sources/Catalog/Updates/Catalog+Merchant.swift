import FlatStorage
import Geodesy
import JSON

extension Catalog {
  /// The merchant in a slot as it was given, but for the commission of a partner, which no answer
  /// shows.
  ///
  /// Of a category that the table did not have, nothing is left.
  public func merchant(slot: UInt32) -> Merchant {
    let (storage, place) = place(of: slot)
    let values = StoredValues(
      record: storage.records.values(storage.columns.records[Int(place)]))
    var merchant = Merchant(
      id: storage.id(slot: place), name: values.text(.name) ?? "",
      coordinate: storage.coordinate(slot: place))
    merchant.description = values.text(.description)
    merchant.categoryID = categoryPosition(slot: slot).map { categories.all[$0].id }
    merchant.address = values.text(.address)
    merchant.city = values.text(.city)
    merchant.state = values.text(.state)
    merchant.zipCode = values.text(.zipCode)
    merchant.country = values.text(.country)
    merchant.phone = values.text(.phone)
    merchant.email = values.text(.email)
    merchant.website = values.text(.website)
    var hours: [UInt8] = []
    appendValue(of: .operatingHours, slot: slot, distanceMeters: nil, to: &hours)
    merchant.operatingHours = hours.elementsEqual("null".utf8) ? nil : Self.json(hours[...])
    merchant.ratingHundredths = storage.ratingHundredths(slot: place)
    merchant.totalReviews = storage.reviewCount(slot: place)
    let tags = storage.columns.tags[Int(place)]
    merchant.isFeatured = tags & MerchantTags.featured != 0
    merchant.metadata = values[.metadata].flatMap(Self.json)
    let created = storage.columns.created[Int(place)]
    if created != MerchantColumns.noTime {
      merchant.createdAt = Timestamp(microseconds: created)
    }
    merchant.updatedAt = values.text(.updatedAt).flatMap { Timestamp(rfc3339: $0) }
    if tags & MerchantTags.partner != 0 {
      merchant.partner = Partner(partnership: storage.partnership(slot: place))
    }
    return merchant
  }

  /// What was JSON when it was put in; nil if a damaged file has something else.
  private static func json(_ bytes: ArraySlice<UInt8>) -> JSONText? {
    do {
      return try JSONText(utf8: Array(bytes).span)
    } catch {
      return nil
    }
  }
}

/// The values of a record by their members.
private struct StoredValues {
  let record: RenderedRecord

  /// The JSON of a value; nil for null.
  subscript(member: MerchantMember) -> ArraySlice<UInt8>? {
    guard let place = RecordLayout.place(of: member) else { return nil }
    let value = record[place]
    return value.isEmpty ? nil : value
  }

  func text(_ member: MerchantMember) -> String? {
    self[member].map { JSONString.decode($0) }
  }
}
