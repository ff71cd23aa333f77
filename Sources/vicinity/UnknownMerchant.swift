import Catalog

extension CommandFailure {
  /// That a catalogue has no merchant with an id, and what ids it has that begin like it.
  init(unknownMerchant id: String, in catalog: Catalog) {
    self.init(.no, Self.sentence(of: id, in: catalog))
  }

  private static func sentence(of id: String, in catalog: Catalog) -> String {
    let wanted = Array(id.lowercased().utf8)
    var most = 0
    var alike: [String] = []
    catalog.forEachSlot { slot in
      let other = catalog.id(slot: slot)
      let common = zip(wanted, other.lowercased().utf8).prefix { $0 == $1 }.count
      if common > most { (most, alike) = (common, []) }
      if common == most, alike.count < 1_000 { alike.append(other) }
    }
    let shown = alike.sorted().prefix(3).map(Terminal.harmless).joined(separator: ", ")
    let hint = shown.isEmpty ? "" : "; there are: \(shown)\(catalog.count > 3 ? " …" : "")"
    let inactive =
      catalog.inactiveCount > 0 ? " (\(catalog.inactiveCount) inactive ones are left out)" : ""
    return "no merchant has the id \(Terminal.harmless(id))\(hint)\(inactive)"
  }
}
