// swift-tools-version:6.1
import PackageDescription

// The way of the data, from left to right; each module may import only what is named here.
//
//   Tropefile ─┐
//   Inputs ────┤ scan, fingerprint → Staleness → Recipe (render) → Tokenizer (count) → Planner ─┐
//   Store ─────┘                                                                               │
//        record ← Store ← Recipe (check) ← Lanes ← OpenAIClient ← CurlTransport ←──────────────┘
//
// Everything before Lanes is pure but for reading; Engine strings the stages together, `tropebuild` gives
// them a command line. JSONBytes and CSVBytes read and write the two formats for whoever needs them.
// Sandbox plays the API and shares nothing with the rest but the token counter and JSONBytes: neither
// says what a request or an answer should be.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tropebuild",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "tropebuild", targets: ["tropebuild"]),
    .executable(name: "tropebuild-sandbox", targets: ["tropebuild-sandbox"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
  ],
  targets: [
    // What any program could use: hexadecimal digits, bisection, edit distance.
    library("Basics"),

    // The words of the project, as values.
    library("TropeModel", ["Basics"]),

    // Formats, byte for byte; they know nothing of movies.
    library("JSONBytes", ["Basics"]),
    library("CSVBytes"),

    // SHA-256, and the one lock.
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    library("Hashing", ["CCrypto"]),
    library("Locks"),

    // Pure stages: they read at most, and know no network.
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    library("Tropefile", ["Basics", "TropeModel", "CYAML"]),
    library("Inputs", ["Basics", "TropeModel", "CSVBytes", "Hashing"]),
    library("MovieMetadata", ["TropeModel", "JSONBytes", "Inputs"]),
    library("Staleness", ["TropeModel"]),
    library("Recipe", ["TropeModel", "JSONBytes", "CSVBytes", "Hashing"]),
    library("Tokenizer", ["Basics", "Hashing"]),
    library("Planner", ["Basics", "TropeModel"]),

    // Numbers, dates, tables and charts as people read them, and how text stands on a terminal. It writes nothing.
    library("Display", ["TropeModel", "JSONBytes", "Planner"]),
    library("Report", ["TropeModel", "JSONBytes", "Display"]),
    library("Evaluation", ["TropeModel", "JSONBytes", "CSVBytes", "Display"]),

    // Effects: disk, database, network.
    library("ProjectFiles", ["TropeModel"]),
    library("CorpusSplit", ["Basics", "TropeModel", "Inputs"]),
    library("ProjectStart", ["Inputs", "CorpusSplit", "JSONBytes"]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    library("SQLite", ["CSQLite", "Locks"]),
    library("Store", ["Basics", "TropeModel", "JSONBytes", "SQLite", "Locks"]),
    // Pure, on the values of Store.
    library(
      "Export",
      ["TropeModel", "Inputs", "MovieMetadata", "Recipe", "Store", "JSONBytes", "CSVBytes"]),
    library("OriginalImport", ["TropeModel", "Recipe", "Store", "JSONBytes"]),
    library("OpenAIClient", ["Basics", "TropeModel", "JSONBytes"]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    library("CurlTransport", ["CCurl", "OpenAIClient", "Locks"]),
    library(
      "Lanes",
      [
        "TropeModel", "JSONBytes", "Recipe", "Planner", "Display", "OpenAIClient", "Store",
        "ProjectFiles", "Hashing", "Locks",
      ]),

    // How a run stands: events and a clock in, lines out.
    library("RunProgress", ["TropeModel", "Lanes", "Display"]),

    // The stages strung together, and the command line.
    library(
      "Engine",
      [
        "Basics", "TropeModel", "Tropefile", "Inputs", "Staleness", "Recipe", "Tokenizer",
        "Planner", "Display", "ProjectFiles", "CorpusSplit", "MovieMetadata", "Report", "Store",
        "OpenAIClient", "Lanes",
        "Evaluation", "Export", "OriginalImport", "JSONBytes",
      ]),
    program(
      "tropebuild",
      [
        "Engine", "CurlTransport", "TropeModel", "Tropefile", "Inputs", "CorpusSplit", "Recipe",
        "Tokenizer", "Planner", "ProjectFiles", "Store", "OpenAIClient", "Lanes", "JSONBytes",
        "Display", "RunProgress", "ProjectStart", "MovieMetadata", "Report", "Evaluation", "Locks",
        argumentParser,
      ]),

    // A server that plays the API: for rehearsals and tests.
    .systemLibrary(
      name: "CEvent", pkgConfig: "libevent_extra",
      providers: [.apt(["libevent-dev"]), .brew(["libevent"])]),
    library("Sandbox", ["Basics", "Tokenizer", "JSONBytes", "Hashing", "Locks", "CEvent"]),
    program("tropebuild-sandbox", ["Sandbox", "Locks", argumentParser]),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["TropeModel", "OpenAIClient", "CSQLite"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Basics", ["Basics"]),
    tests("TropeModel", ["TropeModel"]),
    tests("JSONBytes", ["JSONBytes"]),
    tests("CSVBytes", ["CSVBytes"]),
    tests("RunProgress", ["RunProgress", "Lanes", "Display", "TropeModel"]),
    tests("Hashing", ["Hashing"]),
    tests("Tropefile", ["Tropefile", "TropeModel"]),
    tests("Inputs", ["Inputs", "TropeModel"]),
    tests("MovieMetadata", ["MovieMetadata", "TropeModel", "Inputs"]),
    tests("Staleness", ["Staleness", "TropeModel"]),
    tests("Recipe", ["Recipe", "TropeModel", "JSONBytes", "CSVBytes", "Hashing"]),
    tests("Tokenizer", ["Tokenizer", "Hashing"]),
    tests("Planner", ["Planner", "Display", "TropeModel"]),
    tests("Display", ["Display", "JSONBytes", "Planner", "TropeModel"]),
    tests("Report", ["Report", "Display", "TropeModel"]),
    tests("Evaluation", ["Evaluation", "TropeModel", "Recipe"]),
    tests("ProjectFiles", ["ProjectFiles", "TropeModel"]),
    tests("CorpusSplit", ["CorpusSplit", "Inputs", "TropeModel"]),
    tests("ProjectStart", ["ProjectStart", "TropeModel", "Tropefile"]),
    tests("SQLite", ["SQLite"]),
    tests("Store", ["Store", "TropeModel", "CSQLite", "SQLite"]),
    tests("Export", ["Export", "TropeModel", "Inputs", "MovieMetadata", "Store", "CSVBytes"]),
    tests("OriginalImport", ["OriginalImport", "TropeModel", "Recipe", "Store"]),
    tests("OpenAIClient", ["OpenAIClient", "TropeModel", "JSONBytes"]),
    tests("CurlTransport", ["CurlTransport", "OpenAIClient", "Locks"]),
    tests("Sandbox", ["Sandbox", "Tokenizer", "JSONBytes", "Locks"]),
    tests(
      "Lanes",
      ["Lanes", "TropeModel", "Recipe", "Planner", "OpenAIClient", "Store", "ProjectFiles"]),
    tests(
      "Engine",
      [
        "Engine", "TropeModel", "Tropefile", "Store", "OpenAIClient", "Sandbox", "Tokenizer",
        "Recipe", "Planner", "Lanes", "ProjectFiles", "Inputs", "CurlTransport",
      ]),
    tests(
      "tropebuild",
      [
        "tropebuild", "tropebuild-sandbox", "TropeModel", "ProjectFiles", "Store", "CSQLite",
      ]),
  ]
)
