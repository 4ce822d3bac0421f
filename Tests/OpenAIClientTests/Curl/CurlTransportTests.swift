import Foundation
import Testing
@testable import OpenAIClient

/// Gives a transport and a server that reacts so, and stops both afterwards.
func withServer(
  _ options: CurlOptions = CurlOptions(),
  _ react: @escaping @Sendable (SocketServer.Request) -> SocketServer.Reaction,
  do body: (CurlTransport, SocketServer) async throws -> Void
) async throws {
  let server = try SocketServer(react)
  let transport = CurlTransport(options: options)
  defer {
    transport.close()
    server.stop()
  }
  try await body(transport, server)
}

/// What became of a request: exactly one of the two.
func outcome(
  _ body: () async throws(TransportFailure) -> HTTPResponse
) async -> Result<HTTPResponse, TransportFailure> {
  do { return .success(try await body()) } catch { return .failure(error) }
}

extension Result where Success == HTTPResponse, Failure == TransportFailure {
  var failure: TransportFailure? {
    if case .failure(let failure) = self { return failure }
    return nil
  }
}

struct CurlTransportTests {
  @Test func `carries a request as it is and gives the whole answer`() async throws {
    try await withServer(CurlOptions(userAgent: "tropebuild/1.2")) { _ in
      .answer(
        SocketServer.response("{\"a\":1}", status: "429 Slow", headers: ["X-Thing:  some value "]))
    } do: { transport, server in
      let response = try await transport.send(
        HTTPRequest(
          method: .post, url: server.url + "/v1/x?y=z",
          headers: ["Authorization": "Bearer k", "Content-Type": "application/json"],
          body: .bytes(Array("{\"question\":true}".utf8))))
      #expect(response.status == 429)
      #expect(String(decoding: response.body, as: UTF8.self) == "{\"a\":1}")
      #expect(response.headers["x-THING"] == "some value")
      let request = try #require(server.requests.first)
      #expect(request.method == "POST")
      #expect(request.target == "/v1/x?y=z")
      #expect(request.headers["authorization"] == "Bearer k")
      #expect(request.headers["content-type"] == "application/json")
      #expect(request.headers["user-agent"] == "tropebuild/1.2")
      #expect(String(decoding: request.body, as: UTF8.self) == "{\"question\":true}")
    }
  }

  @Test(arguments: [HTTPRequest.Method.get, .delete, .post])
  func `sends every method without a body`(_ method: HTTPRequest.Method) async throws {
    try await withServer { _ in
      .answer(SocketServer.response("ok"))
    } do: { transport, server in
      let response = try await transport.send(HTTPRequest(method: method, url: server.url + "/a"))
      #expect(response.status == 200)
      let request = try #require(server.requests.first)
      #expect(request.method == method.rawValue)
      #expect(request.body.isEmpty)
      #expect(request.headers["content-type"] == nil)
    }
  }

  @Test func `sends a body of megabytes at once, without asking for a 100`() async throws {
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await withServer { _ in
      .answer(SocketServer.response("ok"))
    } do: { transport, server in
      _ = try await transport.send(
        HTTPRequest(method: .post, url: server.url, body: .bytes(body)))
      let request = try #require(server.requests.first)
      #expect(request.body == body)
      #expect(request.headers["expect"] == nil)
    }
  }

  @Test func `keeps one connection for requests that follow each other`() async throws {
    try await withServer { _ in
      .answer(SocketServer.response("ok"))
    } do: { transport, server in
      for number in 0..<20 {
        _ = try await transport.send(
          HTTPRequest(method: .post, url: server.url + "/\(number)", body: .bytes([0x7B, 0x7D])))
      }
      #expect(server.requests.count == 20)
      #expect(server.connectionCount == 1)
    }
  }

  @Test func `carries 500 transfers at once over at most 24 connections`() async throws {
    try await withServer(CurlOptions(maxConnectionsPerHost: 24)) {
      .answer(SocketServer.response(Array("answer to ".utf8) + $0.body))
    } do: { transport, server in
      let url = server.url
      let wrong = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<500 {
          group.addTask {
            let body = Array("question \(number)".utf8)
            let response = try? await transport.send(
              HTTPRequest(method: .post, url: url, body: .bytes(body)))
            return response?.body != Array("answer to ".utf8) + body
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(wrong == 0)
      #expect(server.requests.count == 500)
      #expect(server.connectionCount <= 24)
    }
  }

  @Test func `has as many requests under way as are sent`() async throws {
    // The server answers nobody before all forty wait: were any held back, none would end.
    try await withServer { _ in
      .hold(SocketServer.response("ok"), untilHeld: 40)
    } do: {
      transport, server in
      let url = server.url
      let answered = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<40 {
          group.addTask { (try? await transport.send(HTTPRequest(method: .get, url: url))) != nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(answered == 40)
    }
  }

  @Test func `keeps the connections of a crowd while few requests are under way`() async throws {
    // A crowd is answered when all of it waits: so many connections are needed, and no more.
    let crowd = 40
    try await withServer { request in
      request.target == "/alone"
        ? .answer(SocketServer.response("ok"))
        : .hold(SocketServer.response("ok"), untilHeld: crowd)
    } do: { transport, server in
      let url = server.url
      for _ in 0..<3 {
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<crowd {
            group.addTask { _ = try? await transport.send(HTTPRequest(method: .get, url: url)) }
          }
        }
        _ = try await transport.send(HTTPRequest(method: .get, url: url + "/alone"))
      }
      #expect(server.requests.count == 3 * (crowd + 1))
      #expect(server.connectionCount == crowd)
    }
  }

  @Test func `unpacks gzip`() async throws {
    let packed: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 215, 81, 40, 72, 76, 206, 78, 77,
      81, 40, 207, 47, 202, 73, 1, 0, 72, 239, 46, 204, 19, 0, 0, 0,
    ]
    try await withServer { _ in
      .answer(SocketServer.response(packed, headers: ["Content-Encoding: gzip"]))
    } do: { transport, server in
      let response = try await transport.send(HTTPRequest(method: .get, url: server.url))
      #expect(String(decoding: response.body, as: UTF8.self) == "hello, packed world")
      #expect(server.requests.first?.headers["accept-encoding"]?.contains("gzip") == true)
    }
  }

  @Test func `gives a redirect as it is and goes nowhere`() async throws {
    let other = try SocketServer { _ in .answer(SocketServer.response("caught the key")) }
    defer { other.stop() }
    let target = other.url
    try await withServer { _ in
      .answer(SocketServer.response("", status: "302 Found", headers: ["Location: \(target)/x"]))
    } do: { transport, server in
      let response = try await transport.send(
        HTTPRequest(
          method: .get, url: server.url, headers: ["Authorization": "Bearer topsecret"]))
      #expect(response.status == 302)
      #expect(other.connectionCount == 0)
    }
  }

  @Test func `goes through the proxy it is given`() async throws {
    try await withServer { _ in
      .answer(SocketServer.response("from the proxy"))
    } do: { _, proxy in
      let transport = CurlTransport(options: CurlOptions(proxy: proxy.url))
      defer { transport.close() }
      let response = try await transport.send(
        HTTPRequest(method: .get, url: "http://api.example/v1/models"))
      #expect(response.status == 200)
      #expect(proxy.requests.first?.target == "http://api.example/v1/models")
    }
  }

  @Test func `closing ends what is under way and every later request`() async throws {
    try await withServer { _ in
      .silence
    } do: { transport, server in
      let url = server.url
      let task = Task {
        await outcome { () async throws(TransportFailure) in
          try await transport.send(HTTPRequest(method: .get, url: url))
        }
      }
      for await case .request in server.events { break }
      transport.close()
      #expect(await task.value.failure?.kind == .cancelled)
      let later = await outcome { () async throws(TransportFailure) in
        try await transport.send(HTTPRequest(method: .get, url: url))
      }
      #expect(later.failure?.kind == .cancelled)
      #expect(later.failure?.requestMayHaveRun == false)
    }
  }
}
