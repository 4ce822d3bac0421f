import OpenAIClient
import TestSupport
import Testing
import Tropefile
import TropeModel

@testable import Engine

/// A server of models on this machine is found and offered.
@Suite struct LocalServerSearchTests {
  private func find(_ answers: [UInt16: FakeTransport.Answer]) async -> [LocalServerSearch.Found] {
    let transport = FakeTransport { request in
      answers.first { request.url == "http://127.0.0.1:\($0.key)/v1/models" }?.value
        ?? .failure(
          TransportFailure(
            kind: .cannotConnect, message: "refused", requestMayHaveRun: false))
    }
    return await LocalServerSearch(ports: answers.keys.sorted() + [9], transport: transport).find()
  }

  private func models(_ models: String) -> FakeTransport.Answer { .json(#"{"data":[\#(models)]}"#) }

  @Test func `each port is asked for its models, and told by its owner's name`() async {
    let found = await find([
      1: models(#"{"id":"Smol","owned_by":"llamacpp"}"#),
      2: models(#"{"id":"q","owned_by":"vllm"}"#), 3: models(#"{"id":"m"}"#),
      11_434: models(#"{"id":"llama3:8b","owned_by":"library"}"#),
      4: models(#"{"id":"text-embedding-x"},{"id":"chat","owned_by":"organization_owner"}"#),
    ])
    #expect(
      found == [
        .init(baseURL: "http://127.0.0.1:1/v1", model: "Smol", program: "llama.cpp"),
        .init(baseURL: "http://127.0.0.1:2/v1", model: "q", program: "vLLM"),
        .init(baseURL: "http://127.0.0.1:3/v1", model: "m"),
        .init(baseURL: "http://127.0.0.1:4/v1", model: "chat", program: "LM Studio"),
        .init(baseURL: "http://127.0.0.1:11434/v1", model: "llama3:8b", program: "Ollama"),
      ])
  }

  @Test func `what is no such server is passed over`() async {
    let found = await find([
      1: .json("<html>", status: 200), 2: .json("{}", status: 404), 3: models(""),
      4: models(#"{"id":7},{"id":""},{"id":"a\u0000b"}"#), 5: models(#"{"id":"embed"}"#),
      6: .json(
        #"{"data":[{"id":"sandbox-lexical"}]}"#, headers: ["x-tropebuild-sandbox": "1"]),
    ])
    #expect(found.isEmpty)
  }

  private func settings(_ tropefile: StarterTropefile) throws -> Settings {
    try TropefileReader.read(bytes: Array(tropefile.text.utf8), path: "tropefile")
  }

  @Test(arguments: ["smol", "a: b #c", "llama3:8b", "007", "\"q\"", "null"])
  func `a tropefile asks it where that is wanted, and else only tells of it`(model: String) throws {
    var tropefile = StarterTropefile(ProjectLook())
    tropefile.local = .init(baseURL: "http://127.0.0.1:8080/v1", model: model, program: "vLLM")
    let told = try settings(tropefile)
    #expect(told.api.baseURL == nil && told.recipe.namedModel == "gpt-6-luna")
    #expect(tropefile.text.contains("#base_url: http://127.0.0.1:8080/v1"))
    tropefile.asksLocal = true
    let asked = try settings(tropefile)
    #expect(asked.api.baseURL == "http://127.0.0.1:8080/v1")
    #expect(asked.recipe.namedModel == model)
    #expect(asked.recipe.reasoningEffort == nil)
    #expect(asked.plan.strategy == .realtime)
    let advice = StartAdvice(look: ProjectLook(), tropefile: tropefile, file: "tropefile").lines
    #expect(advice.contains { $0.contains("asks vLLM on this machine") })
  }
}
