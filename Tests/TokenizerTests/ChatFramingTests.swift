import Testing

@testable import Tokenizer

@Suite struct ChatFramingTests {
  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `a request's messages count as the cookbook's formula has it`() throws {
    let counter = try SharedFiles.counter.get()
    let requests = try SharedFiles.objects("tokenizer/chat.jsonl")
    #expect(requests.count == 9)
    for request in requests {
      let messages = try #require(request["messages"] as? [[String: String]]).map {
        ChatMessage(role: $0["role"] ?? "", name: $0["name"], content: $0["content"] ?? "")
      }
      #expect(
        counter.chatTokens(messages: messages) == request["tokens"] as? Int,
        "\(request["name"] ?? "")")
    }
  }

  @Test func `a request without messages still primes the reply`() {
    #expect(TokenCounter.estimate.chatTokens(messages: []) == 3)
  }

  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `two messages have 11 tokens around their contents`() throws {
    let counter = try SharedFiles.counter.get()
    #expect(counter.chatOverhead(messages: [("system", nil), ("user", nil)]) == 11)
  }

  @Test(.enabled(if: SharedFiles.hasVocabulary, Comment(rawValue: SharedFiles.whyNot)))
  func `a schema counts without the keywords that the API leaves out, and nine more`() throws {
    let counter = try SharedFiles.counter.get()
    let schema = #"{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}"#
    let counted = #"{"type":"object","properties":{"a":{"type":"string"}}}"#
    #expect(counter.schemaTokens(Array(schema.utf8)) == counter.count(counted) + 9)
  }
}
