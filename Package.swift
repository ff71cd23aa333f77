// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "vicinity",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "vicinity", targets: ["vicinity"]),
    .library(
      name: "Vicinity",
      targets: [
        "Geodesy", "FlatStorage", "SpatialIndex", "JSON", "OpeningHours", "Ranking", "Geofencing",
        "Catalog",
        "Interchange", "Server",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .target(name: "Geodesy"),
    .target(name: "FlatStorage", dependencies: ["CPrefetch"]),
    .target(name: "SpatialIndex", dependencies: ["CPrefetch", "FlatStorage", "Geodesy"]),
    .target(name: "JSON"),
    .target(name: "OpeningHours", dependencies: ["CTimeZoneMap", "FlatStorage", "JSON"]),
    .target(name: "Ranking", dependencies: ["JSON"]),
    .target(
      name: "Catalog",
      dependencies: [
        "CPrefetch", "FlatStorage", "Geodesy", "Geofencing", "JSON", "OpeningHours", "Ranking",
        "SpatialIndex",
      ]),
    .target(
      name: "Geofencing", dependencies: ["CGEOS", "FlatStorage", "Geodesy", "SpatialIndex"]),
    .target(
      name: "Interchange",
      dependencies: ["Catalog", "Geodesy", "Geofencing", "JSON", "OpeningHours", "Ranking"]),
    .target(
      name: "Server",
      dependencies: [
        "Catalog", "Geodesy", "Geofencing", "JSON", "OpeningHours", "Ranking", "SpatialIndex",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "vicinity",
      dependencies: [
        "Catalog", "FlatStorage", "Geodesy", "Geofencing", "Interchange", "JSON", "OpeningHours",
        "Ranking", "Server", "SpatialIndex",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    .executableTarget(
      name: "vicinity-bench",
      dependencies: [
        "CGEOS", "Catalog", "Geodesy", "Geofencing", "Interchange", "JSON", "OpeningHours",
        "Ranking", "Server", "SpatialIndex",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Benchmarks/vicinity-bench"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .executableTarget(
      name: "vicinity-stress",
      dependencies: ["Catalog", "Geodesy", "Geofencing", "Ranking", "TestSupport"],
      path: "Tests/ThreadStress"),
    .testTarget(
      name: "GeodesyTests", dependencies: ["TestSupport", "Geodesy"], exclude: ["Fixtures"]),
    .testTarget(
      name: "SpatialIndexTests", dependencies: ["TestSupport", "Geodesy", "SpatialIndex"]),
    .testTarget(
      name: "GeofencingTests",
      dependencies: ["TestSupport", "CGEOS", "Geodesy", "Geofencing", "SpatialIndex"]),
    .testTarget(name: "FlatStorageTests", dependencies: ["TestSupport", "FlatStorage"]),
    .testTarget(name: "JSONTests", dependencies: ["TestSupport", "JSON"]),
    .testTarget(
      name: "OpeningHoursTests", dependencies: ["TestSupport", "JSON", "OpeningHours"],
      exclude: ["Independent/Fixtures", "Zones/Fixtures"]),
    .testTarget(name: "RankingTests", dependencies: ["TestSupport", "JSON", "Ranking"]),
    .testTarget(
      name: "CatalogTests",
      dependencies: [
        "TestSupport", "Catalog", "FlatStorage", "Geodesy", "Geofencing", "JSON", "OpeningHours",
        "Ranking",
        "SpatialIndex",
      ],
      exclude: ["Words/Fixtures"]),
    .testTarget(
      name: "InterchangeTests",
      dependencies: [
        "TestSupport", "Catalog", "Geodesy", "Geofencing", "Interchange", "JSON", "Ranking",
      ]),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "TestSupport",
        "Catalog", "Geodesy", "Geofencing", "JSON", "OpeningHours", "Ranking", "Server",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .target(name: "CTimeZoneMap"),
    .systemLibrary(name: "CPrefetch"),
    .systemLibrary(
      name: "CGEOS", pkgConfig: "geos",
      providers: [.apt(["libgeos-dev"]), .brew(["geos"])]),
    .systemLibrary(
      name: "CPostgres", pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
