import Foundation
import Testing

import Glibc

/// Standard output and standard error that take nothing.
@Suite struct StandardStreamTests {
  /// Runs the program by a shell, with what the shell can do to the streams.
  private func run(_ redirected: String, in project: TestProject) async throws -> (Int32, String) {
    let said = project.directory.appendingPathComponent("said").path
    let process = try ChildProcess(
      "/bin/sh", ["-c", "exec '\(Program.directory.path)/tropebuild' \(redirected)"],
      in: project.directory.path, environment: ProcessInfo.processInfo.environment, errors: said)
    await process.finish()
    #expect(process.terminationReason == .exit)
    return (process.terminationStatus, try String(contentsOfFile: said, encoding: .utf8))
  }

  @Test(
    .enabled(if: access("/dev/full", W_OK) == 0, "needs /dev/full"),
    arguments: [
      "-n", "show --all", "show --all --json", "report -o -", "export --table movies -o -", "man",
      "catalog --built-in", "ledger", "status --json",
    ])
  func `a result that cannot be written is told, and the status says so`(words: String) async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let (status, said) = try await run("\(words) >/dev/full", in: project)
    #expect(status == 2)
    #expect(
      said
        == "tropebuild: error: cannot write 'standard output': the disk is full; make room and run again\n"
    )
  }

  @Test(
    .enabled(if: access("/dev/full", W_OK) == 0, "needs /dev/full"),
    arguments: [(">/dev/full", Int32(2)), ("--json >/dev/full", 2), ("2>/dev/full", 0)])
  func `a build whose talk nobody takes is done to its end`(
    redirected: String, expected: Int32
  ) async throws {
    let project = try TestProject.small()
    #expect(try await run(redirected, in: project).0 == expected)
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
    #expect(try project.rows("PRAGMA integrity_check") == ["ok"])
  }

  @Test func `a file that may not grow ends no run without a word`() async throws {
    let project = try TestProject.small()
    let said = project.directory.appendingPathComponent("said").path
    let program = "'\(Program.directory.path)/tropebuild'"
    let process = try ChildProcess(
      "/bin/sh", ["-c", "ulimit -f 4000; exec \(program)"], in: project.directory.path,
      environment: ProcessInfo.processInfo.environment, errors: said)
    await process.finish()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 2)
    #expect(try String(contentsOfFile: said, encoding: .utf8).contains("raise 'ulimit -f'"))
    #expect(try await run("", in: project).0 == 0)
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
  }

  @Test(arguments: [
    ">&-", "2>&-", "<&-", "<&- >&- 2>&-", "--json >&- 2>&-", "--strategy batch >&- 2>&-",
  ])
  func `with streams that are closed nothing is written into other files`(
    redirected: String
  ) async throws {
    let project = try TestProject.small()
    #expect(try await run(redirected, in: project).0 == 0)
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
    for database in ["build/tropes.db", "ledger.db"] {
      #expect(try project.rows("PRAGMA integrity_check", database: database) == ["ok"])
    }
    try await project.expectNothingToDo(4)
  }

  @Test func `a run whose reader has gone is done to its end, and its status says so`() async throws
  {
    let project = try TestProject.small()
    let shell = try ChildProcess(
      "/bin/sh",
      [
        "-c",
        "{ '\(Program.directory.path)/tropebuild' --json; echo $? >status; } | head -n 1 >/dev/null",
      ],
      in: project.directory.path, environment: ProcessInfo.processInfo.environment,
      errors: project.directory.appendingPathComponent("said").path)
    await shell.finish()
    #expect(try project.text("status") == "2\n")
    #expect(try project.text("said").contains("cannot write 'standard output'"))
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
    try await project.expectNothingToDo(4)
  }

  @Test func `a command that only prints ends without a word where its reader has gone`()
    async throws
  {
    let project = try TestProject.small()
    let shell = try ChildProcess(
      "/bin/sh",
      [
        "-c",
        // The only reader of the pipe comes and goes before the program starts.
        "mkfifo pipe; : <pipe & exec 3>pipe; wait; "
          + "'\(Program.directory.path)/tropebuild' catalog --built-in >&3; echo $? >status",
      ],
      in: project.directory.path, environment: ProcessInfo.processInfo.environment,
      errors: project.directory.appendingPathComponent("said").path)
    await shell.finish()
    #expect(try project.text("status") == "\(128 + SIGPIPE)\n")
    #expect(try project.text("said") == "")
  }

  @Test func `standard input that is a directory is told in our words`() async throws {
    let project = try TestProject.small()
    let (status, said) = try await run("count-tokens --estimate <data", in: project)
    #expect(status == 2)
    #expect(said.hasPrefix("tropebuild: error: cannot read 'standard input': it is a directory"))
  }

  @Test func `the built-in prompt can be printed into the file that the tropefile names`()
    async throws
  {
    let project = try TestProject.small("recipe: {prompt: prompt.txt}")
    let (status, said) = try await run("prompt --built-in >prompt.txt", in: project)
    #expect(status == 0, "\(said)")
    #expect(try project.text("prompt.txt").contains("{{catalog}}"))
    try await project.build("-n")
  }
}
