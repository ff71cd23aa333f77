import ArgumentParser

/// How a served catalogue is kept up to date.
struct ServedOptions: ParsableArguments {
  @Flag(help: "Reads merchants, geofences and catalogue files again when they change.")
  var watch = false

  @Option(
    help: ArgumentHelp(
      "How often watched files are looked at (default: 1s).", valueName: "duration"))
  var watchInterval: String?

  @Option(
    help: ArgumentHelp(
      "A catalogue file to start from, written at intervals and at the end.", valueName: "file"))
  var snapshot: String?

  @Option(
    help: ArgumentHelp(
      "How often the snapshot is written (default: 5m).", valueName: "duration"))
  var snapshotInterval: String?

  /// How often watched files are looked at; nil where none are watched.
  func watchInterval(_ settings: Settings) throws -> Duration? {
    let interval = try Settings.duration(
      settings.value(Settings.watchInterval, flag: watchInterval))
    let isOn = try Settings.isOn(settings.value(Settings.watch, flag: watch ? "true" : nil))
    return isOn ? interval : nil
  }

  /// The snapshot's path and how often it is written; nil without one.
  func snapshot(_ settings: Settings) throws -> (path: String, interval: Duration)? {
    let interval = try Settings.duration(
      settings.value(Settings.snapshotInterval, flag: snapshotInterval))
    let path = settings.value(Settings.snapshot, flag: snapshot).value
    return path.isEmpty ? nil : (path, interval)
  }
}
