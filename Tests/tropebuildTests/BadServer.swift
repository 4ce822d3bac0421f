import Foundation
import TestSupport

import Glibc

/// A server that does to each request what a test says, a thread for each connection. It speaks just enough HTTP.
///
/// Sound as `Sendable`: `arrived` is touched under `lock` only, all else is set once.
final class BadServer: @unchecked Sendable {
  struct Request {
    var method: String
    var path: String
    /// Head and body as they came.
    fileprivate var bytes: [UInt8]

    /// The same as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  enum Reaction {
    /// A status and a body of JSON.
    case answer(Int, String)
    /// Bytes as they are, then the end of the connection.
    case raw(String)
    /// The end of the connection without a byte.
    case cut
    /// Nothing, for ever.
    case silence
    /// What another server on loopback answers.
    case forward(to: String)
    /// Another server gets the request and answers; the first so many bytes of that go on, then nothing, for ever.
    case withhold(from: String, after: Int)
  }

  let port: UInt16
  private let listener: Int32
  private let react: @Sendable (Request) -> Reaction
  private let lock = NSLock()
  private var arrived: [Request] = []
  private var withheldAnswers = 0

  init(_ react: @escaping @Sendable (Request) -> Reaction) throws {
    self.react = react
    let (listener, port) = try Loopback.listen(backlog: 128)
    self.listener = listener
    self.port = port
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        guard let self else { break }
        Thread.detachNewThread { [weak self] in
          self?.serve(connection)
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var environment: [String: String] {
    ["OPENAI_API_KEY": "a-key-for-tests", "OPENAI_BASE_URL": "http://127.0.0.1:\(port)/v1"]
  }

  var requests: [Request] { lock.withLock { arrived } }

  /// Waits until so many answers of the other server have been withheld.
  func withholds(_ count: Int) async throws {
    while lock.withLock({ withheldAnswers }) < count {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Waits until so many requests have come.
  func hears(_ count: Int) async throws {
    while requests.count < count { try await Task.sleep(for: .milliseconds(10)) }
  }

  private func serve(_ connection: Int32) {
    var received: [UInt8] = []
    while let request = next(connection, &received) {
      lock.withLock { arrived.append(request) }
      switch react(request) {
      case .answer(let status, let body):
        send(
          "HTTP/1.1 \(status) X\r\nContent-Type: application/json\r\nContent-Length: "
            + "\(body.utf8.count)\r\n\r\n\(body)", connection)
      case .raw(let text):
        send(text, connection)
        return
      case .cut: return
      case .forward(let other):
        send(ask(other, request), connection)
        return
      case .withhold(let other, let count):
        let answer = ask(other, request)
        send(Array(answer.prefix(count)), connection)
        lock.withLock { withheldAnswers += 1 }
        while receive(connection, &received) {}
        return
      case .silence:
        // Until the other side gives up.
        while receive(connection, &received) {}
        return
      }
    }
  }

  /// Reads one request with its body; `nil` at the end of the connection.
  private func next(_ connection: Int32, _ received: inout [UInt8]) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let head = received.firstRange(of: end) {
        let text = String(decoding: received[..<head.lowerBound], as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        let length =
          lines.first { $0.lowercased().hasPrefix("content-length:") }
          .flatMap { Int($0.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)) }
          ?? 0
        if text.lowercased().contains("expect: 100-continue"), received.count == head.upperBound {
          send("HTTP/1.1 100 Continue\r\n\r\n", connection)
        }
        while received.count < head.upperBound + length {
          guard receive(connection, &received) else { return nil }
        }
        let bytes = Array(received[..<(head.upperBound + length)])
        received.removeFirst(bytes.count)
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2 else { return nil }
        return Request(method: String(words[0]), path: String(words[1]), bytes: bytes)
      }
      guard receive(connection, &received) else { return nil }
    }
  }

  private func receive(_ connection: Int32, _ received: inout [UInt8]) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return false }
    received += buffer[..<count]
    return true
  }

  /// What the server at a base URL answers, to the last byte.
  private func ask(_ other: String, _ request: Request) -> [UInt8] {
    guard let port = URLComponents(string: other)?.port.flatMap(UInt16.init(exactly:)),
      let connection = try? Loopback.connect(to: port)
    else { return [] }
    defer { close(connection) }
    guard let lineEnd = request.bytes.firstRange(of: Array("\r\n".utf8)) else { return [] }
    // The other server is to close when it has answered, so that its answer has an end; what it said before is
    // sent on as it is.
    let head = request.bytes[..<lineEnd.upperBound] + Array("Connection: close\r\n".utf8)
    let rest = request.bytes[lineEnd.upperBound...]
    send(Array(head + Self.withoutExpectation(Array(rest))), connection)
    var answer: [UInt8] = []
    while receive(connection, &answer) {}
    return answer
  }

  /// A request that waits for "100 Continue" has had it from here.
  private static func withoutExpectation(_ bytes: [UInt8]) -> [UInt8] {
    let line = Array("Expect: 100-continue\r\n".utf8)
    guard let place = bytes.firstRange(of: line) else { return bytes }
    return Array(bytes[..<place.lowerBound] + bytes[place.upperBound...])
  }

  private func send(_ text: String, _ connection: Int32) { send(Array(text.utf8), connection) }

  private func send(_ bytes: [UInt8], _ connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest.removeFirst(count)
    }
  }
}
