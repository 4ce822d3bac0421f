import ArgumentParser
import Foundation

/// What the program says: results on standard output, talk on standard error, three prefixes and no more.
enum Console {
  /// A result.
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// Talk about what goes on.
  static func say(_ text: String) { write("tropebuild: \(text)\n") }

  static func warn(_ text: String) { write("tropebuild: warning: \(text)\n") }

  static func fail(_ text: String) { write("tropebuild: error: \(text)\n") }

  /// Standard error as it is, for progress that redraws itself.
  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// Runs a command's work; an error becomes a message and the exit status 2.
  static func run(_ work: () async throws -> ExitStatus) async throws {
    let status: ExitStatus
    do {
      status = try await work()
    } catch let code as ExitCode {
      throw code
    } catch let error as ValidationError {
      throw error
    } catch {
      for line in "\(error)".split(separator: "\n") { fail(String(line)) }
      throw ExitStatus.couldNotWork.asError
    }
    if status != .upToDate { throw status.asError }
  }
}
