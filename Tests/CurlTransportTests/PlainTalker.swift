import Foundation
import Glibc

/// A server that says the same bytes to whoever connects, without listening first.
final class PlainTalker: Sendable {
  let port: UInt16
  private let listener: Int32

  init(greeting: String) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 8) == 0
          && getsockname(socket, $0, &length) == 0
      }
    }
    guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
    listener = socket
    port = UInt16(bigEndian: address.sin_port)
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
