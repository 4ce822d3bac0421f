// swift-tools-version:6.1
import PackageDescription

// The way of the data, from left to right; each module may import only what is named here.
//
//   Tropefile ─┐
//   Inputs ────┤ scan, fingerprint → Recipe (stale? render) → Tokenizer (count) → Planner ─┐
//   Store ─────┘                                                                           │
//          record ← Store ← Recipe (check) ← Engine (lanes) ← OpenAIClient ←───────────────┘
//
// Everything before the lanes is pure but for reading; Engine strings the stages together, `tropebuild` gives
// them a command line. Basics knows the machine, Formats two formats, TropeModel the words, HTTPServing a port:
// none of them knows a stage. Sandbox plays the API and shares nothing with the rest but these, as far as it needs
// them, and the token counter: none says what a request or an answer should be.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Whether a release build optimizes a module. With TROPEBUILD_QUICK_BUILD it leaves out what costs more than it brings.
func isOptimized(_ name: String) -> Bool {
  switch Context.environment["TROPEBUILD_QUICK_BUILD"] {
  case nil: true
  // For scripts/test, which spends its time on compiling: with what the tests would spend more on as it is.
  case "tests": ["Formats", "Quality", "Tokenizer"].contains(name)
  // For scripts/example: half of the build's work is to optimize these, and what a program spends its time with is
  // elsewhere, but for what Engine strings together.
  default: !["Engine", "Tropefile", "Report", "Display", "tropebuild"].contains(name)
  }
}

func settings(_ name: String) -> [SwiftSetting] {
  isOptimized(name)
    ? strict : strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]
}

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings(name))
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings(name))
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport"],
    swiftSettings: settings(name + "Tests"))
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tropebuild",
  products: [
    .executable(name: "tropebuild", targets: ["tropebuild"]),
    .executable(name: "tropebuild-sandbox", targets: ["tropebuild-sandbox"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // What any program could use: digits, days, SHA-256, locks, files.
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    library("Basics", ["CCrypto"]),

    // JSON and CSV, byte for byte; they know nothing of movies.
    library("Formats", ["Basics"]),

    // The words of the project, as values.
    library("TropeModel", ["Basics"]),

    // Pure stages: they read at most, and know no network.
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]),
    library("Tropefile", ["Basics", "TropeModel", "CYAML"]),
    library("Inputs", ["Basics", "Formats", "TropeModel"]),
    library("Recipe", ["Basics", "Formats", "TropeModel", "Quality"]),
    library("Tokenizer", ["Basics"]),
    library("Planner", ["Basics", "TropeModel"]),
    library("Quality", ["Basics", "TropeModel"]),

    // Numbers, dates, tables and charts as people read them, and how text stands on a terminal. They write nothing.
    library("Display", ["Basics", "TropeModel", "Formats", "Planner"]),
    library("Report", ["Basics", "TropeModel", "Formats", "Display", "Quality"]),

    // Effects: disk, database, network.
    library("ProjectFiles", ["Basics", "TropeModel"]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    library("Store", ["Basics", "Formats", "TropeModel", "CSQLite"]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"])]),
    library("OpenAIClient", ["Basics", "Formats", "TropeModel", "CCurl"]),

    // An HTTP server on loopback; it knows nothing of what it serves.
    .systemLibrary(
      name: "CEvent", pkgConfig: "libevent_extra",
      providers: [.apt(["libevent-dev"])]),
    library("HTTPServing", ["Basics", "CEvent"]),

    // The stages strung together, with the lanes; and the command line.
    library(
      "Engine",
      [
        "Basics", "Formats", "TropeModel", "Tropefile", "Inputs", "Recipe", "Tokenizer", "Planner",
        "Quality", "Display", "Report", "ProjectFiles", "Store", "OpenAIClient",
      ]),
    program(
      "tropebuild",
      [
        "Engine", "Basics", "Formats", "TropeModel", "Tropefile", "Inputs", "Recipe", "Tokenizer",
        "Planner", "Quality", "Display", "Report", "ProjectFiles", "Store", "OpenAIClient",
        "HTTPServing", argumentParser,
      ]),

    // A server that plays the API: for rehearsals and tests.
    library("Sandbox", ["Basics", "Formats", "Tokenizer", "HTTPServing"]),
    program("tropebuild-sandbox", ["Sandbox", "Basics", argumentParser]),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Basics", "TropeModel", "OpenAIClient", "CSQLite"],
      path: "Tests/TestSupport",
      swiftSettings: settings("TestSupport")),
    tests("Basics", ["Basics"]),
    tests("Formats", ["Formats"]),
    tests("TropeModel", ["TropeModel"]),
    tests("Tropefile", ["Tropefile", "TropeModel"]),
    tests("Inputs", ["Inputs", "TropeModel"]),
    tests("Recipe", ["Recipe", "Quality", "TropeModel", "Formats", "Basics"]),
    tests("Tokenizer", ["Tokenizer", "Basics"]),
    tests("Planner", ["Planner", "Display", "Basics", "TropeModel"]),
    tests("Quality", ["Quality", "Report", "TropeModel", "Basics"]),
    tests("Display", ["Display", "Basics", "Formats", "Planner", "TropeModel"]),
    tests("Report", ["Report", "Display", "Recipe", "TropeModel"]),
    tests("ProjectFiles", ["ProjectFiles", "Basics", "TropeModel"]),
    tests("Store", ["Store", "TropeModel", "CSQLite"]),
    tests("OpenAIClient", ["OpenAIClient", "TropeModel", "Formats", "Basics"]),
    tests("HTTPServing", ["HTTPServing", "Sandbox", "Basics"]),
    tests("Sandbox", ["Sandbox", "Tokenizer", "Formats", "Basics"]),
    tests(
      "Engine",
      [
        "Engine", "Basics", "Formats", "TropeModel", "Tropefile", "Inputs", "Recipe", "Tokenizer",
        "Planner", "Quality", "Display", "Report", "ProjectFiles", "Store", "OpenAIClient",
        "Sandbox",
      ]),
    tests(
      "tropebuild",
      [
        "tropebuild", "tropebuild-sandbox", "Basics", "TropeModel", "ProjectFiles", "Store",
        "CSQLite",
      ]),
  ]
)
