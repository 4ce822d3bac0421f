import Formats
import Foundation
import FoundationNetworking
import Testing

@testable import Sandbox

/// A sandbox in this process with a clock moved by hand, and a client that speaks to it over loopback.
struct SandboxHarness {
  let server: SandboxServer
  let clock: ManualSandboxClock
  let base: String

  /// What came back for a request.
  struct Answer {
    var status: Int
    var headers: [String: String]
    var bytes: [UInt8]
    /// The body read as JSON; `null` where it is none.
    var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
    var errorCode: String? { json["error"]?["code"]?.stringValue }
    var errorMessage: String { json["error"]?["message"]?.stringValue ?? "" }
  }

  /// Starts a sandbox, runs `body` with it, and ends it.
  static func run(
    _ configure: (inout SandboxConfiguration) -> Void = { _ in },
    clock: ManualSandboxClock = ManualSandboxClock(),
    _ body: (SandboxHarness) async throws -> Void
  ) async throws {
    var configuration = SandboxConfiguration()
    configuration.clock = clock.clock
    configuration.turnaround = 100...100
    configure(&configuration)
    let server = try SandboxServer(configuration: configuration)
    let base = try await server.start()
    do {
      try await body(SandboxHarness(server: server, clock: clock, base: base))
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// Sends a request; `path` comes after `/v1`.
  func call(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, headers: [String: String] = [:],
    key: String? = "any-key"
  ) async throws -> Answer {
    let url = try #require(URL(string: path.hasPrefix("http") ? path : base + path))
    var request = URLRequest(url: url)
    request.httpMethod = method
    if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    if let body {
      request.httpBody = Data(body)
      if headers["Content-Type"] == nil {
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
      }
    }
    // A connection of its own for each request: on a used one that closes without an answer the client would send
    // the request again by itself.
    // Beside a thousand other tests on two cores an answer may take longer than the usual minute.
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 600
    let session = URLSession(configuration: configuration)
    defer { session.finishTasksAndInvalidate() }
    let (data, response) = try await session.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    var found: [String: String] = [:]
    for (name, value) in http.allHeaderFields {
      found["\(name)".lowercased()] = "\(value)"
    }
    return Answer(status: http.statusCode, headers: found, bytes: Array(data))
  }

  func call(_ method: String, _ path: String, json: JSON) async throws -> Answer {
    try await call(method, path, json.bytes)
  }

  /// Uploads bytes as a file.
  func upload(
    _ bytes: [UInt8], filename: String = "batch.jsonl",
    fields: [(String, String)] = [("purpose", "batch")]
  ) async throws -> Answer {
    var body: [UInt8] = []
    for (name, value) in fields {
      body +=
        "--limit\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }
    body +=
      "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(filename)\"\r\n"
      .utf8
    body += "Content-Type: application/jsonl\r\n\r\n".utf8
    body += bytes
    body += "\r\n--limit--\r\n".utf8
    return try await call(
      "POST", "/files", body, headers: ["Content-Type": "multipart/form-data; boundary=limit"])
  }

  /// Uploads lines and makes a batch of them; the answer is the batch object.
  func createBatch(_ lines: [String], metadata: JSON = nil) async throws -> JSON {
    let text = lines.map { $0 + "\n" }.joined()
    let file = try await upload(Array(text.utf8)).json
    let id = try #require(file["id"])
    let answer = try await call(
      "POST", "/batches",
      json: [
        "input_file_id": id, "endpoint": "/v1/chat/completions", "completion_window": "24h",
        "metadata": metadata,
      ])
    return answer.json
  }

  /// A batch as it stands now.
  func batch(_ id: String) async throws -> JSON { try await call("GET", "/batches/\(id)").json }

  /// The lines of a file, as JSON.
  func lines(ofFile id: JSON?) async throws -> [JSON] {
    let name = try #require(id?.stringValue)
    let content = try await call("GET", "/files/\(name)/content")
    return try content.bytes.split(separator: 0x0A).map { try JSON(parsing: Array($0)) }
  }
}

/// Requests for tests.
enum Sample {
  static let catalog = ["Mad Scientist", "Loyal Butler", "No Trope"]

  static let schema = schema(tropes: catalog)

  /// The schema of an answer that gives each character one of these.
  static func schema(tropes: [String]) -> JSON {
    schema(of: "trope", ["type": "string", "enum": .array(tropes.map { .string($0) })])
  }

  /// The schema of an answer that gives each character one property beside its name.
  static func schema(of name: String, _ property: JSON) -> JSON {
    [
      "type": "object",
      "properties": [
        "characters": [
          "type": "array",
          "items": [
            "type": "object",
            "properties": ["name": ["type": "string"], name: property],
            "required": ["name", .string(name)], "additionalProperties": false,
          ],
        ]
      ],
      "required": ["characters"], "additionalProperties": false,
    ]
  }

  static let systemMessage = """
    <tropes>
    Mad Scientist: Pursues forbidden experiments in a laboratory.
    Loyal Butler: Serves the master of a house with quiet devotion.
    No Trope: None of these fits.
    </tropes>
    """

  /// A chat body about one movie.
  static func body(
    plot: String = "In his laboratory Victor makes forbidden experiments. James serves the house.",
    names: [String] = ["Victor", "James"], model: String = "gpt-4o-mini",
    system: String = systemMessage, more: [(String, JSON)] = []
  ) -> JSON {
    let user = "<summary>\(plot)</summary>\n<names>\n\(names.joined(separator: "\n"))\n</names>"
    var members = [
      JSONObject.Member("model", .string(model)),
      JSONObject.Member(
        "messages",
        [
          ["role": "system", "content": .string(system)],
          ["role": "user", "content": .string(user)],
        ]),
      JSONObject.Member(
        "response_format",
        [
          "type": "json_schema",
          "json_schema": ["name": "tropes", "strict": true, "schema": schema],
        ]),
    ]
    for (key, value) in more {
      members.removeAll { $0.key == key }
      members.append(JSONObject.Member(key, value))
    }
    return .object(JSONObject(members))
  }

  /// A line of a batch's input file.
  static func line(_ id: String, _ body: JSON = body()) -> String {
    let line: JSON = [
      "custom_id": .string(id), "method": "POST", "url": "/v1/chat/completions", "body": body,
    ]
    return line.text
  }
}
