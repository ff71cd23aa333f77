import Catalog
import Geodesy
import Interchange
import Testing

struct MerchantHeaderTests {
  @Test(arguments: [
    "merchant_id,name,latitude,longitude,zip_code",
    "ID,Name,LAT,LON,Zip",
    "Merchant-ID, NAME ,Latitude,Lng,Post Code",
    "merchantId,name,lat,long,postal_code",
    "\u{FEFF}merchant_id,\"name\",latitude,longitude,POSTCODE",
  ])
  func `columns match by synonyms, whatever their case and spaces`(header: String) throws {
    let reading = try MerchantsReading("\(header)\nm-1,Blue Cup,51.5,-0.1,SW1A 1AA\n")
    #expect(reading.problems.isEmpty)
    let merchant = try #require(reading.merchants.first)
    #expect(merchant.id == "m-1")
    #expect(merchant.coordinate.latitude == 51.5)
    #expect(merchant.coordinate.longitude == -0.1)
    #expect(merchant.zipCode == "SW1A 1AA")
  }

  @Test(arguments: [
    "longitude;zip;name;id;latitude\n-0.1;SW1A;Blue Cup;m-1;51.5",
    "longitude\tzip\tname\tid\tlatitude\n-0.1\tSW1A\tBlue Cup\tm-1\t51.5",
    "longitude|zip|name|id|latitude\r\n-0.1|SW1A|Blue Cup|m-1|51.5\r\n",
  ])
  func `columns come in any order and with other delimiters`(text: String) throws {
    let reading = try MerchantsReading(text)
    #expect(reading.problems.isEmpty)
    #expect(reading.merchants.map(\.zipCode) == ["SW1A"])
    #expect(reading.merchants.map(\.coordinate.latitude) == [51.5])
  }

  @Test func `missing columns are named beside the header that was found`() {
    let error = MerchantFileError.missingColumns(
      file: "merchants.csv",
      lookedFor: [["merchant_id", "id"], ["longitude", "lon", "lng", "long"]],
      header: ["name", "lat", "x"])
    #expect(throws: error) { try MerchantsReading("name,lat,x\nBlue Cup,51.5,-0.1\n") }
    #expect(
      error.description
        == "merchants.csv: must have a column merchant_id or id, a column "
        + "longitude or lon or lng or long, and its header is: name, lat, x")
  }

  @Test(arguments: [
    ("id,name,lat,lon,name", ["name", "name"]),
    ("id,name,lat,lon,Latitude", ["lat", "Latitude"]),
    ("id,name,lat,lon,metadata.a,metadata.a", ["metadata.a", "metadata.a"]),
    ("id,name,lat,lon,hours.monday,hours.Monday", ["hours.Monday", "hours.Monday"]),
  ])
  func `two columns of the same meaning are refused`(header: String, names: [String]) {
    #expect(throws: MerchantFileError.duplicateColumn(file: "merchants.csv", names: names)) {
      try MerchantsReading(header + "\n")
    }
  }

  @Test func `unknown columns are warned of once and ignored`() throws {
    let reading = try MerchantsReading(
      """
      merchant_id,name,id,latitude,longitude,colour,
      m-1,Blue Cup,17,51.5,-0.1,blue,
      m-2,Red Cup,18,51.5,-0.1,red,

      """)
    #expect(reading.merchants.map(\.id) == ["m-1", "m-2"])
    #expect(
      reading.problems.map(\.description) == [
        "merchants.csv:1: id: is no column that a merchant has and is ignored",
        "merchants.csv:1: colour: is no column that a merchant has and is ignored",
        "merchants.csv:1: column 7: has no name in the header and is ignored",
      ])
    #expect(reading.problems.allSatisfy { $0.severity == .warning && $0.code == .unknownColumn })
    #expect(reading.summaries.map(\.warnings) == [3])
  }
}
