import Foundation

/// Another process that has a database open: the sqlite3 shell, spoken to line by line.
final class OtherProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  private static let shell = "/usr/bin/sqlite3"

  static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: shell) }

  struct Ended: Error {}

  init(_ path: String) throws {
    process.executableURL = URL(fileURLWithPath: Self.shell)
    process.arguments = ["-bail", path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// Runs statements and waits until they are done.
  func run(_ sql: String) throws {
    try input.fileHandleForWriting.write(contentsOf: Data("\(sql);\n.print done\n".utf8))
    var answer = ""
    while !answer.hasSuffix("done\n") {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Ended() }
      answer += String(decoding: data, as: UTF8.self)
    }
  }

  /// Lets it close the database and waits for its end.
  func end() throws {
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  deinit {
    if process.isRunning { process.terminate() }
  }
}
