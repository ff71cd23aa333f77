import ArgumentParser

/// Measures Vicinity beside its peers, each in the same run on the same work.
@main
struct VicinityBench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vicinity-bench",
    abstract: "Measures Vicinity beside its peers, on the same work in the same run.",
    subcommands: [
      IndexBenchmark.self, HTTPBenchmark.self, LoadBenchmark.self, GeofenceBenchmark.self,
      HoursBenchmark.self, RankBenchmark.self, LivingBenchmark.self,
    ])
}
