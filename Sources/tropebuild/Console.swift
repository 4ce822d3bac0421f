import ArgumentParser
import Basics
import Synchronization

/// What the program says: results on standard output, talk on standard error, three prefixes and no more.
enum Console {
  /// The system's error number of the first result that could not be written; 0 where all could.
  private static let outputFault = Atomic<Int32>(0)
  /// Whether work goes on that is to come to its end though nobody reads the results any more.
  private static let isAtWork = Atomic<Bool>(false)

  /// From now on the work goes on where standard output is closed; until then there is nothing to lose.
  static func beginWork() { isAtWork.store(true, ordering: .relaxed) }

  /// A result. Where it cannot be written, as to a full disk, the work goes on, for it may be paid for; the status
  /// tells in the end.
  static func print(_ text: String) { print(bytes: Array((text + "\n").utf8)) }

  /// A result as it is, without a line feed of ours.
  static func print(bytes: [UInt8]) {
    do throws(FileError) {
      try StandardStream.output.write(bytes)
    } catch {
      if error.isClosedPipe, !isAtWork.load(ordering: .relaxed) { Signals.endByClosedPipe() }
      _ = outputFault.compareExchange(
        expected: 0, desired: error.errno, ordering: .relaxed)
    }
  }

  /// That a file was written. Where what was named is a device or a pipe this is talk: it may be standard output itself.
  static func tell(_ text: String, of path: String) {
    if (try? OutputPlace(path))?.isStream == true { say(text) } else { print(text) }
  }

  /// Throws where a result could not be written.
  static func checkOutput() throws {
    let code = outputFault.load(ordering: .relaxed)
    guard code != 0 else { return }
    fail("\(FileError(operation: .write, path: "standard output", errno: code))")
    throw ExitStatus.couldNotWork.asError
  }

  /// Talk about what goes on.
  static func say(_ text: String) { write("tropebuild: \(text)\n") }

  static func warn(_ text: String) { write("tropebuild: warning: \(text)\n") }

  static func fail(_ text: String) { write("tropebuild: error: \(text)\n") }

  /// Standard error as it is, for progress that redraws itself. Where nobody takes it nothing can be said of that.
  static func write(_ text: String) { try? StandardStream.errors.write(Array(text.utf8)) }

  /// Asks a question at the terminal; what is no yes is a no.
  static func agrees(to question: String) -> Bool {
    write("tropebuild: \(question) [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased())
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
      // Who read the output that was asked for has gone, and nobody is asked any more.
      if (error as? FileError)?.isClosedPipe == true, !isAtWork.load(ordering: .relaxed) {
        Signals.endByClosedPipe()
      }
      for line in "\(error)".split(separator: "\n") { fail(String(line)) }
      throw ExitStatus(of: error).asError
    }
    try checkOutput()
    if status != .upToDate { throw status.asError }
  }
}
