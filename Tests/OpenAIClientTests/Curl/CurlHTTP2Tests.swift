import Foundation
import Testing
@testable import OpenAIClient

/// How few connections carry many requests over TLS. Needs Debian's `nginx-light` and the program `openssl`.
@Suite(
  .enabled(
    if: NginxServer.program != nil && TLSServer.program != nil,
    "needs Debian's nginx-light and openssl: scripts/setup nginx-light openssl"),
  .timeLimit(.minutes(5)))
struct CurlHTTP2Tests {
  /// Gives a transport that trusts the server, its address, and the server behind it.
  private func withServers(
    speaksHTTP2: Bool, connections: Int = 0,
    _ react: @escaping @Sendable (SocketServer.Request) -> SocketServer.Reaction,
    do body: (CurlTransport, String, SocketServer) async throws -> Void
  ) async throws {
    let backend = try SocketServer(react)
    defer { backend.stop() }
    let server = try await NginxServer(
      try #require(NginxServer.program), openssl: try #require(TLSServer.program),
      speaksHTTP2: speaksHTTP2, backend: backend.port)
    // No proxy of the surroundings stands between.
    let transport = CurlTransport(
      options: CurlOptions(
        maxConnectionsPerHost: connections, caBundle: server.authority, proxy: ""))
    defer { transport.close() }
    try await body(transport, "https://localhost:\(server.port)", backend)
  }

  /// Asks so much at once; how many of the answers were not those that belong to their questions.
  private func ask(_ count: Int, _ transport: CurlTransport, _ url: String) async -> Int {
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<count {
        group.addTask {
          let body = Array("question \(number)".utf8)
          let response = try? await transport.send(
            HTTPRequest(method: .post, url: url + "/v1", body: .bytes(body)))
          return response?.body == Array("answer to ".utf8) + body
        }
      }
      return await group.reduce(into: 0) { wrong, isRight in if !isRight { wrong += 1 } }
    }
  }

  @Test func `many requests at once share one connection where the server speaks HTTP/2`()
    async throws
  {
    // None is answered before all are there: on one connection that is possible only side by side.
    try await withServers(speaksHTTP2: true) {
      .hold(SocketServer.response(Array("answer to ".utf8) + $0.body), untilHeld: 60)
    } do: { transport, url, backend in
      #expect(await ask(60, transport, url) == 0)
      let requests = backend.requests
      #expect(requests.count == 60)
      #expect(Set(requests.map { $0.headers["x-protocol"] }) == ["HTTP/2.0"])
      #expect(Set(requests.map { $0.headers["x-connection"] }).count == 1)
    }
  }

  @Test func `connections are kept and bounded where the server speaks HTTP/1.1 alone`()
    async throws
  {
    try await withServers(speaksHTTP2: false, connections: 3) {
      .answer(SocketServer.response(Array("answer to ".utf8) + $0.body))
    } do: { transport, url, backend in
      for _ in 0..<10 { #expect(await ask(1, transport, url) == 0) }
      #expect(Set(backend.requests.map { $0.headers["x-protocol"] }) == ["HTTP/1.1"])
      #expect(Set(backend.requests.map { $0.headers["x-connection"] }).count == 1)
      #expect(await ask(60, transport, url) == 0)
      #expect(backend.requests.count == 70)
      #expect(Set(backend.requests.map { $0.headers["x-connection"] }).count <= 3)
    }
  }
}
