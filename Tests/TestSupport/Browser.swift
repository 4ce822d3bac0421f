import Foundation

/// Chromium without a window.
package enum Browser {
  /// Debian's; what Ubuntu calls so is a stub that needs snap.
  package static let path = ["/usr/lib/chromium/chromium", "/usr/bin/google-chrome-stable"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What a page is after its scripts have run: its elements, and what it complained of.
  package struct Outcome {
    package var elements: String
    package var complaints: String
  }

  package struct NoBrowser: Error {}

  /// Opens a page from disk.
  ///
  /// - Parameters:
  ///   - hash: what follows the `#` of its address.
  ///   - script: is run behind the page's own.
  ///   - width: of the window, in pixels.
  package static func open(
    html: String, hash: String = "", script: String = "", width: Int = 1_280
  ) async throws -> Outcome {
    let directory = try TemporaryDirectory()
    try directory.write(
      html.replacingOccurrences(of: "</body>", with: "<script>\(script)</script>\n</body>"),
      to: "page.html")
    return try await look(at: "file://\(directory("page.html"))#\(hash)", width: width)
  }

  /// Opens an address.
  package static func look(at address: String, width: Int = 1_280) async throws -> Outcome {
    guard let path else { throw NoBrowser() }
    let directory = try TemporaryDirectory()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
      "--disable-background-networking", "--no-first-run", "--enable-logging=stderr",
      "--user-data-dir=\(directory("profile"))", "--window-size=\(width),900",
      "--virtual-time-budget=20000", "--dump-dom", address,
    ]
    let output = directory("output")
    let errors = directory("errors")
    for file in [output, errors] { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    process.standardInput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in done.resume() }
      do { try process.run() } catch { done.resume(throwing: error) }
    }
    let complaints = directory.text(of: "errors")?.split(separator: "\n")
      .filter { $0.contains("CONSOLE") }.joined(separator: "\n")
    return Outcome(elements: directory.text(of: "output") ?? "", complaints: complaints ?? "")
  }
}
