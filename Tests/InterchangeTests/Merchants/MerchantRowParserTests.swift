import Catalog
import Geodesy
import Interchange
import JSON
import Testing

struct MerchantRowParserTests {
  @Test(arguments: [
    ("merchant_id", "", RowProblem.Code.missing), ("merchant_id", "  ", .missing),
    ("merchant_id", String(repeating: "m", count: 51), .tooLong),
    ("merchant_id", "m\u{7}1", .controlCharacter), ("merchant_id", "m\n1", .controlCharacter),
    ("name", "", .missing), ("name", " \u{A0} ", .missing),
    ("name", String(repeating: "é", count: 201), .tooLong),
    ("address", String(repeating: "a", count: 301), .tooLong),
    ("city", String(repeating: "a", count: 101), .tooLong),
    ("state", String(repeating: "a", count: 51), .tooLong),
    ("zip_code", String(repeating: "1", count: 21), .tooLong),
    ("country", String(repeating: "a", count: 101), .tooLong),
    ("phone", String(repeating: "1", count: 21), .tooLong),
    ("email", String(repeating: "a", count: 101), .tooLong),
    ("website", String(repeating: "a", count: 301), .tooLong),
    ("latitude", "", .missing), ("latitude", " ", .missing), ("longitude", "", .missing),
    ("latitude", "51,5074", .decimalComma), ("latitude", "51°30'26\"N", .degreesMinutes),
    ("longitude", "0.1278W", .degreesMinutes), ("latitude", "0x33", .hexadecimal),
    ("longitude", "5e-05", .exponent), ("latitude", "nan", .notFinite),
    ("longitude", "-inf", .notFinite), ("latitude", "north", .notANumber),
    ("latitude", "181", .outOfRange), ("longitude", "180.00000001", .outOfRange),
    ("longitude", "999999999999999999999999", .outOfRange), ("latitude", "-122.4194", .swapped),
    ("category", "Bakeries", .unknownCategory), ("category", "1", .unknownCategory),
    ("category_id", "9", .unknownCategory), ("category_id", "one", .notANumber),
    ("category_id", "1.5", .notWhole), ("category_id", "-1", .outOfRange),
    ("rating", "5.01", .outOfRange), ("rating", "-0.01", .outOfRange),
    ("rating", "4,5", .decimalComma), ("rating", "good", .notANumber),
    ("rating", "4:30", .notANumber), ("rating", "NaN", .notFinite),
    ("total_reviews", "-1", .outOfRange), ("total_reviews", "1.5", .notWhole),
    ("total_reviews", "2147483648", .outOfRange), ("total_reviews", "many", .notANumber),
    ("total_reviews", "1,234", .decimalComma),
    ("is_active", "maybe", .invalidBoolean), ("is_featured", "2", .invalidBoolean),
    ("is_partner", "partner", .invalidBoolean),
    ("partnership_type", "gold", .unknownPartnership),
    ("commission_rate", "100.01", .outOfRange), ("commission_rate", "-1", .outOfRange),
    ("commission_rate", "5%", .notANumber),
    ("metadata", "{", .invalidJSON), ("metadata", "{'a': 1}", .invalidJSON),
    ("metadata", "[1]", .notAnObject), ("metadata", "\"text\"", .notAnObject),
    ("created_at", "2026-11-24", .invalidTimestamp),
    ("created_at", "2026-11-24T10:00:00", .invalidTimestamp),
    ("updated_at", "2026-02-30T10:00:00Z", .invalidTimestamp),
    ("updated_at", "yesterday", .invalidTimestamp),
  ])
  func `a wrong cell refuses its row with its column and a code`(
    column: String, cell: String, code: RowProblem.Code
  ) throws {
    let reading = try MerchantsReading(row: [(column, cell)])
    #expect(reading.merchants.isEmpty)
    #expect(reading.errors.count == 1)
    let problem = try #require(reading.errors.first)
    #expect(problem.code == code)
    #expect(problem.column == column)
    #expect(problem.record == 1)
    #expect(problem.line == 2)
    #expect(reading.summaries.map(\.rejected) == [1])
  }

  @Test(arguments: [("0", "0"), ("0.000000001", "-0.0000"), ("-0", "+0.0")])
  func `no shop is where the equator meets Greenwich`(latitude: String, longitude: String) throws {
    let reading = try MerchantsReading(row: [("latitude", latitude), ("longitude", longitude)])
    #expect(reading.codes == [.zeroCoordinate])
  }

  @Test func `both places out of range are both reported`() throws {
    let reading = try MerchantsReading(row: [("latitude", "200"), ("longitude", "200")])
    #expect(reading.codes == [.outOfRange, .outOfRange])
    #expect(reading.problems.map(\.column) == ["latitude", "longitude"])
  }

  @Test func `a row's errors are reported all at once`() throws {
    let reading = try MerchantsReading(
      row: [("name", ""), ("latitude", "x"), ("rating", "6"), ("is_active", "?")])
    #expect(Set(reading.codes) == [.missing, .notANumber, .outOfRange, .invalidBoolean])
    #expect(reading.summaries.map(\.rejected) == [1])
  }

  @Test func `swapped coordinates are recognised, and the message says so`() throws {
    let reading = try MerchantsReading(row: [("latitude", "-122.4194"), ("longitude", "37.7749")])
    #expect(
      reading.problems.map(\.description) == [
        "merchants.csv:2: latitude: must be from -90 to 90, and is \"-122.4194\" beside a "
          + "longitude of \"37.7749\": the two look swapped"
      ])
  }

  @Test(arguments: [
    ("90", "180", 90.0, 180.0), ("-90.0", "-180.00", -90, -180), (" 51.5 ", "\t-0.1", 51.5, -0.1),
    ("40.123456785", "-3.000000004", 40.12345679, -3), ("+1", ".5", 1, 0.5),
    ("0", "10", 0, 10),
  ])
  func `coordinates are rounded to 1e-8 degree`(
    latitudeCell: String, longitudeCell: String, latitude: Double, longitude: Double
  ) throws {
    let reading = try MerchantsReading(
      row: [("latitude", latitudeCell), ("longitude", longitudeCell)])
    #expect(reading.problems.isEmpty)
    #expect(reading.merchants.map(\.coordinate.latitude) == [latitude])
    #expect(reading.merchants.map(\.coordinate.longitude) == [longitude])
  }

  @Test func `every column reaches the merchant`() throws {
    let reading = try MerchantsReading(row: [
      ("description", " Coffee, and \"cake\" "), ("category", " gas stations "),
      ("category_id", "4"), ("address", "1 High Street"), ("city", "London"),
      ("state", "England"), ("zip_code", "01234"), ("country", "GB"), ("phone", "+44 20 7946 0018"),
      ("email", "a@b.example"), ("website", "https://b.example"),
      ("operating_hours", "{ \"monday\": {\"open\": \"9:00\", \"close\": \"21:00\"} }"),
      ("rating", "4.5"), ("total_reviews", "17.0"), ("is_active", "no"), ("is_featured", "Y"),
      ("metadata", "{ \"chain\": \"Blue\" }"), ("is_partner", "TRUE"),
      ("partnership_type", "Premium"), ("commission_rate", "12.345"),
      ("created_at", "2026-11-24T10:00:00Z"), ("updated_at", "2026-11-24 10:00:00.5+01"),
    ])
    #expect(reading.problems.isEmpty)
    let merchant = try #require(reading.merchants.first)
    #expect(merchant.description == " Coffee, and \"cake\" ")
    #expect(merchant.categoryID == 4)
    #expect(merchant.address == "1 High Street")
    #expect(merchant.city == "London")
    #expect(merchant.state == "England")
    #expect(merchant.zipCode == "01234")
    #expect(merchant.country == "GB")
    #expect(merchant.phone == "+44 20 7946 0018")
    #expect(merchant.email == "a@b.example")
    #expect(merchant.website == "https://b.example")
    #expect(merchant.operatingHours?.text == #"{"monday":{"open":"9:00","close":"21:00"}}"#)
    #expect(merchant.ratingHundredths == 450)
    #expect(merchant.totalReviews == 17)
    #expect(!merchant.isActive)
    #expect(merchant.isFeatured)
    #expect(merchant.metadata?.text == #"{"chain":"Blue"}"#)
    #expect(
      merchant.partner == Partner(partnership: .premium, commissionRateHundredths: 1_235))
    #expect(merchant.createdAt?.description == "2026-11-24T10:00:00Z")
    #expect(merchant.updatedAt?.description == "2026-11-24T09:00:00.5Z")
  }

  @Test(arguments: [true, false])
  func `empty cells and absent columns are the table's defaults`(hasColumns: Bool) throws {
    let columns = [
      "description", "category", "category_id", "address", "city", "state", "zip_code", "country",
      "phone", "email", "website", "operating_hours", "rating", "total_reviews", "is_active",
      "is_featured", "metadata", "is_partner", "partnership_type", "commission_rate",
      "created_at", "updated_at",
    ]
    let reading = try MerchantsReading(row: hasColumns ? columns.map { ($0, "") } : [])
    let place = try #require(Coordinate(latitude: 51.5074, longitude: -0.1278))
    var expected = Merchant(id: "m-1", name: "Blue Cup", coordinate: place)
    expected.country = "United States"
    #expect(reading.merchants == [expected])
    #expect(reading.problems.isEmpty)
  }

  @Test(arguments: [
    ("true", true), ("T", true), ("Yes", true), ("y", true), ("1", true), (" TRUE ", true),
    ("false", false), ("f", false), ("NO", false), ("N", false), ("0", false), ("False", false),
  ])
  func `booleans come in many forms`(cell: String, expected: Bool) throws {
    let reading = try MerchantsReading(row: [("is_active", cell), ("is_featured", cell)])
    #expect(reading.merchants.map(\.isActive) == [expected])
    #expect(reading.merchants.map(\.isFeatured) == [expected])
  }

  @Test(
    arguments: [
      ("true", "", Partner()), ("true", "trial", Partner(partnership: .trial)),
      ("", "trial", Partner(partnership: .trial)), ("", "", nil), ("false", "trial", nil),
    ] as [(String, String, Partner?)])
  func `a partnership makes a partner unless the row denies it`(
    flag: String, type: String, expected: Partner?
  ) throws {
    let reading = try MerchantsReading(row: [("is_partner", flag), ("partnership_type", type)])
    #expect(reading.merchants.map(\.partner) == [expected])
  }

  @Test func `a category's name and id must agree`() throws {
    let cells = [("category", "Gas Stations"), ("category_id", "5")]
    let reading = try MerchantsReading(row: cells)
    #expect(reading.codes == [.categoryMismatch])
    #expect(reading.problems.map(\.column) == ["category_id"])
  }

  @Test func `an unknown category is answered by the known ones`() throws {
    let table = CategoryTable([Category(id: 1, name: "Cafes"), Category(id: 7, name: "Shops")])
    let reading = try MerchantsReading(
      "id,name,lat,lon,category\n1,A,1,1,shops\n2,B,1,1,Pubs\n", categories: table)
    #expect(reading.merchants.map(\.categoryID) == [7])
    #expect(
      reading.problems.map(\.message) == ["must be one of Cafes, Shops, and is \"Pubs\""])
  }

  @Test(arguments: ["24/7", "Mo-Fr 09:00-18:00; Sa off", "closed"])
  func `hours in words are read as a JSON string of them`(cell: String) throws {
    let reading = try MerchantsReading(row: [("operating_hours", cell)])
    #expect(reading.merchants.map(\.operatingHours?.string) == [cell])
    #expect(reading.problems.isEmpty)
  }

  @Test func `the hours of a moment, as answers show them, say nothing about the week`() throws {
    let reading = try MerchantsReading(row: [("hours", #"{"state":"open","open_until":null}"#)])
    #expect(reading.merchants.map(\.operatingHours) == [nil])
    #expect(reading.problems.isEmpty)
  }

  @Test(arguments: [
    "not json", "{\"monday\": }", "9-5", String(repeating: "[", count: 65),
  ])
  func `hours that are no JSON leave the merchant with unknown hours`(cell: String) throws {
    let reading = try MerchantsReading(row: [("operating_hours", cell)])
    #expect(reading.merchants.map(\.operatingHours) == [nil])
    #expect(reading.codes == [.invalidJSON])
    #expect(reading.problems.map(\.severity) == [.warning])
  }

  @Test func `exploded columns are put together into JSON`() throws {
    let reading = try MerchantsReading(row: [
      ("operating_hours.Monday", "9:00-21:00"), ("operating_hours.tuesday", "{\"open\": \"9\"}"),
      ("operating_hours.wednesday", ""), ("hours.sunday", "null"), ("operating_hours", ""),
      ("metadata.chain", "Blue \"Cup\""), ("metadata.Loyalty", "true"), ("metadata.none", ""),
      ("metadata", ""),
    ])
    #expect(reading.problems.isEmpty)
    let merchant = try #require(reading.merchants.first)
    #expect(
      merchant.operatingHours?.text
        == #"{"monday":"9:00-21:00","tuesday":{"open":"9"},"sunday":null}"#)
    #expect(merchant.metadata?.text == #"{"chain":"Blue \"Cup\"","Loyalty":"true"}"#)
  }

  @Test func `exploded columns that are all empty leave the object's own cell`() throws {
    let reading = try MerchantsReading(row: [
      ("metadata.chain", ""), ("metadata", "{\"a\": 1}"), ("operating_hours.monday", ""),
    ])
    #expect(reading.merchants.map(\.metadata?.text) == [#"{"a":1}"#])
    #expect(reading.merchants.map(\.operatingHours) == [nil])
  }

  @Test(arguments: ["metadata", "operating_hours"])
  func `an object with a cell and exploded cells is refused`(column: String) throws {
    let reading = try MerchantsReading(row: [("\(column).a", "x"), (column, "{}")])
    #expect(reading.merchants.isEmpty)
    #expect(reading.codes == [.jsonAndColumns])
  }

  @Test func `long texts are cut with a warning where that is asked for`() throws {
    let name = String(repeating: "a", count: 199) + "e\u{301}"
    let options = MerchantFileReader.Options(truncatesLongText: true, workers: 1)
    let reading = try MerchantsReading(
      row: [("name", name), ("city", String(repeating: "é", count: 120))], options: options)
    #expect(reading.codes == [.truncated, .truncated])
    #expect(reading.problems.allSatisfy { $0.severity == .warning })
    #expect(reading.merchants.map(\.name) == [String(repeating: "a", count: 199)])
    #expect(reading.merchants.map(\.city) == [String(repeating: "é", count: 100)])
  }

  @Test func `ids are never cut`() throws {
    let options = MerchantFileReader.Options(truncatesLongText: true, workers: 1)
    let reading = try MerchantsReading(
      row: [("merchant_id", String(repeating: "m", count: 51))], options: options)
    #expect(reading.codes == [.tooLong])
    #expect(reading.merchants.isEmpty)
  }

  @Test(arguments: [
    "=1+1", "+44 20 7946 0018", "-", "@home", "'=x", "'quoted'", "plain", "\ttab",
  ])
  func `texts that an export made harmless come back unchanged`(text: String) throws {
    var bytes: [UInt8] = []
    let writer = CSVWriter(neutralisesFormulas: true)
    writer.append(["merchant_id", "name", "latitude", "longitude", "metadata.a"], to: &bytes)
    writer.append(["m-1", text, "-0.5", "-10.25", text], to: &bytes)
    let reading = try MerchantsReading(String(decoding: bytes, as: UTF8.self))
    let merchant = try #require(reading.merchants.first)
    #expect(merchant.name == text)
    #expect(merchant.coordinate.latitude == -0.5)
    merchant.metadata?.forEachScalar { _, scalar in #expect(scalar == text) }
    #expect(merchant.metadata != nil)
  }

  @Test(
    arguments: [
      ("m-1,Blue Cup,51.5", RowProblem.Code.fieldCount, nil),
      ("m-1,Blue, Cup,51.5,-0.1", .fieldCount, nil),
      ("m-1,\"Blue\" Cup,51.5,-0.1", .textAfterQuote, "name"),
      ("m-1,Blue\0Cup,51.5,-0.1", .nulByte, "name"),
      ("m-1,Blue Cup,51.5,\"-0.1", .unclosedQuote, "longitude"),
    ] as [(String, RowProblem.Code, String?)])
  func `a record that is no row of the table is refused and counted`(
    row: String, code: RowProblem.Code, column: String?
  ) throws {
    let reading = try MerchantsReading("merchant_id,name,latitude,longitude\n\(row)\n")
    #expect(reading.codes == [code])
    #expect(reading.problems.map(\.column) == [column])
    #expect(reading.summaries.map(\.records) == [1])
    #expect(reading.summaries.map(\.rejected) == [1])
  }
}
