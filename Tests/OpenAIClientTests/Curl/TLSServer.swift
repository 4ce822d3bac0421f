import Foundation
import TestSupport

/// `openssl s_server` with a certificate for "localhost" of an authority of its own, both made for one test.
final class TLSServer {
  /// Where the program is, if anywhere.
  static let program: String? = [
    "/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl",
  ]
  .first { FileManager.default.isExecutableFile(atPath: $0) }

  struct DidNotWork: Error {
    var what: String
  }

  private let directory: TemporaryDirectory
  private let process: Process
  /// The port it listens at.
  let port: Int

  /// The authority's certificate: who trusts it trusts the server.
  var authority: String { directory("ca.pem") }

  init(program: String) async throws {
    directory = try TemporaryDirectory()
    let place = directory.path
    try Self.makeCertificates(program, in: place)
    let said = place + "/said"
    process = try Self.start(
      program,
      ["s_server", "-accept", "0", "-www", "-cert", "server.pem", "-key", "server.key"], in: place,
      output: said)
    var found: Int?
    while found == nil {
      let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
      let line = text.split(separator: "\n").first {
        $0.hasPrefix("ACCEPT") && text.hasSuffix("\n")
      }
      found = line?.split(separator: ":").last.flatMap { Int($0) }
      guard process.isRunning else { throw DidNotWork(what: text) }
      try await Task.sleep(for: .milliseconds(10))
    }
    port = found ?? 0
  }

  deinit { Self.end(process) }

  /// Makes an authority's certificate, `ca.pem`, and one of its for "localhost": `server.pem` with `server.key`.
  static func makeCertificates(_ program: String, in directory: String) throws {
    try "subjectAltName=DNS:localhost\n".write(
      toFile: directory + "/names", atomically: false, encoding: .utf8)
    let key = ["-newkey", "rsa:2048", "-nodes"]
    for arguments in [
      ["req", "-x509"] + key + [
        "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=a",
      ],
      ["req"] + key + ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"],
      [
        "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", "names", "-out", "server.pem",
      ],
    ] {
      let done = try Self.start(program, arguments, in: directory, output: directory + "/made")
      done.waitUntilExit()
      guard done.terminationStatus == 0 else { throw DidNotWork(what: arguments[0]) }
    }
  }

  /// Ends a program at once: one that was started by a thread that blocks signals has them blocked too, and nothing
  /// gentler comes through.
  static func end(_ process: Process) {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// Starts a program whose words go to a file.
  static func start(
    _ program: String, _ arguments: [String], in directory: String, output: String
  ) throws -> Process {
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory)
    let handle = FileHandle(forWritingAtPath: output)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    return process
  }
}
