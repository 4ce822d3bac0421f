import Foundation

import FoundationNetworking

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
  private let process: ChildProcess
  private let state: URL

  /// - Parameter arguments: as on its command line, but for port and state.
  init(_ arguments: [String]) async throws {
    state = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tropebuild-sandbox-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    let said = state.appendingPathComponent("said.txt")
    process = try ChildProcess(
      Program.url("tropebuild-sandbox").path,
      ["--port", "0", "--state", state.appendingPathComponent("state").path] + arguments,
      environment: ProcessInfo.processInfo.environment, output: said.path, errors: said.path + ".2")
    var text = ""
    while !text.contains("\n") {
      text = (try? String(contentsOf: said, encoding: .utf8)) ?? ""
      guard process.isRunning else {
        throw DidNotStart(
          said: (try? String(contentsOfFile: said.path + ".2", encoding: .utf8)) ?? "")
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    guard let url = text.range(of: "http://") else { throw DidNotStart(said: text) }
    baseURL = String(text[url.lowerBound...].prefix { $0 != "\n" })
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
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

  /// How many batch input files it holds.
  func uploadedFiles() async throws -> Int {
    struct List: Decodable {
      struct Item: Decodable { var purpose: String }
      var data: [Item]
    }
    guard let url = URL(string: baseURL + "/files?purpose=batch") else {
      throw URLError(.badURL)
    }
    var request = URLRequest(url: url)
    request.setValue("Bearer a-key-for-tests", forHTTPHeaderField: "Authorization")
    let (data, _) = try await URLSession.shared.data(for: request)
    return try JSONDecoder().decode(List.self, from: data).data.count
  }

  /// Waits until it has heard as many requests, or the process has ended; whether it has.
  func hears(_ requests: Int, from process: ChildProcess) async throws -> Bool {
    while try await account().requests < requests {
      if !process.isRunning { return false }
      try await Task.sleep(for: .milliseconds(10))
    }
    return true
  }
}
