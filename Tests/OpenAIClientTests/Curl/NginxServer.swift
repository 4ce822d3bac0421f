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
    let directory = try TemporaryDirectory()
    self.directory = directory
    try TLSServer.makeCertificates(openssl, in: directory.path)
    let temporary = directory("temporary")
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "  \($0)_temp_path \(temporary);\n" }.joined()
    let configuration = { (port: UInt16) in
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

      """
    }
    // It cannot tell which port it got, so one that is free now is chosen for it; where another
    // takes that before it does, the next is tried.
    for _ in 0..<5 {
      let port = try Self.freePort()
      try directory.write(configuration(port), to: "nginx.conf")
      if let process = try await Self.listening(program, in: directory) {
        (self.port, self.process) = (port, process)
        return
      }
    }
    let said = try? String(contentsOfFile: directory("errors"), encoding: .utf8)
    throw TLSServer.DidNotWork(what: said ?? "nginx")
  }

  /// Starts it; `nil` where it ended before it listened. It writes its process's number once it
  /// listens; that something answers at the port could be said of another server, too.
  private static func listening(
    _ program: String, in directory: TemporaryDirectory
  ) async throws -> Process? {
    let process = try TLSServer.start(
      program,
      ["-p", directory.path, "-e", directory("errors"), "-c", directory("nginx.conf")],
      in: directory.path, output: directory("said"))
    while !FileManager.default.fileExists(atPath: directory("pid")) {
      guard process.isRunning else { return nil }
      try await Task.sleep(for: .milliseconds(10))
    }
    return process
  }

  deinit { TLSServer.end(process) }

  private static func freePort() throws -> UInt16 {
    let (socket, port) = try Loopback.listen(backlog: 1)
    close(socket)
    return port
  }
}
