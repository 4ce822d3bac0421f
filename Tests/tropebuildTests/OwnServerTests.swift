import Foundation
import TestSupport
import Testing
import TropeModel

/// A model on one's own machine, played by a server that answers as llama.cpp does.
@Suite(.timeLimit(.minutes(5))) struct OwnServerTests {
  private static let tropefile = "input:\n  directory: data\nrecipe:\n  model: smol\n"

  /// Answers a chat request by its schema: each name gets the first trope. Where it is to name the characters itself, it names
  /// one in every place that there is, at 49 tokens each, as SmolLM2 does where it takes a sentence for a name.
  private static func completion(_ request: BadServer.Request) throws -> String {
    guard let start = request.text.range(of: "\r\n\r\n"),
      let body = try JSONSerialization.jsonObject(
        with: Data(request.text[start.upperBound...].utf8)) as? [String: Any],
      let format = body["response_format"] as? [String: Any],
      let inner = format["json_schema"] as? [String: Any],
      let schema = inner["schema"] as? [String: Any],
      let list = (schema["properties"] as? [String: Any])?["characters"] as? [String: Any],
      let places = list["maxItems"] as? Int, let most = body["max_tokens"] as? Int
    else { return #"{"error":{"message":"no bounds in the schema"}}"# }
    let items = list["prefixItems"] as? [[String: Any]]
    let names =
      items?.map { item in
        let name = (item["properties"] as? [String: Any])?["name"] as? [String: Any]
        return (name?["enum"] as? [String])?.first ?? ""
      } ?? Array(repeating: "Ava", count: places)
    let answers = names.map { ["name": $0, "trope": "Mentor"] }
    let isWhole = 49 * answers.count <= most
    let content = String(
      decoding: try JSONSerialization.data(withJSONObject: ["characters": answers])
        .dropLast(isWhole ? 0 : 9), as: UTF8.self)
    let reply: [String: Any] = [
      "object": "chat.completion", "model": "smol",
      "choices": [
        [
          "index": 0, "finish_reason": isWhole ? "stop" : "length",
          "message": ["role": "assistant", "content": content],
        ]
      ],
      "usage": ["prompt_tokens": 2_000, "completion_tokens": 90, "total_tokens": 2_090],
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: reply), as: UTF8.self)
  }

  /// - Parameter answers: whether it answers a chat request; else it says nothing to it.
  private func server(
    answers: @escaping @Sendable (BadServer.Request) -> Bool = { _ in true }
  ) throws -> BadServer {
    try BadServer { request in
      switch request.path {
      case "/props":
        .answer(200, #"{"total_slots":2,"default_generation_settings":{"n_ctx":8192}}"#)
      case "/v1/models": .answer(200, #"{"object":"list","data":[{"id":"smol"}]}"#)
      case "/v1/chat/completions":
        answers(request)
          ? .answer(200, (try? Self.completion(request)) ?? "{}") : .silence
      default: .answer(404, "{}")
      }
    }
  }

  private func project(_ server: BadServer) throws -> TestProject {
    let project = try TestProject(
      tropefile: Self.tropefile + "api:\n  base_url: http://127.0.0.1:\(server.port)/v1\n")
    for id in 1...5 {
      try project.addMovie(id, plot: "Ann saves Bob, part \(id).", cast: ["Ann", "Bob"])
    }
    return project
  }

  @Test func `it needs no price, no limit, no key and no strategy`() async throws {
    let server = try server()
    let project = try project(server)
    let plan = try await project.tropebuild("plan")
    #expect(plan.status == 0, "\(plan.errors)")
    #expect(plan.output.contains("none: your own server sets the pace, with 2 requests at once"))
    #expect(plan.output.contains("smol (your own server)"))
    let limits = try await project.tropebuild("limits", "--json")
    #expect(limits.status == 0, "\(limits.errors)")
    #expect(!limits.output.contains("000000"))
    #expect(try await !project.tropebuild("limits").output.contains("OPENAI_ADMIN_KEY"))
    let outcome = try await project.tropebuild("--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    // What has no value is left out of the stream, but of the plan.
    for event in try outcome.output.jsonLines() where event["event"] as? String != "plan" {
      #expect(!event.values.contains { $0 is NSNull }, "\(event)")
    }
    #expect(try project.recordedMovies().count == 5)
    #expect(
      try project.rows("SELECT DISTINCT name FROM characters ORDER BY name") == ["Ann", "Bob"])
    let chats = server.requests.filter { $0.path == "/v1/chat/completions" }
    #expect(chats.count == 5)
    #expect(chats.allSatisfy { $0.text.contains(#""max_completion_tokens":"#) })
    #expect(chats.allSatisfy { $0.text.contains(#""max_tokens":"#) })
    #expect(!server.requests.contains { $0.path.hasPrefix("/v1/files") })
    // What was measured is what the next plan goes by; there is nothing left to ask.
    let again = try await project.tropebuild()
    #expect(again.status == 0)
    #expect(server.requests.count { $0.path == "/v1/chat/completions" } == 5)
  }

  @Test func `variants are compared on it without a price or a limit`() async throws {
    let server = try server()
    let project = try project(server)
    let plan = try await project.tropebuild("try", "-n", "--movies-per-request", "1,4")
    #expect(plan.status == 0, "\(plan.errors)")
    let models = try await project.tropebuild("try", "-n", "--model", "gpt-4o-mini,smol")
    #expect(models.status == 0, "\(models.errors)")
  }

  @Test func `one interrupt ends a run whose answers cost nothing, and the next one goes on`()
    async throws
  {
    let silent = try server { _ in false }
    let project = try project(silent)
    let errors = project.directory.appendingPathComponent("errors.txt")
    let process = try Program.start([], in: project.directory, errors: errors)
    // Two: so many places it has said it has.
    try await process.wait {
      silent.requests.count(where: { $0.path == "/v1/chat/completions" }) >= 2
    }
    kill(process.processIdentifier, SIGINT)
    await process.finish()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    #expect(silent.requests.count { $0.path == "/v1/chat/completions" } == 2)
    #expect(try project.recordedMovies().isEmpty)

    let server = try server()
    let rest = try await project.tropebuild("--base-url", "http://127.0.0.1:\(server.port)/v1")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try project.recordedMovies().count == 5)
  }

  @Test func `what it answered before a kill is not asked again, by its own count`() async throws {
    let first = try server { !$0.text.contains("part 4") && !$0.text.contains("part 5") }
    let project = try project(first)
    let process = try Program.start([], in: project.directory)
    // Three answers are kept, and both of its places are taken again.
    try await process.wait {
      try first.requests.count(where: { $0.path == "/v1/chat/completions" }) == 5
        && project.keptReplies() == 3
    }
    kill(process.processIdentifier, SIGKILL)
    await process.finish()
    let second = try server()
    let rest = try await project.tropebuild("--base-url", "http://127.0.0.1:\(second.port)/v1")
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(second.requests.count { $0.path == "/v1/chat/completions" } == 2)
    #expect(try project.recordedMovies().count == 5)
    #expect(try project.keptReplies() == 5)
  }

  @Test(arguments: [1_500, 8_000])
  func `a model that names one character in every place comes to its end at once, and is a record`(
    bytes: Int
  ) async throws {
    let server = try server()
    let project = try TestProject(
      tropefile: Self.tropefile + "api:\n  base_url: http://127.0.0.1:\(server.port)/v1\n")
    let sentence = "Ava leaves the town at night. "
    try project.addMovie(
      1, plot: String(repeating: sentence, count: bytes / sentence.utf8.count), cast: nil)
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(server.requests.count { $0.path == "/v1/chat/completions" } == 1)
    #expect(try project.rows("SELECT name FROM characters") == ["Ava"])
  }

  @Test func `init finds it, and a project that it begins is built by it`() async throws {
    let server = try server()
    let closed = try Loopback.RefusingPort()
    let project = try TestProject(tropefile: nil)
    try project.addMovie(7, plot: "Ann saves Bob.", cast: ["Ann", "Bob"])
    let none = try await project.tropebuild("init", "--local", "--port", "\(closed.port)")
    #expect(none.status == 2)
    #expect(none.errors.contains("no server of models answers on this machine"))
    #expect(!project.exists("tropefile"))
    let told = try await project.tropebuild("init", "-f", "other", "--port", "\(server.port)")
    #expect(told.status == 0, "\(told.errors)")
    #expect(told.output.contains("'tropebuild init --local' would ask it"))
    let outcome = try await project.tropebuild(
      "init", "--local", "--port", "\(closed.port)", "--port", "\(server.port)")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("with the model 'smol'"))
    let built = try await project.tropebuild()
    #expect(built.status == 0, "\(built.errors)")
    #expect(try project.recordedMovies().count == 1)
    #expect(try await project.tropebuild("init", "--local", "--sandbox").status == 64)
    withExtendedLifetime(closed) {}
  }
}
