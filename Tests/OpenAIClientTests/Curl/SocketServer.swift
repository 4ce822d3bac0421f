import Foundation
import Glibc
import OpenAIClient
import TestSupport

/// A server on loopback that does to its connections exactly what a test tells it: one thread,
/// plain sockets, no HTTP library that would be polite.
///
/// `@unchecked Sendable`: what is marked as shared is touched under `lock` only, all else by the
/// thread only.
final class SocketServer: @unchecked Sendable {
  /// A request as it arrived.
  struct Request: Sendable {
    var method: String
    var target: String
    var headers: HTTPHeaders
    var body: [UInt8]
    /// The number of its connection and its number on it, both counted from 1.
    var connection: Int
    var numberOnConnection: Int
  }

  /// What to do about a request.
  enum Reaction: Sendable {
    case answer([UInt8])
    case answerThenClose([UInt8])
    case close
    /// A close that the peer sees as "connection reset".
    case reset
    case silence
    /// The answer waits until so many requests wait.
    case hold([UInt8], untilHeld: Int)
  }

  /// What a test can wait for.
  enum Event: Sendable {
    case connected
    case request(Request)
    case disconnected
  }

  /// Everything that happens, in order.
  let events: AsyncStream<Event>
  let port: UInt16
  var url: String { "http://127.0.0.1:\(port)" }

  private let listener: Int32
  private let wakeUp: (read: Int32, write: Int32)
  private let react: @Sendable (Request) -> Reaction
  private let yieldEvent: AsyncStream<Event>.Continuation
  private let lock = NSLock()

  // Shared.
  private var arrived: [Request] = []
  private var accepted = 0
  private var isStopping = false

  // The thread's.
  private struct Connection {
    var number: Int
    var received: [UInt8] = []
    var requests = 0
  }
  private var connections: [Int32: Connection] = [:]
  private var held: [(socket: Int32, answer: [UInt8])] = []

  init(_ react: @escaping @Sendable (Request) -> Reaction) throws {
    self.react = react
    (events, yieldEvent) = AsyncStream.makeStream()
    (listener, port) = try Loopback.listen(backlog: 1_024)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    wakeUp = (ends[0], ends[1])
    Thread.detachNewThread { self.run() }
  }

  /// The requests so far.
  var requests: [Request] { lock.withLock { arrived } }
  /// How many connections there were so far.
  var connectionCount: Int { lock.withLock { accepted } }

  /// Ends the thread and closes everything.
  func stop() {
    lock.withLock { isStopping = true }
    poke()
  }

  /// An answer with `Content-Length`.
  static func response(
    _ body: String, status: String = "200 OK", headers: [String] = []
  ) -> [UInt8] {
    response(Array(body.utf8), status: status, headers: headers)
  }

  static func response(
    _ body: [UInt8], status: String = "200 OK", headers: [String] = []
  ) -> [UInt8] {
    let head = ["HTTP/1.1 \(status)", "Content-Length: \(body.count)"] + headers
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
  }

  private func poke() {
    var byte: UInt8 = 1
    _ = write(wakeUp.write, &byte, 1)
  }

  private func run() {
    while !lock.withLock({ isStopping }) {
      var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      polled.append(pollfd(fd: wakeUp.read, events: Int16(POLLIN), revents: 0))
      polled += connections.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else { break }
      for entry in polled where entry.revents != 0 {
        if entry.fd == listener {
          accept()
        } else if entry.fd != wakeUp.read {
          read(entry.fd)
        }
      }
    }
    for socket in connections.keys { Glibc.close(socket) }
    for descriptor in [listener, wakeUp.read, wakeUp.write] { Glibc.close(descriptor) }
    yieldEvent.finish()
  }

  private func accept() {
    let socket = Glibc.accept(listener, nil, nil)
    guard socket >= 0 else { return }
    var one: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    let number = lock.withLock {
      accepted += 1
      return accepted
    }
    connections[socket] = Connection(number: number)
    yieldEvent.yield(.connected)
  }

  private func read(_ socket: Int32) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { return drop(socket) }
    connections[socket]?.received += buffer[..<count]
    while let request = nextRequest(socket) {
      lock.withLock { arrived.append(request) }
      yieldEvent.yield(.request(request))
      perform(react(request), socket)
    }
  }

  private func drop(_ socket: Int32) {
    connections[socket] = nil
    held.removeAll { $0.socket == socket }
    Glibc.close(socket)
    yieldEvent.yield(.disconnected)
  }

  private func perform(_ reaction: Reaction, _ socket: Int32) {
    switch reaction {
    case .answer(let bytes): send(bytes, socket)
    case .answerThenClose(let bytes):
      send(bytes, socket)
      drop(socket)
    case .close: drop(socket)
    case .reset:
      var off = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &off, socklen_t(MemoryLayout<linger>.size))
      drop(socket)
    case .silence: break
    case .hold(let bytes, let untilHeld):
      held.append((socket, bytes))
      guard held.count >= untilHeld else { return }
      for (socket, answer) in held { send(answer, socket) }
      held = []
    }
  }

  private func send(_ bytes: [UInt8], _ socket: Int32) {
    var position = 0
    while position < bytes.count {
      let count = bytes[position...].withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      position += count
    }
  }

  /// The next request that is there as a whole.
  private func nextRequest(_ socket: Int32) -> Request? {
    guard var connection = connections[socket] else { return nil }
    let blank = Array("\r\n\r\n".utf8)
    let bytes = connection.received
    guard bytes.count >= 4,
      let end = (0...(bytes.count - 4)).first(where: { bytes[$0..<$0 + 4].elementsEqual(blank) })
    else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    var headers = HTTPHeaders()
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers.add(String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
    }
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    guard bytes.count >= end + 4 + length else { return nil }
    connection.requests += 1
    connection.received = Array(bytes[(end + 4 + length)...])
    connections[socket] = connection
    let first = lines[0].split(separator: " ")
    return Request(
      method: String(first[0]), target: String(first[1]), headers: headers,
      body: Array(bytes[(end + 4)..<(end + 4 + length)]), connection: connection.number,
      numberOnConnection: connection.requests)
  }
}
