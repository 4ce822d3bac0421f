import ArgumentParser
import Basics
import Display
import Engine
import Formats
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
  private var batches: [Int: JSONObject] = [:]
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
    var fields: JSONObject = [
      "version": .string(Version.number), "command": .string(scope), "sandbox": .bool(isSandbox),
    ]
    if let server { fields.add("server", .string(server)) }
    put("run_began", fields)
  }

  /// What the run is about to do.
  func planned(_ preview: Preview, _ bench: Workbench) {
    put("plan", PreviewText(preview: preview, bench: bench, listsAll: false).summary)
  }

  /// Takes an event of the lanes.
  func take(_ event: LaneEvent) {
    for (name, fields) in event.streamed {
      if case .batch(let number, _, _, _) = event {
        let isNews = lock.withLock {
          defer { batches[number] = fields }
          return batches[number] != fields
        }
        guard isNews else { continue }
      }
      put(name, fields)
    }
  }

  /// What a part of the run has come to.
  func told(_ words: String) { put("told", ["words": .string(words)]) }

  /// The run ended, or had nothing to do: the last line.
  func ended(
    _ summary: BuildSummary, status: ExitStatus, cascade: CascadeStanding? = nil,
    because reason: String? = nil
  ) {
    var fields: JSONObject = [
      "outcome": .string(summary.outcome),
      "status": .integer(Int(status.rawValue)),
      "built": .integer(summary.built), "reused": .integer(summary.reused),
      "touched": .integer(summary.touched), "up_to_date": .integer(summary.upToDate),
      "orphans": .integer(summary.orphans), "failed": .integer(summary.failed.count),
      "in_batches": .integer(summary.inBatches), "left": .integer(summary.left),
      "open_batches": .integer(summary.openBatches),
    ]
    fields =
      fields + summary.usage.streamed + [
        "dollars": .short(summary.dollars), "forecast_dollars": .short(summary.forecastDollars),
        "sandbox": .bool(summary.isSandbox), "seconds": .short(summary.elapsed.inSeconds),
      ]
    if let cascade { fields.add("cascade", CascadeText(standing: cascade).json) }
    if let reason = summary.stop?.reason ?? reason { fields.add("reason", .string(reason)) }
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
      "outcome": "could_not_work", "status": .integer(Int(ExitStatus(of: error).rawValue)),
      "reason": .string("\(error)"),
    ])
  }

  private func end(_ fields: JSONObject) {
    let isFirst = lock.withLock {
      defer { hasEnded = true }
      return !hasEnded
    }
    if isFirst { put("run_ended", fields) }
  }

  private func put(_ name: String, _ fields: JSONObject) {
    let head: JSONObject = ["event": .string(name), "time": JSON(time.now())]
    let line = (head + fields).line
    // One at a time, so that no line is written into another.
    lock.withLock { write(line) }
  }
}
