import Basics
import Foundation
import Testing
import TestSupport

@testable import HTTPServing
@testable import Sandbox

/// What the server does on the wire, whatever it serves.
@Suite(.timeLimit(.minutes(5))) struct HTTPServerTests {
  /// Runs `body` with a server that answers with what it was asked, and with a way to connect to it.
  private static func withServer(
    limits: HTTPServer.Limits = .init(bodyBytes: 1 << 20),
    handler: @escaping HTTPServer.Handler = {
      .text("\($0.method.rawValue) \($0.path) \($0.text)")
    },
    _ body: (HTTPServer) async throws -> Void
  ) async throws {
    let server = try HTTPServer(port: 0, limits: limits, handler: handler)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func `a connection serves one request after the other`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      for number in 0..<3 {
        try await client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
        let answer = try await client.answer()
        #expect(answer.status == 200)
        #expect(answer.body == "GET /\(number) ")
        #expect(answer.headers["connection"] == nil)
        #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
      }
    }
  }

  @Test func `requests sent at once are answered in order, however long the first takes`()
    async throws
  {
    let gate = Gate()
    try await Self.withServer(handler: { request in
      if request.path == "/first" { await gate.wait() }
      return .text(request.path)
    }) { server in
      let client = try RawClient(port: server.port)
      try await client.send(
        "GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\n"
          + "GET /third HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
      gate.open()
      #expect(try await client.answer().body == "/first")
      #expect(try await client.answer().body == "/second")
      #expect(try await client.answer().body == "/third")
      #expect(try await client.receive() == [])
    }
  }

  @Test func `a request that hangs holds up no other`() async throws {
    let gate = Gate()
    try await Self.withServer(handler: { request in
      if request.path == "/hang" { await gate.wait() }
      return .text(request.path)
    }) { server in
      var hanging: [RawClient] = []
      for _ in 0..<50 {
        let client = try RawClient(port: server.port)
        try await client.send("GET /hang HTTP/1.1\r\nHost: h\r\n\r\n")
        hanging.append(client)
      }
      let client = try RawClient(port: server.port)
      try await client.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer().body == "/other")
      gate.open()
      for client in hanging { #expect(try await client.answer().body == "/hang") }
    }
  }

  @Test func `many connections are served at once`() async throws {
    try await Self.withServer { server in
      var clients: [RawClient] = []
      for _ in 0..<500 { clients.append(try RawClient(port: server.port)) }
      for (number, client) in clients.enumerated() {
        try await client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
      }
      for (number, client) in clients.enumerated() {
        #expect(try await client.answer().body == "GET /\(number) ")
      }
    }
  }

  @Test func `a body comes whole, by its length or in chunks`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234")
      try await client.send("56789")
      #expect(try await client.answer().body == "POST /a 0123456789")
      try await client.send("PUT /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
      try await client.send("3\r\nabc\r\n1")
      try await client.send("0\r\n0123456789abcdef\r\n0\r\nTrailer: x\r\n\r\n")
      #expect(try await client.answer().body == "PUT /b abc0123456789abcdef")
      try await client.send("POST /c HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
      #expect(try await client.answer().body == "POST /c ")
      try await client.send("DELETE /d HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
      #expect(try await client.answer().body == "DELETE /d x")
    }
  }

  @Test func `a client that waits for leave to send its body gets it`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send(
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
      #expect(try await client.answer(hasBody: false).status == 100)
      try await client.send("body")
      #expect(try await client.answer().body == "POST /a body")
    }
  }

  @Test func `a query's percent signs are undone, a path's are not`() async throws {
    try await Self.withServer(handler: { request in
      let values = request.queryValues.sorted { $0.key < $1.key }
      return .text(request.path + values.map { " \($0.key)=\($0.value)" }.joined())
    }) { server in
      let client = try RawClient(port: server.port)
      try await client.send(
        "GET /a%2Fb?x=1%202&y=%E2%82%AC&z&w=a%zz+b HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer().body == "/a%2Fb w=a%zz+b x=1 2 y=€ z=")
    }
  }

  @Test func `the answer to HEAD is the head alone`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer(hasBody: false).headers["content-length"] == "8")
      try await client.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer().body == "GET /b ")
    }
  }

  @Test func `a method that nobody knows comes to the handler, too`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send("BREW /a HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer().body == "UNKNOWN /a ")
    }
  }

  @Test func `behind a body where there should be none the connection closes`() async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send(
        "BREW /a HTTP/1.1\r\nHost: h\r\nContent-Length: 24\r\n\r\nGET /b HTTP/1.1\r\nA: b\r\n\r\n"
      )
      let answer = try await client.answer()
      #expect(answer.body == "UNKNOWN /a ")
      #expect(answer.headers["connection"] == "close")
      #expect(try await client.receive() == [])
    }
  }

  @Test(arguments: [
    ("GET /a\r\n\r\n", 400), ("GET /a HTTP/1.1\r\nno colon\r\n\r\n", 400),
    ("POST /a HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
    ("POST /a HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST /a HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n", 413),
    ("GET /a HTTP/1.1\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n", 400),
  ])
  func `what is no request is refused, and the server goes on`(
    request: String, status: Int
  ) async throws {
    try await Self.withServer { server in
      let client = try RawClient(port: server.port)
      try await client.send(request)
      #expect(try await client.answer().status == status)
      #expect(try await client.receive() == [])
      let other = try RawClient(port: server.port)
      try await other.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await other.answer().body == "GET /b ")
    }
  }

  @Test func `a cut answer has its whole length and half its body, a lost one nothing`()
    async throws
  {
    try await Self.withServer(handler: { request in
      var answer = HTTPResponse.text(request.path == "/empty" ? "" : "0123456789")
      answer.delivery = request.path == "/lost" ? .lost : .cut
      return answer
    }) { server in
      for (path, length, body) in [("/cut", "10", "01234"), ("/empty", "1", "")] {
        let client = try RawClient(port: server.port)
        try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n")
        let text = try await client.receiveAll()
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("Content-Length: \(length)\r\n"))
        #expect(text.hasSuffix("\r\n\r\n" + body))
      }
      let client = try RawClient(port: server.port)
      try await client.send("GET /lost HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.receiveAll() == "")
    }
  }

  @Test func `a client that reads a file slowly holds up no other, and gets all of it`()
    async throws
  {
    let piece = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let count = 20 * piece.count
    var writer = try Blob.Writer(path: nil)
    for _ in 0..<20 { try writer.write(piece) }
    let blob = try writer.finish()
    try await Self.withServer(handler: { request in
      request.path == "/file"
        ? HTTPResponse(status: 200, headers: [], body: .file(blob)) : .text(request.path)
    }) { server in
      let slow = try RawClient(port: server.port)
      try await slow.send("GET /file HTTP/1.1\r\nHost: h\r\n\r\n")
      var bytes = try await slow.receive()
      let other = try RawClient(port: server.port)
      for number in 0..<20 {
        try await other.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(try await other.answer().body == "/\(number)")
      }
      let head = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
      #expect(
        String(decoding: bytes[..<head.lowerBound], as: UTF8.self)
          .contains("Content-Length: \(count)"))
      bytes.removeFirst(head.upperBound)
      while bytes.count < count {
        let more = try await slow.receive(upTo: 1 << 20)
        try #require(!more.isEmpty)
        bytes += more
      }
      #expect(try blob.readAll() == bytes)
    }
  }

  @Test func `the end closes connections and cancels what hangs`() async throws {
    let began = Gate()
    let wasCancelled = Locked(false)
    let server = try HTTPServer(port: 0, limits: .init(bodyBytes: 1)) { _ in
      began.open()
      do {
        try await Task.sleep(for: .seconds(600))
      } catch {
        wasCancelled.withLock { $0 = true }
      }
      return .text("late")
    }
    let idle = try RawClient(port: server.port)
    let hanging = try RawClient(port: server.port)
    try await hanging.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b")
    await began.wait()
    await server.stop()
    #expect(wasCancelled.withLock { $0 })
    #expect(try await hanging.receiveAll() == "")
    #expect(try await idle.receive() == [])
    #expect(throws: (any Error).self) { try RawClient(port: server.port) }
  }

  @Test func `a client that goes away while its answer is made harms nobody`() async throws {
    let gate = Gate()
    try await Self.withServer(handler: { request in
      if request.path == "/gone" { await gate.wait() }
      return .text(request.path)
    }) { server in
      do {
        let client = try RawClient(port: server.port)
        try await client.send("GET /gone HTTP/1.1\r\nHost: h\r\n\r\n")
      }
      gate.open()
      let client = try RawClient(port: server.port)
      try await client.send("GET /here HTTP/1.1\r\nHost: h\r\n\r\n")
      #expect(try await client.answer().body == "/here")
    }
  }

  @Test func `a port that is taken is told with its number`() async throws {
    try await Self.withServer { server in
      let error = #expect(throws: HTTPServerError.self) {
        try HTTPServer(port: server.port, limits: .init(bodyBytes: 1)) { _ in .text("") }
      }
      #expect(
        error?.description == "cannot listen on 127.0.0.1:\(server.port): address already in use")
    }
  }
}

extension HTTPResponse {
  fileprivate static func text(_ text: String) -> HTTPResponse {
    HTTPResponse(status: 200, headers: [], body: .bytes(Array(text.utf8)))
  }
}

extension HTTPRequest {
  /// The body, which can be taken once.
  fileprivate var text: String { String(decoding: body.read(upTo: .max), as: UTF8.self) }
}

/// Lets nobody through until it is opened.
private final class Gate: Sendable {
  private struct State: Sendable {
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Locked(State())

  func wait() async {
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.resume() }
  }
}
