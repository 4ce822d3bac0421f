import Foundation
import Testing
import TropeModel

/// Two runs in one project.
@Suite(.timeLimit(.minutes(5))) struct LockTests {
  @Test func theSecondNamesTheHolderAndStopsAndLookingGoesOn() async throws {
    let silent = try BadServer { request in
      request.path.hasSuffix("/chat/completions") ? .silence : .answer(404, "{}")
    }
    let project = try TestProject.forTrials(strategy: "realtime", concurrency: 4)
    try project.addMovies(1..<6)
    let sandbox = try await LiveSandbox([])
    let made = try await Program.run(
      ["1", "2"], in: project.directory, environment: sandbox.environment)
    #expect(made.status == 0, "\(made.errors)")

    let first = try Program.start([], in: project.directory, environment: silent.environment)
    try await silent.hears(3)
    let second = try await Program.run(
      [], in: project.directory, environment: sandbox.environment)
    #expect(second.status == 2)
    #expect(second.errors.contains("\(first.processIdentifier)"), "\(second.errors)")
    #expect(second.output.isEmpty)

    for looking in [["-n"], ["status"], ["show", "1"], ["explain", "3"], ["clean", "-n"]] {
      let outcome = try await Program.run(
        looking, in: project.directory, environment: sandbox.environment)
      #expect(outcome.status == 0, "\(looking): \(outcome.errors)")
      #expect(!outcome.output.isEmpty, "\(looking)")
    }
    for changing in [["clean"], ["clean", "1"]] {
      let outcome = try await Program.run(
        changing, in: project.directory, environment: sandbox.environment)
      #expect(outcome.status == 2, "\(changing): \(outcome.output)")
      #expect(outcome.errors.contains("\(first.processIdentifier)"), "\(changing)")
    }
    #expect(try project.recordedMovies().count == 2)

    kill(first.processIdentifier, SIGKILL)
    await first.finish()
    let third = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(third.status == 0, "\(third.errors)")
    #expect(try project.recordedMovies().count == 5)
    #expect(!project.exists("build/lock"))
  }
}
