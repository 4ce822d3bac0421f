import Foundation
import Testing
import TestSupport
@testable import OpenAIClient

/// Each way in which a server or the way to it can fail, and what becomes of it.
struct CurlFailureTests {
  private static let request = Array("{\"secret plot\":1}".utf8)

  /// No test waits for them: on a busy machine an answer may take long.
  private static let patient = HTTPTimeouts(
    connect: .seconds(600), idle: .seconds(600), total: .seconds(600))

  private func post(
    _ transport: CurlTransport, _ url: String, _ timeouts: HTTPTimeouts = patient
  ) async -> Result<HTTPResponse, TransportFailure> {
    await outcome { () async throws(TransportFailure) in
      try await transport.send(
        HTTPRequest(
          method: .post, url: url, headers: ["Authorization": "Bearer topsecret"],
          body: .bytes(Self.request), timeouts: timeouts))
    }
  }

  /// What must hold of every failure.
  private func expect(
    _ result: Result<HTTPResponse, TransportFailure>, _ kind: TransportFailure.Kind,
    mayHaveRun: Bool, location: SourceLocation = #_sourceLocation
  ) {
    guard let failure = result.failure else {
      Issue.record("there was an answer", sourceLocation: location)
      return
    }
    #expect(failure.kind == kind, "\(failure)", sourceLocation: location)
    #expect(failure.requestMayHaveRun == mayHaveRun, sourceLocation: location)
    #expect(!failure.message.contains("secret"), sourceLocation: location)
    #expect(!failure.message.hasSuffix("."), sourceLocation: location)
  }

  @Test func `a refused connection`() async throws {
    let closed = try Loopback.RefusingPort()
    let transport = CurlTransport()
    defer { transport.close() }
    expect(
      await post(transport, "http://127.0.0.1:\(closed.port)/v1"), .cannotConnect, mayHaveRun: false
    )
    withExtendedLifetime(closed) {}
  }

  @Test func `a name that does not resolve`() async throws {
    // No label may have more than 63 letters, so no name server needs to be asked.
    let transport = CurlTransport(options: CurlOptions(proxy: ""))
    defer { transport.close() }
    let name = String(repeating: "a", count: 64) + ".invalid"
    expect(await post(transport, "http://\(name)/v1"), .nameNotResolved, mayHaveRun: false)
  }

  @Test func `a proxy that makes no connection`() async throws {
    let proxy = try PlainTalker(greeting: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    defer { proxy.stop() }
    let transport = CurlTransport(options: CurlOptions(proxy: "http://127.0.0.1:\(proxy.port)"))
    defer { transport.close() }
    let result = await post(transport, "https://api.example/v1")
    expect(result, .cannotConnect, mayHaveRun: false)
    #expect(result.failure?.message.contains("perhaps a proxy, refused it") == true)
  }

  @Test func `a server that never ends the handshake`() async throws {
    try await withServer { _ in
      .silence
    } do: { transport, server in
      // Whatever the greeting is, this server sees no end of a head in it and stays silent.
      let limit = HTTPTimeouts(connect: .milliseconds(200))
      expect(
        await post(transport, "https://127.0.0.1:\(server.port)", limit), .timedOut,
        mayHaveRun: false)
    }
  }

  @Test func `a server that answers TLS with something else`() async throws {
    let server = try PlainTalker(greeting: "HTTP/1.1 400 Bad Request\r\n\r\n")
    defer { server.stop() }
    let transport = CurlTransport()
    defer { transport.close() }
    expect(
      await post(transport, "https://127.0.0.1:\(server.port)"), .tls, mayHaveRun: false)
  }

  @Test(arguments: [SocketServer.Reaction.close, .reset])
  func `a connection cut before the answer`(_ reaction: SocketServer.Reaction) async throws {
    try await withServer { _ in
      reaction
    } do: { transport, server in
      expect(await post(transport, server.url), .connectionCut, mayHaveRun: true)
      #expect(server.requests.count == 1)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly so much",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nonly \r\n",
  ])
  func `a connection cut inside the answer`(_ bytes: String) async throws {
    try await withServer { _ in
      .answerThenClose(Array(bytes.utf8))
    } do: { transport, server in
      expect(await post(transport, server.url), .connectionCut, mayHaveRun: true)
    }
  }

  @Test func `a server that never answers ends by the idle limit`() async throws {
    try await withServer { _ in
      .silence
    } do: { transport, server in
      let limits = HTTPTimeouts(idle: .milliseconds(100), total: .seconds(300))
      let result = await post(transport, server.url, limits)
      expect(result, .timedOut, mayHaveRun: true)
      #expect(result.failure?.message == "no byte from '127.0.0.1' for 100 ms")
    }
  }

  @Test func `a server that never answers ends by the limit of the whole`() async throws {
    try await withServer { _ in
      .silence
    } do: { transport, server in
      let limits = HTTPTimeouts(idle: nil, total: .milliseconds(100))
      let result = await post(transport, server.url, limits)
      expect(result, .timedOut, mayHaveRun: true)
      #expect(result.failure?.message == "no whole answer from '127.0.0.1' within 100 ms")
    }
  }

  @Test func `an answer larger than is taken into memory`() async throws {
    try await withServer(CurlOptions(maxResponseBytes: 1_000)) { _ in
      .answer(SocketServer.response([UInt8](repeating: 0x61, count: 1_001)))
    } do: { transport, server in
      expect(await post(transport, server.url), .tooLarge, mayHaveRun: true)
    }
  }

  @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/hostname", "nonsense", "http://"])
  func `an address that is none of the web`(_ url: String) async throws {
    let transport = CurlTransport(options: CurlOptions(proxy: ""))
    defer { transport.close() }
    let result = await post(transport, url, HTTPTimeouts(connect: .seconds(2)))
    let failure = try #require(result.failure)
    #expect([.other, .nameNotResolved].contains(failure.kind))
    #expect(!failure.requestMayHaveRun)
  }

  @Test func `a POST that a kept connection swallows is not sent again`() async throws {
    // libcurl would repeat it on a new connection, up to five times; each may have to be paid.
    try await withServer { request in
      request.numberOnConnection == 1 ? .answer(SocketServer.response("ok")) : .close
    } do: { transport, server in
      let first = await post(transport, server.url)
      #expect(first.failure == nil)
      expect(await post(transport, server.url), .connectionCut, mayHaveRun: true)
      #expect(server.requests.map(\.numberOnConnection) == [1, 2])
    }
  }

  @Test func `waiting for a connection does not count as connecting`() async throws {
    // One connection, held by the first request; the second's time to connect passes while it
    // waits, which is measured by a request elsewhere that ends by its own limit.
    let silent = try SocketServer { _ in .silence }
    defer { silent.stop() }
    try await withServer(CurlOptions(maxConnectionsPerHost: 1)) { request in
      request.target == "/first"
        ? .silence : .answer(SocketServer.response("ok"))
    } do: { transport, server in
      let url = server.url
      let first = Task {
        await post(transport, url + "/first", HTTPTimeouts(idle: nil, total: nil))
      }
      for await case .request in server.events { break }
      let second = Task {
        await post(
          transport, url + "/second",
          HTTPTimeouts(connect: .milliseconds(100), idle: .milliseconds(100), total: .seconds(60)))
      }
      _ = await post(transport, silent.url, HTTPTimeouts(idle: .milliseconds(500)))
      first.cancel()
      let response = try await second.value.get()
      #expect(response.status == 200)
    }
  }
}
