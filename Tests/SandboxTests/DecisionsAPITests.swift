import Formats
import Testing

@testable import Sandbox

@Suite struct DecisionsAPITests {
  private static let plot =
    "In his laboratory Victor Frank makes forbidden experiments. James serves the house."

  private static func choice(_ name: String, _ instructions: String) -> JSON {
    [
      "type": "choice", "name": .string(name), "instructions": .string(instructions),
      "choices": [
        [
          "value": "Mad Scientist",
          "description": "Pursues forbidden experiments in a laboratory.",
        ],
        [
          "value": "Loyal Butler",
          "description": "Serves the master of a house with quiet devotion.",
        ],
        ["value": "No Trope"],
      ],
    ]
  }

  private static func body(_ questions: [JSON], more: [(String, JSON)] = []) -> JSON {
    var members: JSONObject = [
      "model": "gpt-6-luna",
      "input": [
        ["role": "developer", "content": "Judge only by the plot."],
        ["role": "user", "content": [["type": "input_text", "text": .string(plot)]]],
      ],
      "questions": .array(questions),
    ]
    for (key, value) in more {
      members.members.removeAll { $0.key == key }
      members.add(key, value)
    }
    return .object(members)
  }

  @Test func `each question is answered in its place, with the chances of all choices`()
    async throws
  {
    try await SandboxHarness.run { sandbox in
      let questions: [JSON] = [
        Self.choice("victor", "Which trope fits Victor Frank best?"),
        Self.choice("james", "Which trope fits James best?"),
        ["type": "predicate", "instructions": "Victor makes experiments."],
        [
          "type": "score", "name": "weight", "instructions": "How central is Victor Frank?",
          "levels": [["label": "minor"], ["label": "major"], ["label": "lead"]],
        ],
      ]
      let answer = try await sandbox.call("POST", "/decisions", json: Self.body(questions))
      #expect(answer.status == 200)
      let answers = try #require(answer.json["answers"]?.arrayValue)
      #expect(answers.map { $0["name"] } == ["victor", "james", .null, "weight"])
      #expect(answers.prefix(2).map { $0["choice"] } == ["Mad Scientist", "Loyal Butler"])
      for answer in answers.prefix(2) {
        let all = answer["probabilities"]?.arrayValue ?? []
        #expect(all.map { $0["value"] } == ["Mad Scientist", "Loyal Butler", "No Trope"])
        let chances = all.compactMap { $0["probability"]?.doubleValue }
        #expect(abs(chances.reduce(0, +) - 1) < 1e-4)
        #expect(answer["confidence"]?.doubleValue == chances.max())
      }
      #expect((answers[2]["probability"]?.doubleValue ?? 0) > 0.9)
      #expect((0...2).contains(answers[3]["score"]?.doubleValue ?? -1))
      let usage = answer.json["usage"]
      #expect(usage?["output_tokens"] == 0)
      #expect(usage?["input_tokens"] == usage?["total_tokens"])
      let ledger = try await sandbox.server.ledger()
      #expect(ledger.questions.map(\.decisions) == [1])
      let tokens = try #require(usage?["input_tokens"]?.intValue)
      #expect(abs(ledger.cost - Double(tokens) * 0.10e-6) < 1e-12)
    }
  }

  @Test func `a question is refused alone`() async throws {
    try await SandboxHarness.run({ $0.faults[.refusal] = 1 }) { sandbox in
      let body = Self.body([Self.choice("victor", "Which trope fits Victor?")])
      let answer = try await sandbox.call("POST", "/decisions", json: body)
      #expect(answer.status == 200)
      #expect(answer.json["answers"] == [["type": "refusal", "name": "victor"]])
    }
  }

  @Test func `a marked part is written and then read, and a long request weighs on the minute`()
    async throws
  {
    let long: JSON = [
      [
        "role": "user",
        "content": [
          [
            "type": "input_text",
            "text": .string(String(repeating: "Victor makes an experiment. ", count: 400)),
            "prompt_cache_breakpoint": ["mode": "explicit"],
          ]
        ],
      ]
    ]
    try await SandboxHarness.run({ $0.tier = 1 }) { sandbox in
      let body = Self.body(
        [Self.choice("a", "Which trope fits Victor?")],
        more: [("input", long), ("prompt_cache_options", ["mode": "explicit"])])
      let first = try await sandbox.call("POST", "/decisions", json: body)
      let second = try await sandbox.call("POST", "/decisions", json: body)
      let written = first.json["usage"]?["input_tokens_details"]?["cache_write_tokens"]?.intValue
      #expect((written ?? 0) > 1_024)
      #expect(
        second.json["usage"]?["input_tokens_details"]?["cached_tokens"]?.intValue == written)
      #expect(second.headers["x-ratelimit-remaining-requests"] == "498")
    }
  }

  private static let wrong: [(String, JSON)] = [
    ("model", "gpt-5.6-luna"), ("temperature", 0), ("questions", []), ("input", 7),
    ("service_tier", "flex"),
    ("questions", [["type": "choice", "instructions": "x", "choices": [["value": "a"]]]]),
    (
      "questions",
      [["type": "choice", "instructions": "x", "choices": [["value": "a"], ["value": "a"]]]]
    ),
    ("questions", [["type": "score", "instructions": "x", "levels": [["label": "a"]]]]),
    ("questions", [["type": "guess", "instructions": "x"]]),
    ("questions", [["type": "predicate"]]),
    ("prompt_cache_options", ["ttl": "12h"]),
  ]

  @Test(arguments: wrong)
  func `a field that is wrong is refused`(key: String, value: JSON) async throws {
    try await SandboxHarness.run { sandbox in
      let body = Self.body([Self.choice("a", "Who is Victor?")], more: [(key, value)])
      let answer = try await sandbox.call("POST", "/decisions", json: body)
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["type"] == "invalid_request_error")
    }
  }

  @Test func `a batch has no decisions`() async throws {
    try await SandboxHarness.run { sandbox in
      let file = try await sandbox.upload(Array("{}\n".utf8)).json
      let answer = try await sandbox.call(
        "POST", "/batches",
        json: [
          "input_file_id": file["id"] ?? .null, "endpoint": "/v1/decisions",
          "completion_window": "24h",
        ])
      #expect(answer.status == 400)
      #expect(answer.json["error"]?["param"] == "endpoint")
    }
  }
}
