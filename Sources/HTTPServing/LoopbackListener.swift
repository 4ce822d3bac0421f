import CEvent

import Glibc

/// A socket that listens on 127.0.0.1.
enum LoopbackListener {
  /// As many clients as the system lets wait to be taken in.
  private static let backlog: Int32 = 4_096

  /// Listens at a port; 0 takes any free one. The answer is the socket, the caller's to close, and its port.
  static func open(port: Int) throws(HTTPServerError) -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    var yes: Int32 = 1
    let isListening =
      descriptor >= 0 && evutil_make_socket_nonblocking(descriptor) == 0
      && evutil_make_socket_closeonexec(descriptor) == 0
      && evutil_make_listen_socket_reuseable(descriptor) == 0
      // What it takes in inherits this: an answer is sent at once, be it in two pieces.
      && setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size)) == 0
      && withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
            && getsockname(descriptor, address, &length) == 0
        }
      }
    guard isListening else {
      let code = errno
      if descriptor >= 0 { close(descriptor) }
      throw HTTPServerError(attempt: .listen(port: port), code: code)
    }
    return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
  }
}
