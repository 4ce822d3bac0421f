import ArgumentParser
import Engine
import JSONBytes
import Lanes
import Locks
import Planner
import TropeModel

/// `--json` on a run: a JSON object a line on standard output for every state change. docs/events.md says what
/// each of them holds; the names are stable.
///
/// Sound as `Sendable`: all state is touched under `lock` only.
final class EventStream: @unchecked Sendable {
  private let lock = Lock()
  private let time: TimeSource
  private let write: @Sendable (String) -> Void
  /// What was last told of each batch, since a poll is no change.
  private var batches: [Int: String] = [:]
  private var hasEnded = false

  /// - Parameters:
  ///   - time: the run's clock.
  ///   - write: takes one line, without its line feed.
  init(time: TimeSource, write: @escaping @Sendable (String) -> Void = { Console.print($0) }) {
    self.time = time
    self.write = write
  }

  /// The run begins: the first line.
  func began(_ scope: String, isSandbox: Bool, server: String?) {
    var fields = [
      "\"version\":\(JSONText.quoted(Version.number))", "\"command\":\(JSONText.quoted(scope))",
      "\"sandbox\":\(isSandbox)",
    ]
    if let server { fields.append("\"server\":\(JSONText.quoted(server))") }
    put("run_began", fields)
  }

  /// What the run is about to do.
  func planned(_ preview: Preview, _ bench: Workbench) {
    put("plan", PreviewText(preview: preview, bench: bench, listsAll: false).summaryFields)
  }

  /// Takes an event of the lanes.
  func take(_ event: LaneEvent) {
    for (name, fields) in event.streamed {
      if case .batch(let number, _, _, _) = event {
        let told = fields.joined()
        let isNews = lock.withLock {
          defer { batches[number] = told }
          return batches[number] != told
        }
        guard isNews else { continue }
      }
      put(name, fields)
    }
  }

  /// The run ended, or had nothing to do: the last line.
  func ended(_ summary: BuildSummary, status: ExitStatus) {
    var fields = [
      "\"outcome\":\"\(summary.outcome)\"", "\"status\":\(status.rawValue)",
      "\"built\":\(summary.built)", "\"reused\":\(summary.reused)",
      "\"touched\":\(summary.touched)", "\"up_to_date\":\(summary.upToDate)",
      "\"orphans\":\(summary.orphans)", "\"failed\":\(summary.failed.count)",
      "\"in_batches\":\(summary.inBatches)", "\"left\":\(summary.left)",
      "\"open_batches\":\(summary.openBatches)",
    ]
    fields += summary.usage.streamed
    fields += [
      "\"dollars\":\(JSONText.number(summary.dollars))",
      "\"forecast_dollars\":\(JSONText.number(summary.forecastDollars))",
      "\"sandbox\":\(summary.isSandbox)",
      "\"seconds\":\(JSONText.number(summary.elapsed.inSeconds))",
    ]
    if let reason = summary.stopReason { fields.append("\"reason\":\(JSONText.quoted(reason))") }
    end(fields)
  }

  /// Reads the project of a run. Where that cannot be, its stream is the end alone.
  static func bench(
    isStream: Bool, _ read: () async throws -> Workbench
  ) async throws -> Workbench {
    do {
      return try await read()
    } catch let error as ValidationError {
      // Wrong usage is no run.
      throw error
    } catch {
      if isStream { EventStream(time: .system(scale: 1)).ended(error) }
      throw error
    }
  }

  /// The run could not work at all.
  func ended(_ error: any Error) {
    end([
      "\"outcome\":\"could_not_work\"", "\"status\":\(ExitStatus(of: error).rawValue)",
      "\"reason\":\(JSONText.quoted("\(error)"))",
    ])
  }

  private func end(_ fields: [String]) {
    let isFirst = lock.withLock {
      defer { hasEnded = true }
      return !hasEnded
    }
    if isFirst { put("run_ended", fields) }
  }

  private func put(_ name: String, _ fields: [String]) {
    let head = ["\"event\":\"\(name)\"", "\"time\":\"\(time.now().iso8601)\""]
    let line = "{" + (head + fields).joined(separator: ",") + "}"
    // One at a time, so that no line is written into another.
    lock.withLock { write(line) }
  }
}
