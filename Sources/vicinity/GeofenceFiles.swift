import ArgumentParser

/// The geofences files that a command reads, named as its arguments.
struct GeofenceFiles: ParsableArguments {
  @Argument(help: "GeoJSON files, or one catalogue file; - is standard input.")
  var files: [String] = []

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The same.", visibility: .hidden))
  var fences: [String] = []

  @Flag(help: "Cut geofences that cross the antimeridian there, in place of refusing them.")
  var cutAntimeridian = false

  /// The files' paths in the order given.
  var paths: [String] { (files + fences).map(NegativeNumber.restored) }
}
