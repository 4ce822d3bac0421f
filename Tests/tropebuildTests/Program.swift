import Foundation

/// Runs the programs as they were built, as a user would.
enum Program {
  /// What a run printed and how it ended.
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The directory that `swift build` puts programs and test bundle into.
  static let directory: URL = {
    var place = Bundle.main.bundleURL
    for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
      place = bundle.bundleURL.deletingLastPathComponent()
    }
    let candidates = [
      place, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
    ]
    for candidate in candidates {
      var directory = candidate
      for _ in 0..<6 {
        if FileManager.default.isExecutableFile(
          atPath: directory.appendingPathComponent("tropebuild").path)
        {
          return directory
        }
        directory.deleteLastPathComponent()
      }
    }
    return place
  }()

  static func url(_ name: String) -> URL { directory.appendingPathComponent(name) }

  /// Starts `tropebuild` and does not wait. What it prints goes to the two files.
  static func start(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:],
    input: URL? = nil, output: URL? = nil, errors: URL? = nil, program: String = "tropebuild"
  ) throws -> ChildProcess {
    var all = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("OPENAI_") }
    for (name, value) in environment { all[name] = value }
    return try ChildProcess(
      url(program).path, arguments, in: directory.path, environment: all, input: input?.path,
      output: output?.path, errors: errors?.path)
  }

  /// Runs `tropebuild` to its end.
  static func run(
    _ arguments: [String], in directory: URL, environment: [String: String] = [:],
    input: String = "", program: String = "tropebuild"
  ) async throws -> Outcome {
    let standardInput = temporaryFile()
    try Data(input.utf8).write(to: standardInput)
    defer { try? FileManager.default.removeItem(at: standardInput) }
    let output = temporaryFile()
    let errors = temporaryFile()
    defer {
      try? FileManager.default.removeItem(at: output)
      try? FileManager.default.removeItem(at: errors)
    }
    let process = try start(
      arguments, in: directory, environment: environment, input: standardInput, output: output,
      errors: errors,
      program: program)
    await process.finish()
    return Outcome(
      status: process.terminationReason == .uncaughtSignal
        ? 128 + process.terminationStatus : process.terminationStatus,
      output: (try? String(contentsOf: output, encoding: .utf8)) ?? "",
      errors: (try? String(contentsOf: errors, encoding: .utf8)) ?? "")
  }

  private static func temporaryFile() -> URL {
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "tropebuild-test-\(UUID().uuidString)")
  }
}
