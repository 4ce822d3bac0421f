import TestSupport
import Testing

@testable import Engine

/// Whether an answer comes from the model that was asked.
@Suite struct ModelNamesTests {
  @Test(arguments: [
    ("smol", "smol", true),
    ("SmolLM2-135M-Instruct", "/models/SmolLM2-135M-Instruct.Q4_1.gguf", true),
    ("SmolLM2-135M-Instruct", #"C:\models\smollm2-135m-instruct-IQ3_XXS.gguf"#, true),
    ("llama3.2", "llama3.2:latest", true), ("qwen/qwen3-8b", "Qwen3-8B-GGUF:Q4_K_M", true),
    ("mine", "mine-2026-07-18", true), ("mine", "mine@20260718", true),
    ("ggml-org/gpt-oss-20b-GGUF", "gpt-oss-20b-F16.gguf", true),
    ("llama3", "llama3.1", false), ("qwen3-8b", "qwen3-14b", false), ("qwen3", "qwen3-2507", false),
    ("smol", "SmolLM2-135M-Instruct", false), ("q4", "q5", false), ("a", "", false),
    ("", "-q4.gguf", false),
  ])
  func `two names may be those of one model`(one: String, other: String, areAlike: Bool) {
    #expect(ModelNames.areAlike(one, other) == areAlike)
    #expect(ModelNames.areAlike(other, one) == areAlike)
  }

  @Test(arguments: [
    ("gpt-4o-mini", "openai/GPT-4o-mini", true), ("gpt-4o-mini", "gpt-4o-mini-2024-07-18", true),
    ("openai/gpt-4o-mini-2024-07-18", "azure/gpt-4o-mini", true), ("ft:a", "ft:b", true),
    ("gpt-4o-mini", "gpt-4o", false), ("smol", "smol-2024-07-18", false), ("smol", "gpt-4o", false),
  ])
  func `two names are those of one model`(one: String, other: String, areSame: Bool) {
    #expect(ModelNames.areSame(one, other) == areSame)
    #expect(ModelNames.areSame(other, one) == areSame)
  }

  @Test(arguments: [
    ("smol", "other-8b", true, 1), ("smol", "smol.Q8_0.gguf", true, 0),
    ("smol", "other-8b", false, 0),
  ])
  func `one's own server that answers by another model says so once, and nothing fails`(
    asked: String, answering: String, isOwn: Bool, count: Int
  ) async throws {
    let rig = try Rig(movies: 4, model: asked, isOwn: isOwn)
    rig.server.chat = { _, _ in .json(Reply.good(model: answering)) }
    try await rig.runRealtime(rig.requests())
    #expect(rig.remarks.count == count)
    #expect(rig.remarks.allSatisfy { $0.contains("'smol' was asked and 'other-8b' answers") })
    #expect(try rig.recordedMovies().count == 4)
  }
}
