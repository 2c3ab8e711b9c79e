// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func swiftTarget(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  resources: [Resource]? = nil
) -> Target {
  .target(
    name: name,
    dependencies: dependencies,
    resources: resources,
    swiftSettings: strict
  )
}

func tests(
  _ name: String,
  _ dependencies: [Target.Dependency],
  resources: [Resource]? = nil
) -> Target {
  .testTarget(
    name: name,
    dependencies: dependencies,
    resources: resources,
    swiftSettings: strict
  )
}

let package = Package(
  name: "perfgate",
  products: [
    .executable(name: "perfgate", targets: ["perfgate"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // A target may import only targets above it.
    .systemLibrary(
      name: "CLibXML2",
      pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"])]
    ),
    .target(name: "CPerfgateXML", dependencies: ["CLibXML2"]),
    .target(name: "CPerfgateSystem"),
    .target(name: "CPerfgateSpawner", dependencies: ["CPerfgateSystem"]),
    swiftTarget("PerfgateStatistics", [realModule]),
    swiftTarget("PerfgateSchemas", resources: [.embedInCode("Resources")]),
    swiftTarget("PerfgateModel"),
    swiftTarget("PerfgateSystem", ["CPerfgateSystem", "PerfgateModel"]),
    swiftTarget("PerfgateConfiguration", ["PerfgateModel", yams]),
    swiftTarget(
      "PerfgateMeasurement",
      ["PerfgateModel", "PerfgateStatistics", "PerfgateConfiguration", "PerfgateSystem"]
    ),
    swiftTarget(
      "PerfgateStore",
      ["PerfgateModel", "PerfgateStatistics", "PerfgateConfiguration", "PerfgateSystem"]
    ),
    swiftTarget(
      "PerfgateGate",
      ["PerfgateModel", "PerfgateStatistics", "PerfgateConfiguration", realModule]
    ),
    swiftTarget("PerfgateReport", ["CPerfgateXML", "PerfgateModel", "PerfgateSchemas"]),
    swiftTarget(
      "PerfgateCommands",
      [
        "PerfgateModel", "PerfgateSchemas", "PerfgateConfiguration", "PerfgateSystem",
        "PerfgateMeasurement", "PerfgateStore", "PerfgateGate", "PerfgateReport", argumentParser,
      ]
    ),
    .executableTarget(
      name: "perfgate",
      dependencies: ["CPerfgateSpawner", "PerfgateCommands", "PerfgateModel"],
      swiftSettings: strict
    ),

    // Reads mutated documents for ci/fuzz; no part of the tool.
    .executableTarget(
      name: "perfgate-fuzz",
      dependencies: [
        "PerfgateModel", "PerfgateStatistics", "PerfgateSystem", "PerfgateConfiguration",
        "PerfgateGate", "PerfgateReport",
      ],
      path: "Tests/Fuzzing",
      swiftSettings: strict
    ),
    // Judges saved runs for ci/accuracy; no part of the tool.
    .executableTarget(
      name: "PerfgateStudy",
      dependencies: ["PerfgateModel", "PerfgateConfiguration", "PerfgateStore", "PerfgateGate"],
      swiftSettings: strict
    ),
    // Simulates interleaved comparisons for ci/accuracy; no part of the tool.
    .executableTarget(
      name: "PerfgateSimulation",
      dependencies: ["PerfgateStatistics", realModule],
      swiftSettings: strict
    ),

    swiftTarget("PerfgateTestSupport", ["PerfgateModel", "PerfgateSystem"]),
    tests("StatisticsTests", ["PerfgateStatistics"], resources: [.copy("Fixtures")]),
    tests("ModelTests", ["PerfgateModel", "PerfgateTestSupport"]),
    tests("SystemTests", ["PerfgateSystem", "PerfgateTestSupport", "perfgate"]),
    tests("ConfigurationTests", ["PerfgateConfiguration", "PerfgateTestSupport"]),
    tests("MeasurementTests", ["PerfgateMeasurement", "PerfgateTestSupport"]),
    tests("StoreTests", ["PerfgateStore", "PerfgateTestSupport", "perfgate"]),
    tests("GateTests", ["PerfgateGate", "PerfgateTestSupport"]),
    tests(
      "ReportTests",
      ["PerfgateReport", "PerfgateTestSupport"],
      resources: [.copy("Fixtures")]
    ),
    tests(
      "CommandLineTests",
      ["PerfgateCommands", "PerfgateModel", "PerfgateTestSupport", "perfgate"]
    ),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6]
)
