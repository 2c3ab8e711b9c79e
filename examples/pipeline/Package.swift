// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "pipeline",
  dependencies: [
    // A package of your own says .package(url: "https://github.com/...", from: "...", traits: ["Macros"]).
    .package(name: "perfgate", path: "../..", traits: ["Macros"])
  ],
  targets: [
    .executableTarget(
      name: "pipeline",
      dependencies: [
        .product(name: "PerfgateMacros", package: "perfgate"),
        .product(name: "PerfgateMonitorExport", package: "perfgate"),
      ]
    )
  ],
  swiftLanguageModes: [.v6]
)
