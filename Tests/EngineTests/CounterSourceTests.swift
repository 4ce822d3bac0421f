import Engine
import Foundation
import OpenAIClient
import Synchronization
import Testing
import TestSupport
import Tokenizer

@Suite struct CounterSourceTests {
  private static let vocabulary = Checkout.shared
    .appending(path: "tokenizer/o200k_base.tiktoken").path
  private static let isThere = FileManager.default.fileExists(atPath: vocabulary)

  /// Answers every request alike and counts them.
  private final class OneAnswer: Transport {
    let answer: HTTPResponse
    private let asked = Mutex<[HTTPRequest]>([])
    var requests: [HTTPRequest] { asked.withLock { $0 } }

    init(_ answer: HTTPResponse) { self.answer = answer }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
      asked.withLock { $0.append(request) }
      return answer
    }

    func download(
      _ request: HTTPRequest, toFile path: String
    ) async throws(TransportFailure) -> HTTPResponse {
      throw TransportFailure(kind: .other, message: "not asked for", requestMayHaveRun: false)
    }
  }

  private func environment(_ place: TemporaryDirectory) -> [String: String] {
    ["TIKTOKEN_CACHE_DIR": "", "XDG_CACHE_HOME": place.path]
  }

  @Test func withoutLeaveNothingIsFetchedOrWritten() async throws {
    let place = try TemporaryDirectory()
    let counters = CounterSource(explicit: nil, environment: environment(place))
    #expect(try await counters.counter().isExact == false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
  }

  @Test(arguments: [
    HTTPResponse(status: 200, body: Array("<html>log in first</html>".utf8)),
    HTTPResponse(status: 404),
  ])
  func `a download that is not the vocabulary leaves the estimate and one note`(
    answer: HTTPResponse
  ) async throws {
    let place = try TemporaryDirectory()
    let counters = CounterSource(explicit: nil, environment: environment(place))
    let transport = OneAnswer(answer)
    let said = Notes()
    await counters.mayKeep(downloadingBy: { transport }, note: { said.add($0) })
    #expect(try await counters.counter().isExact == false)
    #expect(try await counters.counter().isExact == false)
    #expect(transport.requests.count == 1)
    #expect(said.all.count == 1)
    #expect(said.all.first?.contains("tokenizer.vocabulary") == true)
    #expect(!FileManager.default.fileExists(atPath: place.path + "/tropebuild/o200k_base.tiktoken"))
  }

  @Test(.enabled(if: isThere, "needs ../shared/tokenizer beside the repository"))
  func `what is downloaded is kept, and counts exactly, now and later`() async throws {
    let place = try TemporaryDirectory()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.vocabulary)))
    let transport = OneAnswer(HTTPResponse(status: 200, body: bytes))
    let counters = CounterSource(explicit: nil, environment: environment(place))
    await counters.mayKeep(downloadingBy: { transport }, note: { _ in })
    #expect(try await counters.counter().count("hello world") == 2)
    let request = try #require(transport.requests.first)
    #expect(request.url == VocabularySource.o200kBase.address)
    #expect(request.headers.fields.isEmpty, "no key goes there")
    let later = CounterSource(explicit: nil, environment: environment(place))
    #expect(try await later.counter().isExact)
    #expect(FileManager.default.fileExists(atPath: place.path + "/tropebuild/o200k_base.index"))
  }

  @Test(
    .enabled(if: isThere),
    arguments: [
      ("gpt-4o-mini", true), ("openai/gpt-4.1-mini-2025-04-14", true), ("ft:gpt-4o:me::x", true),
      ("o3-mini", true), ("my-gpt-4o-deployment", true), ("gpt-4", false),
      ("llama-3.1-8b-instruct", false), ("gpt-3.5-turbo", false), ("mistral-o1", false),
    ])
  func `counts are exact only for models with this vocabulary`(model: String, isExact: Bool)
    async throws
  {
    let counters = CounterSource(explicit: Self.vocabulary, environment: [:], model: model)
    #expect(try await counters.counter().isExact == isExact)
  }
}

/// What was said, in order.
private final class Notes: Sendable {
  private let said = Mutex<[String]>([])
  var all: [String] { said.withLock { $0 } }
  func add(_ text: String) { said.withLock { $0.append(text) } }
}
