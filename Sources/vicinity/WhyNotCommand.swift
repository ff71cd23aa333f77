import ArgumentParser
import Catalog
import Server

/// Says why a merchant is not in the answer to a search.
struct WhyNotCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why-not",
    abstract: "Says why a merchant is not found by a search: the first condition that it fails.",
    discussion: """
      Takes the options of `vicinity nearby`.
      Example: vicinity why-not lon-000368 51.5101 -0.1340 --catalog Data/merchants.csv --radius 500m
      Exit status: 0 it is found; 1 it is not, there is no such merchant, or rows were rejected; 2 \
      wrong usage; 3 the environment.
      """)

  @Argument(help: ArgumentHelp("The merchant's id.", valueName: "merchant-id"))
  var merchantID: String

  @OptionGroup var options: NearbyOptions

  func run() async throws {
    let prepared = try await options.prepare()
    let catalog = prepared.catalog
    let id = NegativeNumber.restored(merchantID)
    guard let slot = catalog.slot(ofMerchant: id) else {
      throw CommandFailure(unknownMerchant: id, in: catalog)
    }
    var scratch = QueryScratch()
    let answer = try catalog.whyNot(slot: slot, query: prepared.search.query, scratch: &scratch)
    print(Terminal.harmless("\(catalog.name(slot: slot)) (\(id)): \(answer.sentence)"))
    if !answer.isReturned || prepared.rejected > 0 { throw CommandFailure(.no, "") }
  }
}
