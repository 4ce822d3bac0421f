import HTTPServing
import Testing
import TestSupport
import TropeModel

@testable import tropebuild

/// Who may see what of `serve`.
@Suite struct LiveGateTests {
  private let gate = LiveGate(token: "5eed")

  private func answer(
    _ path: String, _ method: HTTPRequest.Method = .get, hosts: [String] = ["127.0.0.1:8765"]
  ) -> Result<LiveGate.Page, LiveGate.Refusal> {
    Result { () throws(LiveGate.Refusal) in try gate.page(method, hosts: hosts, path: path) }
  }

  @Test func `each address with the token is a page`() throws {
    #expect(answer("/5eed") == .success(.withoutSlash))
    #expect(answer("/5eed/") == .success(.progress))
    #expect(answer("/5eed/", .head) == .success(.progress))
    #expect(answer("/5eed/now") == .success(.now))
    #expect(answer("/5eed/status.json") == .success(.status))
    #expect(answer("/5eed/report") == .success(.report))
    #expect(answer("/5eed/report/age") == .success(.reportAge))
    #expect(answer("/5eed/plots/31186339") == .success(.plot(try #require(MovieID("31186339")))))
  }

  @Test(arguments: [
    "", "/", "/now", "/report", "/favicon.ico", "//", "/5eec/", "/5EED/", "/5ee/", "/5eedd/",
    "/%35eed/", "5eed/", "/../5eed/", "/?5eed",
  ])
  func `an address without the token is refused, whatever it names`(path: String) {
    #expect(answer(path) == .failure(.token))
    #expect(answer(path, .post) == .failure(.token))
  }

  @Test(arguments: [
    "/5eed/other", "/5eed/plots/", "/5eed/plots/1/2", "/5eed/plots/../tropefile", "/5eed/plots/007",
    "/5eed//", "/5eed/now/", "/5eed/plots/%2e%2e",
  ])
  func `what is no page is not there`(path: String) {
    #expect(answer(path) == .failure(.unknownPage))
  }

  @Test(arguments: [
    HTTPRequest.Method.post, .put, .patch, .delete, .options, .trace, .connect, .unknown,
  ])
  func `nothing but reading is allowed`(method: HTTPRequest.Method) {
    #expect(answer("/5eed/", method) == .failure(.method))
  }

  @Test(arguments: [
    ["127.0.0.1"], ["localhost:9000"], ["LocalHost"], ["[::1]:9000"], ["127.0.0.1:65535"],
  ])
  func `a name of this machine may be asked for, with the port of a tunnel too`(hosts: [String]) {
    #expect(answer("/5eed/", hosts: hosts) == .success(.progress))
  }

  @Test(arguments: [
    [], [""], ["evil.example"], ["evil.example:8765"], ["127.0.0.1.evil.example"],
    ["localhost.evil.example:80"], ["127.0.0.1:8765", "127.0.0.1:8765"], ["localhost:" + "x"],
    ["127.0.0.2"], ["0.0.0.0:8765"], ["user@127.0.0.1"], ["localhost:123456"], ["127.0.0.1 "],
  ])
  func `a name that another has made lead here is refused, with the token too`(hosts: [String]) {
    #expect(answer("/5eed/", hosts: hosts) == .failure(.host))
  }

  @Test func `a token has 32 digits and is another each time`() {
    let tokens = Set((0..<100).map { _ in LiveGate.newToken() })
    #expect(tokens.count == 100)
    #expect(tokens.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
  }
}

/// What is kept of the work for those who ask often.
@Suite struct KeptTests {
  private let time = ManualTime()

  private func count(_ kept: Kept<Int>, whileTrue: Bool = false, after seconds: Int) async throws
    -> Int
  {
    time.advance(by: .seconds(seconds))
    let last = await kept.last ?? 0
    let time = time
    return try await kept.value(whileTrue: { _ in whileTrue }) {
      // It takes two seconds to make.
      time.advance(by: .seconds(2))
      return last + 1
    }
  }

  @Test func `it is made again when it may be old, and not while that would be most of the work`()
    async throws
  {
    let kept = Kept<Int>(by: time.source, least: .seconds(1), rest: 4)
    #expect(try await count(kept, after: 0) == 1)
    #expect(try await count(kept, after: 7) == 1)
    #expect(try await count(kept, after: 1) == 2)
    #expect(try await count(kept, whileTrue: true, after: 1_000) == 2)
    #expect(try await count(kept, after: 0) == 3)
  }

  @Test func `what could not be made is tried again by the next who asks`() async throws {
    struct Fault: Error {}
    let kept = Kept<Int>(by: time.source, least: .seconds(1), rest: 4)
    await #expect(throws: Fault.self) { try await kept.value { throw Fault() } }
    #expect(try await kept.value { 5 } == 5)
  }
}
