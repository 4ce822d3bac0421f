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
  let port: UInt16

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

  deinit { TLSServer.end(process) }

  private static func freePort() throws -> UInt16 {
    let (socket, port) = try Loopback.listen(backlog: 1)
    close(socket)
    return port
  }

  private static func isListening(_ port: UInt16) -> Bool {
    guard let socket = try? Loopback.connect(to: port) else { return false }
    close(socket)
    return true
  }
}
