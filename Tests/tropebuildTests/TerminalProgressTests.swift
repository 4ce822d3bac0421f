import Foundation
import Testing
import TestSupport

import Glibc

/// Progress on a real terminal device.
@Suite struct TerminalProgressTests {
  /// The two ends of a terminal.
  private final class Terminal {
    let master: Int32
    let device: String
    private let ownEnd: Int32

    init(columns: Int) throws {
      var ends: (master: Int32, device: Int32) = (-1, -1)
      try #require(openpty(&ends.master, &ends.device, nil, nil, nil) == 0)
      master = ends.master
      ownEnd = ends.device
      device = String(cString: try #require(ttyname(ends.device)))
      resize(columns: columns)
    }

    deinit { close(master) }

    func resize(columns: Int) {
      var size = winsize(
        ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
      _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// From now on the end comes when the program closes its end.
    func handOver() { close(ownEnd) }

    /// What has been written by now; `nil` when the program has closed its end.
    func read() -> String? {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = Glibc.read(master, &bytes, bytes.count)
      return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }
  }

  private func project() throws -> TestProject {
    let project = try TestProject.small()
    for id in 5...16 { try project.addSmallMovie(id) }
    try project.write("data/plot_summaries_99.txt", "")
    return project
  }

  private func environment(_ others: [String: String] = [:]) -> [String: String] {
    ["TERM": "xterm-256color", "CI": "", "NO_COLOR": "", "LC_ALL": "C.UTF-8"]
      .merging(others) { $1 }
  }

  /// Builds on a terminal and gives every picture that it shows to `look`, which may change its width.
  private func build(
    columns: Int, _ environment: [String: String],
    look: (inout TerminalScreen, String) -> Int? = { _, _ in nil }
  ) async throws -> (screen: TerminalScreen, written: String) {
    let project = try project()
    let terminal = try Terminal(columns: columns)
    let output = project.directory.appendingPathComponent("output")
    let process = try Program.start(
      ["-j", "2", "--latency", "300ms..500ms"], in: project.directory, environment: environment,
      output: output, errors: URL(fileURLWithPath: terminal.device))
    terminal.handOver()
    var screen = TerminalScreen(columns: columns)
    var written = ""
    while let text = terminal.read() {
      written += text
      screen.feed(text)
      if let columns = look(&screen, text) {
        terminal.resize(columns: columns)
        screen.resize(columns: columns)
      }
    }
    await process.finish()
    #expect(process.terminationStatus == 1, "one plot is empty")
    #expect(try project.text("output").contains("built 16, "))
    return (screen, written)
  }

  @Test(arguments: [80, 40])
  func `live lines are redrawn where they stand, fit the width and leave nothing behind`(
    columns: Int
  ) async throws {
    var pictures = 0
    let (screen, written) = try await build(columns: columns, environment()) { screen, _ in
      let rows = screen.rows
      pictures += 1
      #expect(rows.count { $0.hasPrefix("real time ") } <= 1, "\(rows)")
      #expect(rows.count { $0.hasPrefix("in all ") } <= 1, "\(rows)")
      #expect(rows.allSatisfy { $0.count <= columns }, "\(rows)")
      return nil
    }
    #expect(pictures > 5)
    #expect(screen.faults == [])
    #expect(written.contains("\u{1B}[32m"), "in colours")
    #expect(written.contains("real time") && written.contains("/16"))
    #expect(!screen.rows.joined().contains("in all"), "\(screen.rows)")
  }

  @Test func `a terminal that becomes narrower is drawn anew, without leftovers`() async throws {
    var pictures = 0
    let (screen, written) = try await build(columns: 100, environment()) { screen, text in
      pictures += 1
      #expect(screen.rows.count { $0.hasPrefix("real time ") } <= 1, "\(screen.rows)")
      // Right after a picture nothing is on its way.
      return pictures == 6 && text.hasSuffix("\u{1B}[?2026l") ? 44 : nil
    }
    #expect(screen.columns == 44 || pictures < 6)
    #expect(written.contains("real time"))
    #expect(screen.faults == [])
    #expect(!screen.rows.joined().contains("in all"), "\(screen.rows)")
  }

  @Test(arguments: [
    ["TERM": "dumb"], ["CI": "true"], ["TERM": ""],
  ])
  func `where nobody looks at a terminal there are plain lines`(
    others: [String: String]
  ) async throws {
    let (_, written) = try await build(columns: 80, environment(others))
    #expect(!written.contains("\u{1B}"))
    let lines = written.split { $0.isNewline }
    #expect(lines.allSatisfy { $0.hasPrefix("tropebuild: ") }, "\(lines)")
  }

  @Test func `NO_COLOR takes the colours out, and nothing else`() async throws {
    let (screen, written) = try await build(columns: 80, environment(["NO_COLOR": "1"]))
    #expect(
      !written.contains("m━") && !written.contains("\u{1B}[3") && !written.contains("\u{1B}[2m"))
    #expect(written.contains("real time"))
    #expect(screen.faults == [])
  }

  @Test func `tables fit the terminal that they are printed on`() async throws {
    let project = try project()
    _ = try await project.tropebuild()
    for (columns, words) in [
      (60, ["show", "--all"]), (50, ["plan", "--offline", "-B", "--fresh"]), (60, ["-n", "-B"]),
    ] {
      let terminal = try Terminal(columns: columns)
      let process = try Program.start(
        words, in: project.directory, environment: environment(),
        output: URL(fileURLWithPath: terminal.device))
      terminal.handOver()
      var written = ""
      while let text = terminal.read() { written += text }
      await process.finish()
      let table = written.split { $0.isNewline }.filter { $0.contains(/\S  +\S/) }
      #expect(table.count > 5, "\(words): \(written)")
      for line in table { #expect(line.count <= columns, "\(line)") }
    }
  }
}
