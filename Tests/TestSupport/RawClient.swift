import Foundation

/// A connection to a server on loopback, on which a test writes and reads bytes as it likes.
///
/// Its calls block threads of their own, never one of those that the server's handlers need.
package actor RawClient {
  /// What came back for a request.
  package struct Answer: Equatable, Sendable {
    package var status: Int
    package var headers: [String: String]
    package var body: String
  }

  package struct Ended: Error {}

  private let socket: Int32
  private var pending: [UInt8] = []

  package init(port: Int) throws {
    socket = try Loopback.connect(to: UInt16(port))
    // For a server that does not answer at all: a test that waits for ever tells nothing.
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(socket) }

  /// Sends bytes.
  package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

  /// Sends bytes.
  package func send(_ bytes: [UInt8]) async throws {
    let socket = socket
    let isSent = await Self.onThread {
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
    if !isSent { throw Ended() }
  }

  /// The next bytes; none once the server has closed the connection.
  package func receive(upTo most: Int = 65_536) async throws -> [UInt8] {
    if !pending.isEmpty {
      defer { pending = [] }
      return pending
    }
    let socket = socket
    return await Self.onThread {
      [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
        count = max(0, recv(socket, buffer.baseAddress, most, 0))
      }
    }
  }

  /// Everything until the server closes the connection.
  package func receiveAll() async throws -> String {
    var all: [UInt8] = []
    while true {
      let bytes = try await receive()
      if bytes.isEmpty { return String(decoding: all, as: UTF8.self) }
      all += bytes
    }
  }

  /// The next answer; `hasBody` is false for one to a HEAD request.
  package func answer(hasBody: Bool = true) async throws -> Answer {
    let end = Array("\r\n\r\n".utf8)
    var bytes: [UInt8] = []
    var headEnd = bytes.firstRange(of: end)
    while headEnd == nil {
      let more = try await receive()
      if more.isEmpty { throw Ended() }
      bytes += more
      headEnd = bytes.firstRange(of: end)
    }
    guard let headEnd else { throw Ended() }
    let lines = String(decoding: bytes[..<headEnd.lowerBound], as: UTF8.self)
      .split(separator: "\r\n" as Character)
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    var body = Array(bytes[headEnd.upperBound...])
    let length = hasBody ? Int(headers["content-length"] ?? "") ?? 0 : 0
    while body.count < length {
      let more = try await receive()
      if more.isEmpty { throw Ended() }
      body += more
    }
    pending = Array(body[length...])
    return Answer(
      status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers,
      body: String(decoding: body[..<length], as: UTF8.self))
  }

  private static func onThread<Result: Sendable>(
    _ work: @escaping @Sendable () -> Result
  ) async -> Result {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: work()) }
    }
  }
}
