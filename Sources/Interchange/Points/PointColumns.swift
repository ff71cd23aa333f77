/// Which columns of a CSV file hold the parts of a point.
struct PointColumns: Equatable, Sendable {
  var id: Int?
  var latitude: Int
  var longitude: Int
  /// The names in the header; empty if the file has none.
  var names: [String]

  var hasHeader: Bool { !names.isEmpty }
  /// How many fields a record must have.
  let needed: Int

  /// Finds the columns by the first record, whose fields are names or the first point.
  ///
  /// Without names there are two numbers, latitude first, or a text that is no number before them.
  init(_ fields: [String], file: String) throws(PointFileError) {
    let cells = fields.map(trimmed)
    let keys = cells.map(MerchantColumn.key)
    let latitudes = keys.indices.filter { ["latitude", "lat", "y"].contains(keys[$0]) }
    let longitudes = keys.indices.filter {
      ["longitude", "lon", "lng", "long", "x"].contains(keys[$0])
    }
    for found in [latitudes, longitudes] where found.count > 1 {
      throw .duplicateColumn(file: file, names: found.map { cells[$0] })
    }
    if let latitude = latitudes.first, let longitude = longitudes.first {
      (self.latitude, self.longitude, names) = (latitude, longitude, cells)
      id =
        keys.firstIndex(of: "id")
        ?? cells.firstIndex {
          let name = $0.lowercased()
          return name.hasSuffix("_id") || name.hasSuffix("-id") || name.hasSuffix(" id")
        }
    } else {
      let numbers = cells.map { NumberText.value($0.utf8.span) != nil }
      switch numbers {
      case [true, true]: (id, latitude, longitude) = (nil, 0, 1)
      case [false, true, true]: (id, latitude, longitude) = (0, 1, 2)
      default: throw .noCoordinates(file: file, header: cells)
      }
      names = []
    }
    needed = max(latitude, longitude, id ?? 0) + 1
  }

  func name(of column: Int) -> String {
    if column < names.count { return names[column] }
    return column == latitude ? "latitude" : column == longitude ? "longitude" : "id"
  }
}
