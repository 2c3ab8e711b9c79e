// swift-tools-version: 6.2
import CompilerPluginSupport
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
  package: "swift-argument-parser",
  condition: .when(traits: ["Tool"])
)
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
/// What only ci/benchmarks compares with: nothing of it is fetched unless its trait is on.
let benchmarks = TargetDependencyCondition.when(traits: ["Benchmarks"])
let asyncAlgorithms = Target.Dependency.product(
  name: "AsyncAlgorithms",
  package: "swift-async-algorithms",
  condition: benchmarks
)
let asyncHTTPClient = Target.Dependency.product(
  name: "AsyncHTTPClient",
  package: "async-http-client",
  condition: .when(traits: ["Tool"])
)
let dequeModule = Target.Dependency.product(
  name: "DequeModule",
  package: "swift-collections",
  condition: .when(traits: ["Tool"])
)
let crypto = Target.Dependency.product(
  name: "Crypto",
  package: "swift-crypto",
  condition: .when(traits: ["Tool"])
)
let realModule = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let yams = Target.Dependency.product(
  name: "Yams",
  package: "Yams",
  condition: .when(traits: ["Tool"])
)

/// A module of SwiftNIO, which async-http-client builds on.
func nio(_ name: String) -> Target.Dependency {
  .product(name: name, package: "swift-nio", condition: .when(traits: ["Tool"]))
}

/// A module of swift-syntax, which takes longer to build than all of perfgate.
func syntax(_ name: String) -> Target.Dependency {
  .product(name: name, package: "swift-syntax", condition: .when(traits: ["Macros"]))
}

/// A module of a package that only the bridges of the monitor need.
func bridged(_ name: String, _ package: String) -> Target.Dependency {
  .product(name: name, package: package, condition: .when(traits: ["Bridges"]))
}

/// What the monitor is compared with.
let peers: [Target.Dependency] = [
  ("InMemoryTracing", "swift-distributed-tracing"), ("Tracing", "swift-distributed-tracing"),
  ("Metrics", "swift-metrics"), ("MetricsTestKit", "swift-metrics"),
].map { name, package in
  .product(name: name, package: package, condition: benchmarks)
}

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
    .executable(name: "perfgate", targets: ["perfgate"]),
    .library(name: "PerfgateMonitor", targets: ["PerfgateMonitor"]),
    .library(name: "PerfgateMonitorExport", targets: ["PerfgateMonitorExport"]),
    .library(name: "PerfgateMonitorBridges", targets: ["PerfgateMonitorBridges"]),
    .library(name: "PerfgateMacros", targets: ["PerfgateMacros"]),
    .library(name: "PerfgateWorker", targets: ["PerfgateWorker"]),
  ],
  traits: [
    .default(enabledTraits: ["Tool"]),
    .trait(name: "Tool", description: "What only the command line tool needs: YAML and arguments."),
    .trait(name: "Macros", description: "@Measured, for which swift-syntax is built."),
    .trait(name: "Bridges", description: "Stages for swift-metrics and swift-distributed-tracing."),
    .trait(name: "Benchmarks", description: "Peers for ci/benchmarks; nothing else needs them."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // Two major versions, since a project has one swift-syntax for all of its macros.
    .package(url: "https://github.com/swiftlang/swift-syntax", "602.0.0"..<"604.0.0"),
  ],
  targets: [
    // A target may import only targets above it.
    .systemLibrary(
      name: "CLibXML2",
      pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"])]
    ),
    .target(name: "CPerfgateXML", dependencies: ["CLibXML2"]),
    .target(name: "CPerfgateHost"),
    .target(name: "CPerfgateSystem"),
    .target(name: "CPerfgateSpawner", dependencies: ["CPerfgateSystem"]),
    swiftTarget("PerfgateParallel"),
    swiftTarget("PerfgateStatistics", [realModule]),
    swiftTarget("PerfgateHost", ["CPerfgateHost"]),
    swiftTarget(
      "PerfgateMonitor",
      ["CPerfgateHost", "PerfgateHost", "PerfgateStatistics", histogram]
    ),
    swiftTarget("PerfgateWorker"),
    swiftTarget("PerfgateSchemas", resources: [.embedInCode("Resources")]),
    swiftTarget("PerfgateModel", ["PerfgateParallel"]),
    swiftTarget("PerfgateSystem", ["CPerfgateSystem", "PerfgateHost", "PerfgateModel"]),
    swiftTarget(
      "PerfgateStreaming",
      ["PerfgateHost", "PerfgateModel", "PerfgateStatistics", "PerfgateSystem", dequeModule]
    ),
    swiftTarget("PerfgateConfiguration", ["PerfgateModel", yams]),
    swiftTarget(
      "PerfgateMeasurement",
      ["PerfgateModel", "PerfgateStatistics", "PerfgateConfiguration", "PerfgateSystem"]
    ),
    swiftTarget(
      "PerfgateEval",
      [
        "PerfgateHost", "PerfgateStatistics", "PerfgateMonitor", "PerfgateModel", "PerfgateSystem",
        "PerfgateStreaming", "PerfgateConfiguration", crypto,
      ]
    ),
    swiftTarget(
      "PerfgateHTTP",
      [
        "PerfgateHost", "PerfgateModel", "PerfgateStatistics", "PerfgateSystem",
        "PerfgateStreaming", "PerfgateConfiguration", "PerfgateEval", asyncHTTPClient,
        nio("NIOCore"), nio("NIOHTTP1"), nio("NIOPosix"),
      ]
    ),
    swiftTarget(
      "PerfgateStore",
      [
        "PerfgateParallel", "PerfgateHost", "PerfgateModel", "PerfgateStatistics",
        "PerfgateConfiguration", "PerfgateSystem",
      ]
    ),
    swiftTarget(
      "PerfgateGate",
      [
        "PerfgateParallel", "PerfgateStatistics", "PerfgateModel", "PerfgateConfiguration",
        realModule,
      ]
    ),
    swiftTarget("PerfgateReport", ["CPerfgateXML", "PerfgateModel", "PerfgateSchemas"]),
    swiftTarget(
      "PerfgateCommands",
      [
        "PerfgateParallel", "PerfgateHost", "PerfgateModel", "PerfgateSchemas",
        "PerfgateConfiguration", "PerfgateSystem", "PerfgateStreaming", "PerfgateMonitor",
        "PerfgateMeasurement", "PerfgateEval", "PerfgateHTTP", "PerfgateStore", "PerfgateGate",
        "PerfgateReport", argumentParser,
      ]
    ),
    swiftTarget(
      "PerfgateMonitorExport",
      ["PerfgateHost", "PerfgateMonitor", "PerfgateModel", "PerfgateSystem"]
    ),
    swiftTarget(
      "PerfgateMonitorBridges",
      [
        "PerfgateMonitor", bridged("CoreMetrics", "swift-metrics"),
        bridged("Metrics", "swift-metrics"), bridged("Tracing", "swift-distributed-tracing"),
      ]
    ),
    .macro(
      name: "PerfgateMacrosPlugin",
      dependencies: [
        syntax("SwiftCompilerPlugin"), syntax("SwiftDiagnostics"), syntax("SwiftSyntax"),
        syntax("SwiftSyntaxBuilder"), syntax("SwiftSyntaxMacros"),
      ],
      swiftSettings: strict
    ),
    swiftTarget("PerfgateMacros", ["PerfgateMacrosPlugin", "PerfgateMonitor"]),
    .executableTarget(
      name: "perfgate",
      dependencies: ["CPerfgateSpawner", "PerfgateCommands", "PerfgateModel"],
      swiftSettings: strict
    ),

    // Reads mutated documents for ci/fuzz; no part of the tool.
    .executableTarget(
      name: "perfgate-fuzz",
      dependencies: [
        "PerfgateHost", "PerfgateModel", "PerfgateStatistics", "PerfgateSystem",
        "PerfgateConfiguration", "PerfgateGate", "PerfgateReport",
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

    // Times the monitor for ci/benchmarks/monitor; no part of the tool.
    .executableTarget(
      name: "perfgate-spans",
      dependencies: ["PerfgateHost", "PerfgateMonitor", "PerfgateStatistics"] + peers,
      path: "ci/benchmarks/monitor",
      exclude: ["measure.sh"],
      swiftSettings: strict
    ),

    swiftTarget("PerfgateTestSupport", ["PerfgateModel", "PerfgateStatistics", "PerfgateSystem"]),
    // Measures streams for ci/benchmarks/streaming, and is killed by their tests; no part of the tool.
    .executableTarget(
      name: "perfgate-streams",
      dependencies: [
        "PerfgateHost", "PerfgateModel", "PerfgateStatistics", "PerfgateSystem",
        "PerfgateStreaming",
        "PerfgateTestSupport", asyncAlgorithms,
      ],
      path: "ci/benchmarks/streaming",
      exclude: ["measure.sh"],
      swiftSettings: strict
    ),
    // An OpenAI-compatible server on loopback, for tests and scripts; no part of the tool.
    swiftTarget(
      "PerfgateTestServer",
      [
        "PerfgateModel", "PerfgateStatistics", "PerfgateSystem", nio("NIOCore"), nio("NIOHTTP1"),
        nio("NIOPosix"),
      ]
    ),
    .executableTarget(
      name: "perfgate-test-server",
      dependencies: ["PerfgateModel", "PerfgateTestServer"],
      path: "Tests/Serving",
      swiftSettings: strict
    ),
    // Measures requests for ci/benchmarks/http; no part of the tool.
    .executableTarget(
      name: "perfgate-http",
      dependencies: [
        "PerfgateHost", "PerfgateModel", "PerfgateSystem", "PerfgateStreaming",
        "PerfgateConfiguration", "PerfgateEval", "PerfgateHTTP",
      ],
      path: "ci/benchmarks/http",
      exclude: ["measure.sh"],
      swiftSettings: strict
    ),
    // Scans datasets for ci/benchmarks/datasets; no part of the tool.
    .executableTarget(
      name: "perfgate-datasets",
      dependencies: ["PerfgateHost", "PerfgateModel", "PerfgateConfiguration", "PerfgateEval"],
      path: "ci/benchmarks/datasets",
      exclude: ["measure.sh"],
      swiftSettings: strict
    ),
    // Answers what the tests of workers ask; no part of the tool.
    .executableTarget(
      name: "perfgate-echo-worker",
      dependencies: ["PerfgateWorker"],
      path: "Tests/EchoWorker",
      swiftSettings: strict
    ),
    tests("ParallelTests", ["PerfgateParallel"]),
    tests("StatisticsTests", ["PerfgateStatistics"], resources: [.copy("Fixtures")]),
    tests("HostTests", ["PerfgateHost"]),
    tests("MonitorTests", ["PerfgateMonitor", "PerfgateHost", "PerfgateStatistics"]),
    tests("ModelTests", ["PerfgateModel", "PerfgateTestSupport"]),
    tests("SystemTests", ["PerfgateHost", "PerfgateSystem", "PerfgateTestSupport", "perfgate"]),
    tests(
      "StreamingTests",
      [
        "PerfgateStreaming", "PerfgateStatistics", "PerfgateSystem", "PerfgateModel",
        "PerfgateTestSupport", "perfgate-streams",
      ]
    ),
    tests("ConfigurationTests", ["PerfgateConfiguration", "PerfgateTestSupport"]),
    tests("MeasurementTests", ["PerfgateMeasurement", "PerfgateTestSupport"]),
    tests(
      "EvalTests",
      [
        "PerfgateEval", "PerfgateConfiguration", "PerfgateModel", "PerfgateStatistics",
        "PerfgateStreaming", "PerfgateSystem", "PerfgateMonitor", "PerfgateTestSupport", "perfgate",
        "perfgate-echo-worker",
      ],
      resources: [.copy("Fixtures")]
    ),
    tests(
      "HTTPTests",
      [
        "PerfgateHTTP", "PerfgateEval", "PerfgateConfiguration", "PerfgateModel",
        "PerfgateStreaming", "PerfgateSystem", "PerfgateStatistics", "PerfgateTestServer",
        "PerfgateTestSupport", "perfgate-test-server",
      ]
    ),
    tests("StoreTests", ["PerfgateStore", "PerfgateTestSupport", "perfgate"]),
    tests(
      "GateTests",
      ["PerfgateGate", "PerfgateTestSupport"],
      resources: [.copy("Fixtures")]
    ),
    tests(
      "ReportTests",
      ["PerfgateReport", "PerfgateTestSupport"],
      resources: [.copy("Fixtures")]
    ),
    tests(
      "CommandLineTests",
      ["PerfgateCommands", "PerfgateHost", "PerfgateModel", "PerfgateTestSupport", "perfgate"]
    ),
    tests(
      "MonitorExportTests",
      ["PerfgateMonitorExport", "PerfgateMonitor", "PerfgateModel", "PerfgateTestSupport"]
    ),
    tests(
      "MonitorBridgeTests",
      [
        "PerfgateMonitorBridges", "PerfgateMonitor", bridged("CoreMetrics", "swift-metrics"),
        bridged("MetricsTestKit", "swift-metrics"), bridged("Tracing", "swift-distributed-tracing"),
        bridged("InMemoryTracing", "swift-distributed-tracing"),
      ]
    ),
    tests(
      "MacroTests",
      [
        "PerfgateMacros", "PerfgateMacrosPlugin", "PerfgateMonitor", syntax("SwiftSyntax"),
        syntax("SwiftSyntaxMacros"), syntax("SwiftSyntaxMacroExpansion"),
        syntax("SwiftSyntaxMacrosGenericTestSupport"),
      ]
    ),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6]
)

// `PERFGATE_ONLY=MacroTests` leaves these targets and what they import: a package is built for its
// tests as a whole, and with further traits nobody wants to build the tool a second time.
if let only = Context.environment["PERFGATE_ONLY"] {
  var kept = Set(only.split(separator: ",").map(String.init))
  var size = 0
  while size < kept.count {
    size = kept.count
    for target in package.targets where kept.contains(target.name) {
      for case .byNameItem(let name, _) in target.dependencies { kept.insert(name) }
    }
  }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products = []
}
