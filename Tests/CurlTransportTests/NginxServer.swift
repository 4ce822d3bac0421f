import Foundation
import Glibc
import TestSupport

/// `nginx` in front of a `SocketServer`: TLS with a certificate for "localhost", and HTTP/2 where it is wanted.
///
/// It tells the server behind it, by the headers `x-connection` and `x-protocol`, what each request came over.
final class NginxServer {
  /// Where the program is, if anywhere.
  static let program: String? = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private let directory: TemporaryDirectory
  private let process: Process
  /// The port it listens at.
  let port: Int

  /// The authority's certificate: who trusts it trusts the server.
  var authority: String { directory("ca.pem") }

  /// - Parameter backend: the port of the server behind it.
  init(
    _ program: String, openssl: String, speaksHTTP2: Bool, backend: UInt16
  ) async throws {
    directory = try TemporaryDirectory()
    try TLSServer.makeCertificates(openssl, in: directory.path)
    // It cannot tell which port it got, so one that is free now is chosen for it.
    port = try Self.freePort()
    let temporary = directory("temporary")
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "  \($0)_temp_path \(temporary);\n" }.joined()
    try directory.write(
      """
      daemon off;
      master_process off;
      pid \(directory("pid"));
      error_log \(directory("errors"));
      events {}
      http {
        access_log off;
      \(places)
        server {
          listen 127.0.0.1:\(port) ssl\(speaksHTTP2 ? " http2" : "");
          ssl_certificate \(directory("server.pem"));
          ssl_certificate_key \(directory("server.key"));
          location / {
            proxy_pass http://127.0.0.1:\(backend);
            proxy_set_header X-Connection $connection;
            proxy_set_header X-Protocol $server_protocol;
          }
        }
      }

      """, to: "nginx.conf")
    process = try TLSServer.start(
      program,
      ["-p", directory.path, "-e", directory("errors"), "-c", directory("nginx.conf")],
      in: directory.path, output: directory("said"))
    while !Self.isListening(port) {
      guard process.isRunning else {
        let said = try? String(contentsOfFile: directory("errors"), encoding: .utf8)
        throw TLSServer.DidNotWork(what: said ?? "nginx")
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  deinit { process.terminate() }

  private static func freePort() throws -> Int {
    let (socket, address) = try withLoopback(port: 0) { bind($0, $1, $2) }
    defer { close(socket) }
    var bound = address
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafeMutablePointer(to: &bound) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
    }
    return Int(UInt16(bigEndian: bound.sin_port))
  }

  private static func isListening(_ port: Int) -> Bool {
    guard let made = try? withLoopback(port: port, { connect($0, $1, $2) }) else { return false }
    close(made.socket)
    return true
  }

  /// A new socket on which a call with an address of the loopback went well.
  private static func withLoopback(
    port: Int, _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> (socket: Int32, address: sockaddr_in) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        call(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      close(socket)
      throw TLSServer.DidNotWork(what: "loopback")
    }
    return (socket, address)
  }
}
