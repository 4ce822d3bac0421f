import Foundation
import Glibc
import TestSupport

/// A server that says the same bytes to whoever connects, without listening first.
final class PlainTalker: Sendable {
  let port: UInt16
  private let listener: Int32

  init(greeting: String) throws {
    let (socket, port) = try Loopback.listen(backlog: 8)
    listener = socket
    self.port = port
    Thread.detachNewThread {
      let bytes = Array(greeting.utf8)
      while true {
        let peer = accept(socket, nil, nil)
        guard peer >= 0 else { break }
        // The peer's greeting is read first, so that the close is no reset that overtakes the
        // answer.
        var buffer = [UInt8](repeating: 0, count: 4_096)
        _ = recv(peer, &buffer, buffer.count, 0)
        _ = send(peer, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        close(peer)
      }
      close(socket)
    }
  }

  /// Ends the thread.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}
