import Foundation
import Testing

import FoundationNetworking

/// What ends the sandbox when it is started by hand, and what does not.
@Suite(.timeLimit(.minutes(5))) struct SandboxSignalTests {
  /// A sandbox that a shell starts, after some words of its own.
  private struct Started {
    let process: ChildProcess
    let said: String

    init(after words: String = "", arguments: String = "", in project: TestProject) throws {
      said = project.directory.appendingPathComponent("said").path
      process = try ChildProcess(
        "/bin/sh",
        ["-c", "\(words) exec '\(Program.url("tropebuild-sandbox").path)' \(arguments)"],
        in: project.directory.path, environment: ProcessInfo.processInfo.environment, output: said,
        errors: said + ".errors")
    }

    /// Waits for its first line; the answer is its address.
    func address() async throws -> String {
      while true {
        let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
        if let start = text.range(of: "http://"), text.hasSuffix("\n") {
          return String(text[start.lowerBound...].dropLast())
        }
        try #require(process.isRunning)
        try await Task.sleep(for: .milliseconds(2))
      }
    }

    func expectToEndBy(_ signal: Int32) async {
      kill(process.processIdentifier, signal)
      await process.finish()
      #expect(process.terminationReason == .exit)
      #expect(process.terminationStatus == 0)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends it, also at the moment at which it says that it listens`(
    signal: Int32
  ) async throws {
    let project = try TestProject.small()
    for _ in 0..<10 {
      let sandbox = try Started(in: project)
      _ = try await sandbox.address()
      await sandbox.expectToEndBy(signal)
    }
  }

  @Test(arguments: [(SIGINT, "INT", SIGTERM), (SIGTERM, "TERM", SIGINT)])
  func `a signal that is ignored at its start stays ignored`(
    ignored: Int32, name: String, other: Int32
  ) async throws {
    let project = try TestProject.small()
    let sandbox = try Started(after: "trap '' \(name);", in: project)
    let url = try #require(URL(string: try await sandbox.address() + "/models"))
    for _ in 0..<5 {
      kill(sandbox.process.processIdentifier, ignored)
      let (_, response) = try await URLSession.shared.data(from: url)
      #expect((response as? HTTPURLResponse)?.statusCode == 401)
    }
    await sandbox.expectToEndBy(other)
  }

  @Test func `a first line that nobody reads does not end it by a signal`() async throws {
    let project = try TestProject.small()
    // The reader of the pipe has gone before the line is written; then the empty standard input ends the sandbox.
    let pipe = project.directory.appendingPathComponent("pipe").path
    let sandbox = try Started(
      after: "mkfifo '\(pipe)'; : <'\(pipe)' & exec >'\(pipe)'; wait;",
      arguments: "--exit-with-stdin", in: project)
    await sandbox.process.finish()
    #expect(sandbox.process.terminationReason == .exit)
    #expect(sandbox.process.terminationStatus == 0)
  }
}
