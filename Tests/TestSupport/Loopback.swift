import Glibc

/// TCP sockets on 127.0.0.1.
package enum Loopback {
  /// The socket could not be made, or not be used as was asked.
  package struct CannotUse: Error {
    package var errno: Int32
  }

  /// A new socket that listens at a port that is free.
  package static func listen(backlog: Int32) throws -> (socket: Int32, port: UInt16) {
    let (socket, address) = try make(port: 0) { socket, address, length in
      var length = length
      guard bind(socket, address, length) == 0, Glibc.listen(socket, backlog) == 0 else {
        return false
      }
      return getsockname(socket, address, &length) == 0
    }
    return (socket, UInt16(bigEndian: address.sin_port))
  }

  /// A port that refuses connections for as long as the object lives: a socket has it and does not listen. One that was
  /// only freed could be another test's the next moment.
  package final class RefusingPort: Sendable {
    package let port: UInt16
    private let socket: Int32

    package init() throws {
      let (socket, address) = try make(port: 0) { socket, address, length in
        var length = length
        return bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
      }
      self.socket = socket
      port = UInt16(bigEndian: address.sin_port)
    }

    deinit { close(socket) }
  }

  /// A new socket that is connected to whoever listens at the port.
  package static func connect(to port: UInt16) throws -> Int32 {
    try make(port: port) { Glibc.connect($0, $1, $2) == 0 }.socket
  }

  /// A new socket on which a call with an address went well, and what the call left of the address.
  private static func make(
    port: UInt16, _ call: (Int32, UnsafeMutablePointer<sockaddr>, socklen_t) -> Bool
  ) throws -> (socket: Int32, address: sockaddr_in) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let isDone = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard isDone else {
      let fault = CannotUse(errno: errno)
      close(socket)
      throw fault
    }
    return (socket, address)
  }
}
