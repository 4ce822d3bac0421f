import Foundation
import Testing

/// Options that only a sandbox can heed.
@Suite struct RehearsalOptionsTests {
  @Test(arguments: [
    ["--faults", "429=5%"], ["--latency", "1s"], ["--batch-turnaround", "10h..14h"],
    ["--time-scale", "60"], ["--flex-availability", "80%"], ["--flex-outage", "1h..2h"],
    ["--project-default-tier", "fast"], ["--retire", "gpt-6-luna=6h"],
  ])
  func `an option of a rehearsal is refused where none would be held`(words: [String]) async throws
  {
    let project = try TestProject.small(sandbox: false)
    let before = try project.picture()
    for more in [[], ["-n"]] {
      let outcome = try await Program.run(
        words + more, in: project.directory,
        environment: ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://api.example.org/v1"])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("\(words[0]) goes with "))
    }
    #expect(try project.picture() == before)
    let outcome = try await Program.run(words + ["-n", "--sandbox"], in: project.directory)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    ["--latency", "soon"], ["--batch-turnaround", "10h..2h"], ["--faults", "x=1%"],
    ["--flex-availability", "most"], ["--retire", "gpt-6-luna"],
  ])
  func `what the sandbox does not take is wrong usage`(words: [String]) async throws {
    let project = try TestProject.small()
    let outcome = try await Program.run(words, in: project.directory)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("'\(words[1])'"))
    #expect(outcome.errors.contains("the sandbox refuses one of its options"))
  }
}
