import Foundation
import Testing
@testable import OpenAIClient

/// A cancelled task waits for nothing.
struct CancellationTests {
  @Test func `cancelling ends a transfer and its connection`() async throws {
    try await withServer { _ in
      .silence
    } do: { transport, server in
      let url = server.url
      let task = Task {
        await outcome { () async throws(TransportFailure) in
          try await transport.send(
            HTTPRequest(method: .get, url: url, timeouts: HTTPTimeouts(idle: nil, total: nil)))
        }
      }
      var events = server.events.makeAsyncIterator()
      while case .connected? = await events.next() {}
      task.cancel()
      let failure = await task.value.failure
      #expect(failure?.kind == .cancelled)
      #expect(failure?.requestMayHaveRun == true)
      var isClosed = false
      if case .disconnected? = await events.next() { isClosed = true }
      #expect(isClosed)
    }
  }

  @Test func `a task that is cancelled already sends nothing`() async throws {
    try await withServer { _ in
      .answer(SocketServer.response("ok"))
    } do: { transport, server in
      let url = server.url
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        return await outcome { () async throws(TransportFailure) in
          try await transport.send(HTTPRequest(method: .get, url: url))
        }
      }
      task.cancel()
      let failure = await task.value.failure
      #expect(failure?.kind == .cancelled)
      #expect(failure?.requestMayHaveRun == false)
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `cancelling at any moment resumes each caller once`() async throws {
    // Cancelled while they are posted, connected, answered: every one of them must come to an end.
    try await withServer { _ in
      .answer(SocketServer.response("ok"))
    } do: { transport, server in
      let url = server.url
      let ended = await withTaskGroup(of: Void.self) { group in
        for number in 0..<300 {
          group.addTask {
            let task = Task {
              await outcome { () async throws(TransportFailure) in
                try await transport.send(HTTPRequest(method: .get, url: url))
              }
            }
            for _ in 0..<(number % 40) { await Task.yield() }
            task.cancel()
            _ = await task.value
          }
        }
        return await group.reduce(into: 0) { count, _ in count += 1 }
      }
      #expect(ended == 300)
      let after = try await transport.send(HTTPRequest(method: .get, url: url))
      #expect(after.status == 200)
    }
  }
}
