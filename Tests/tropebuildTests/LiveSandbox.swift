import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A sandbox that outlives the runs that speak to it: the judge of what was billed.
final class LiveSandbox {
  /// What it says it has billed.
  struct Account: Decodable {
    struct Question: Decodable {
      var question: String
      var batch: Int
      var realtime: Int
    }

    var questions: [Question]
    var batches_created: Int
    var requests: Int
    var rate_limited: Int

    /// Bills beyond the first for each question, whatever the lane.
    var twice: Int { questions.reduce(0) { $0 + $1.batch + $1.realtime - 1 } }
    var realtime: Int { questions.reduce(0) { $0 + $1.realtime } }
    var inBatches: Int { questions.reduce(0) { $0 + $1.batch } }
    var billedTwiceInBatches: [String] { questions.filter { $0.batch > 1 }.map(\.question) }
  }

  struct DidNotStart: Error {
    var said: String
  }

  /// Up to `/v1`.
  let baseURL: String
  private let process: Process
  private let state: URL

  /// - Parameter arguments: as on its command line, but for port and state.
  init(_ arguments: [String]) throws {
    state = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tropebuild-sandbox-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = Program.url("tropebuild-sandbox")
    process.arguments = ["--port", "0", "--state", state.path] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    var said = Data()
    while !said.contains(10) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      said += more
    }
    let line = String(decoding: said.prefix { $0 != 10 }, as: UTF8.self)
    guard let url = line.range(of: "http://") else {
      process.terminate()
      throw DidNotStart(said: line)
    }
    baseURL = String(line[url.lowerBound...])
    self.process = process
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: state)
  }

  /// What makes a `tropebuild` talk to it.
  var environment: [String: String] {
    ["OPENAI_API_KEY": "a-key-for-tests", "OPENAI_BASE_URL": baseURL]
  }

  func account() async throws -> Account {
    guard let url = URL(string: baseURL.replacing("/v1", with: "") + "/sandbox/ledger") else {
      throw URLError(.badURL)
    }
    let (data, _) = try await URLSession.shared.data(from: url)
    return try JSONDecoder().decode(Account.self, from: data)
  }

  /// Waits until it has heard as many requests, or the process has ended; whether it has.
  func hears(_ requests: Int, from process: Process) async throws -> Bool {
    while try await account().requests < requests {
      if !process.isRunning { return false }
      try await Task.sleep(for: .milliseconds(10))
    }
    return true
  }
}
