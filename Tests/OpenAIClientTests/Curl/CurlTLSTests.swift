import Foundation
import Testing
@testable import OpenAIClient

/// Whom the transport trusts. Needs the program `openssl`, which makes certificates and serves; without it the tests
/// are passed over.
@Suite(.enabled(if: TLSServer.program != nil, "no openssl"), .timeLimit(.minutes(5)))
struct CurlTLSTests {
  private func get(
    _ server: TLSServer, host: String = "localhost", trusting authority: String? = nil
  ) async -> Result<HTTPResponse, TransportFailure> {
    // No proxy of the surroundings stands between.
    let transport = CurlTransport(options: CurlOptions(caBundle: authority, proxy: ""))
    defer { transport.close() }
    return await outcome { () async throws(TransportFailure) in
      try await transport.send(
        HTTPRequest(
          method: .get, url: "https://\(host):\(server.port)/v1/models",
          headers: ["Authorization": "Bearer topsecret"]))
    }
  }

  @Test func `a server is spoken to whose certificate verifies, and no other`() async throws {
    let server = try await TLSServer(program: try #require(TLSServer.program))
    // One that nobody trusts; the same under a name that its certificate does not have.
    for refused in [
      await get(server), await get(server, host: "127.0.0.1", trusting: server.authority),
    ] {
      let failure = try #require(refused.failure)
      #expect(failure.kind == .tls, "\(failure)")
      // The handshake comes first: no byte of the request has left.
      #expect(!failure.requestMayHaveRun)
      #expect(!failure.message.contains("topsecret"))
    }
    let other = try await TLSServer(program: try #require(TLSServer.program))
    #expect(await get(server, trusting: other.authority).failure?.kind == .tls)

    let trusted = try await get(server, trusting: server.authority).get()
    #expect(trusted.status == 200)
  }
}
