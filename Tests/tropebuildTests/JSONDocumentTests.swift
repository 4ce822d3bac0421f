import Foundation
import Testing
import TestSupport

/// docs/json.md against what the program prints.
@Suite struct JSONDocumentTests {
  private static let topLevel = Checkout.directory

  /// The fields of each command, by what stands in its heading.
  static func documented() throws -> [String: [String]] {
    let text = try String(
      contentsOf: topLevel.appending(path: "docs/json.md"), encoding: .utf8)
    var fields: [String: [String]] = [:]
    var command = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("## `tropebuild ") {
        command = String(line.dropFirst("## `tropebuild ".count).dropLast())
      } else if line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") {
        fields[command, default: []].append(
          String(line[line.index(line.startIndex, offsetBy: 3)..<end]))
      }
    }
    return fields
  }

  /// The paths of all values in an object: `a.b`, `a[].b`.
  static func paths(_ value: Any, _ path: String = "") -> Set<String> {
    if let object = value as? [String: Any] {
      var paths: Set<String> = path.isEmpty || path.hasSuffix("[]") ? [] : [path]
      for (name, value) in object {
        paths.formUnion(Self.paths(value, path.isEmpty ? name : "\(path).\(name)"))
      }
      return paths
    }
    if let array = value as? [Any] {
      guard array.contains(where: { $0 is [String: Any] }) else { return [path] }
      return array.reduce(into: []) { $0.formUnion(Self.paths($1, path + "[]")) }
    }
    return [path]
  }

  /// Whether a path is one that is documented with `*` for a name in its middle.
  private static func fits(_ path: String, _ documented: String) -> Bool {
    guard documented.contains(".*") else { return false }
    let parts = (path.split(separator: "."), documented.split(separator: "."))
    return parts.0.count == parts.1.count
      && zip(parts.0, parts.1).allSatisfy { $1 == "*" || $0 == $1 }
  }

  /// A project in which everything is at once: records, failures, batches that ended and one under way.
  private func project() async throws -> TestProject {
    let project = try TestProject.small(strategy: "batch")
    try await project.build()
    for id in 5...6 { try project.addSmallMovie(id) }
    try project.write("data/plot_summaries_9.txt", "")
    // What is in a batch when nobody waits stays under way: this one takes a day.
    let waiting = try await project.tropebuild("--no-wait", "--batch-turnaround", "24h")
    #expect(waiting.status == 75, "\(waiting.output)\(waiting.errors)")
    try project.addSmallMovie(7)
    try project.write("data/plot_summaries_1.txt", "Anna goes home.\n")
    try project.write("gold.tsv", "wikipedia_id\tcharacter\ttrope\n2\tAnna\tbyronic_hero\n")
    try project.write(
      "other.jsonl",
      #"{"movie":2,"characters":[{"name":"Anna","trope_id":"A"},{"name":"Carl","trope_id":"B"}]}"#)
    for ending in ["sad", "open"] {
      try project.write(
        "\(ending).jsonl",
        #"{"movie":2,"fields":{"ending":"\#(ending)"},"characters":[]}"#)
    }
    return project
  }

  @Test func `every field of real output is documented, and every documented one is there`()
    async throws
  {
    let project = try await project()
    let documented = try Self.documented()
    let commands: [String: [[String]]] = [
      "-n --json": [
        ["-n", "--json"], ["-n", "--json", "--strategy", "realtime"],
        ["-n", "--json", "--strategy", "batch", "--model", "gpt-4o-mini"],
      ],
      "status --json": [["status", "--json"]],
      "explain MOVIE --json": ["1", "2", "4", "5", "7", "9"].map { ["explain", $0, "--json"] },
      "show --json": [["show", "--all", "--json"]],
      "plan --json": [
        ["plan", "--json", "--offline"],
        [
          "plan", "--json", "--offline", "--deadline", "60s", "--budget", "0.01", "--set",
          "prices.input=10000", "--set", "prices.batch_input=10000",
        ],
      ],
      "diff A B --json": [
        ["diff", "other.jsonl", "now", "--json"], ["diff", "sad.jsonl", "open.jsonl", "--json"],
      ],
      "models --json": [["models", "--json", "--all"]],
      "batches --json": [["batches", "--json"]],
      "ledger --json": [["ledger", "--json"]],
      "ledger --reconcile --json": [["ledger", "--reconcile", "--json"]],
      "limits --json": [["limits", "--json", "--tier", "1"]],
      "try --json": [
        ["try", "-n", "--json", "--again", "--model", "gpt-4o-mini,gpt-6-luna"],
        [
          "try", "--json", "--again", "--model", "gpt-4o-mini,gpt-6-luna", "--gold", "gold.tsv",
          "--strategy",
          "realtime",
        ],
      ],
    ]
    #expect(Set(documented.keys) == Set(commands.keys))
    for (command, calls) in commands {
      var found: Set<String> = []
      for call in calls {
        let outcome = try await Program.run(call, in: project.directory)
        for object in try outcome.output.jsonLines() { found.formUnion(Self.paths(object)) }
      }
      let known = documented[command] ?? []
      #expect(Self.undocumented(found, known) == [], "\(command)")
      for path in known
      where !Self.onlyWhileRunning.contains(path) && !Self.onlyWhileWaiting.contains(path)
        && !Self.onlyOfChosenLabels.contains(path) && !Self.isOfEndpoints(path, command)
      {
        #expect(Self.has(found, path), "\(command) never has the documented '\(path)'")
      }
    }
  }

  /// The paths that are not among the documented ones.
  static func undocumented(_ found: Set<String>, _ known: [String]) -> [String] {
    let exact = Set(known)
    let open = known.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
    return found.sorted().filter { path in
      // The object that a documented field is in needs no line of its own.
      let isParent = known.contains {
        $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[].")
          || ($0.contains(".*.") && fits(path, String($0.split(separator: "*")[0]) + "*"))
      }
      return !exact.contains(path) && !isParent && !known.contains { fits(path, $0) }
        && !open.contains { path.hasPrefix($0) }
    }
  }

  /// Whether a documented path is among those that were found.
  static func has(_ found: Set<String>, _ path: String) -> Bool {
    path.contains(".*.")
      ? found.contains { fits($0, path) }
      : path.hasSuffix("*")
        ? found.contains { $0.hasPrefix(path.dropLast()) } : found.contains(path)
  }

  /// Whether a field is there only where several servers share the real-time lane, which `EndpointCommandTests` looks at.
  static func isOfEndpoints(_ path: String, _ command: String) -> Bool {
    path.contains("endpoints[]")
      || command == "ledger --json" && ["endpoint", "model"].contains(path)
  }

  /// Fields of a run under way, which `a build that runs is told of` looks at.
  private static let onlyWhileRunning: Set<String> = [
    "run.run", "run.started_at", "run.part", "run.parts", "run.whole", "run.strategy",
    "run.forecast_dollars", "run.forecast_seconds",
    "run.expected_dollars", "run.expected_seconds",
    "run.percent", "run.left_seconds", "run.requests_last_minute", "run.tokens_last_minute",
  ]

  /// Fields of a run that waits, which this project's does not.
  private static let onlyWhileWaiting: Set<String> = [
    "waiting[].lane", "waiting[].until", "waiting[].reason",
  ]

  /// What labels of characters on which two variants differ say; how they come to be is looked at where variants are compared.
  private static let onlyOfChosenLabels: Set<String> = [
    "gap.variants", "gap.right", "gap.labelled", "gap.value", "gap.low", "gap.high",
    // These take 20 labelled movies.
    "variants[].accuracy_assisted.value", "variants[].accuracy_assisted.low",
    "variants[].accuracy_assisted.high", "variants[].accuracy_assisted.weight",
    "variants[].accuracy_assisted.units",
  ]

  @Test func `the ledger's summary has the same fields before anything was paid as after`()
    async throws
  {
    let project = try TestProject.small()
    let before = try await project.build("ledger", "--json").output.jsonLines()
    try await project.build()
    let after = try await project.build("ledger", "--json").output.jsonLines()
    #expect(before.last?.keys.sorted() == after.last?.keys.sorted())
  }

  @Test func `status tells of a build that runs`() async throws {
    let project = try TestProject.small(strategy: "batch")
    let build = try Program.start(
      ["--batch-turnaround", "1h"], in: project.directory)
    defer { kill(build.processIdentifier, SIGKILL) }
    var status: [String: Any] = [:]
    while build.isRunning {
      let outcome = try await Program.run(["status", "--json"], in: project.directory)
      status = try outcome.output.jsonLines().first ?? [:]
      if let batches = status["batches"] as? [[String: Any]], !batches.isEmpty,
        status["run"] is [String: Any]
      {
        break
      }
    }
    #expect(status["running"] as? Bool == true)
    #expect(status["process"] as? Int == Int(build.processIdentifier))
    let run = try #require(status["run"] as? [String: Any])
    #expect(Set(run.keys.map { "run.\($0)" }) == Self.onlyWhileRunning)
    let words = try await Program.run(["status"], in: project.directory)
    #expect(words.output.contains("running  a build (process \(build.processIdentifier)"))
    #expect(words.output.contains("run 1 since "))
    #expect(words.output.contains("0% done (0 of 4), typically "))
    #expect(words.output.contains("\nbatch  state"))
  }

  @Test func `status tells of the whole of a build that asks several times`() async throws {
    let project = try TestProject.small(
      strategy: "batch", "recipe: {confidence: votes, votes: 3, model: gpt-4o-mini}")
    let planned = try await project.preview().summary["forecast"] as? [String: Any]
    let build = try Program.start(
      ["--batch-turnaround", "1h"], in: project.directory)
    defer { kill(build.processIdentifier, SIGKILL) }
    var run: [String: Any] = [:]
    while build.isRunning, run.isEmpty {
      let outcome = try await Program.run(["status", "--json"], in: project.directory)
      run = try outcome.output.jsonLines().first?["run"] as? [String: Any] ?? [:]
    }
    #expect(run["part"] as? Int == 1 && run["parts"] as? Int == 3)
    #expect(run["whole"] as? Bool == true)
    for (forecast, name) in [
      ("dollars", "forecast_dollars"), ("typical_seconds", "forecast_seconds"),
    ] {
      let expected = try #require(planned?[forecast] as? Double)
      let told = try #require(run[name] as? Double)
      #expect(expected > 0 && abs(told - expected) < 0.01 * expected, "\(name)")
    }
    let words = try await Program.run(["status"], in: project.directory)
    #expect(words.output.contains(", part 1 of 3, batch, forecast "), "\(words.output)")
    #expect(words.output.contains("0% done (part 1 of 3: 0 of 4), typically "))
  }
}
