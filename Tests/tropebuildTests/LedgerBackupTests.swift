import Foundation
import Glibc
import Testing
import TestSupport

/// `tropebuild ledger --backup`.
@Suite struct LedgerBackupTests {
  @Test func `a backup holds what was bought, and replaces nothing but a ledger`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let first = try await project.tropebuild("ledger", "--backup", "copy.db")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("copied the ledger to copy.db: "))
    let again = try await project.tropebuild("ledger", "--backup", "copy.db")
    #expect(again.status == 0, "\(again.errors)")

    let refused = try await project.tropebuild("ledger", "--backup", "tropefile")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'tropefile' is not an SQLite database"))
    // A copy in its place would take the file from under a build that writes it.
    let itself = try await project.tropebuild("ledger", "--backup", "./ledger.db")
    #expect(itself.status == 2)
    #expect(itself.errors.contains("it is the ledger itself"), "\(itself.errors)")
    let both = try await project.tropebuild("ledger", "--backup", "copy.db", "--json")
    #expect(both.status == 64)

    // Going back to it: the copy in the ledger's place builds everything again for nothing.
    try project.remove("build")
    try project.remove("ledger.db")
    try FileManager.default.moveItem(
      at: project.directory.appendingPathComponent("copy.db"),
      to: project.directory.appendingPathComponent("ledger.db"))
    let rebuilt = try await project.tropebuild()
    #expect(rebuilt.status == 0, "\(rebuilt.errors)")
    #expect(rebuilt.output.hasPrefix("built 0, reused 4"), "\(rebuilt.output)")
  }

  @Test func `a backup goes to a file of the project directory, and to nothing that is none`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    let outside = project.directory.deletingLastPathComponent()
    let name = project.directory.lastPathComponent
    let copied = try await Program.run(
      ["-C", name, "ledger", "--backup", "copy.db"], in: outside)
    #expect(copied.status == 0, "\(copied.errors)")
    #expect(copied.output.hasPrefix("copied the ledger to \(name)/copy.db: "))
    #expect(project.exists("copy.db"))

    let standard = try await project.tropebuild("ledger", "--backup", "-")
    #expect(standard.status == 64)
    #expect(standard.errors.contains("--backup does not write to standard output"))
    #expect(!project.exists("-"))

    let pipe = project.directory.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let refused = try await project.tropebuild("ledger", "--backup", "pipe")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("'pipe' is a device or a pipe, and a database is a file"))

    try FileManager.default.createSymbolicLink(
      atPath: project.directory.path + "/link", withDestinationPath: "linked.db")
    try await project.build("ledger", "--backup", "link")
    try await project.build("ledger", "--backup", "link")
    #expect(project.exists("linked.db"))
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: project.directory.path + "/link")
    #expect(link == "linked.db")
  }
}
