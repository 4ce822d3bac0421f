import Foundation
import Testing
import TestSupport

@Suite struct OlderDatabaseTests {
  @Test func `records of the second version are read where they lie`() async throws {
    let project = try TestProject()
    try project.write("build/status/.keep", "")
    try Version2.make(at: project.directory.appendingPathComponent("build/tropes.db").path)
    let before = try project.picture()
    // A copy would have to be made there.
    let outcome = try await project.tropebuild(
      "show", "7", environment: ["TMPDIR": "/no/such/place"])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Smith, John"))
    #expect(outcome.errors == "")
    #expect(try project.picture() == before)
  }
}
