import ArgumentParser
import Basics
import Display
import Engine
import Formats
import TropeModel

/// What happens in a run as JSON objects: a line each on standard output for every state change (`--json`), and to the
/// notifier what is for people. docs/events.md says what each of them holds; the names are stable.
///
/// Sound as `Sendable`: all state is touched under `lock` only.
final class EventStream: @unchecked Sendable {
  private let lock = Lock()
  private let time: TimeSource
  private let write: (@Sendable (String) -> Void)?
  private let notifier: Notifier?
  /// What was last told of each batch, since a poll is no change.
  private var batches: [Int: JSONObject] = [:]
  private var hasEnded = false

  /// - Parameters:
  ///   - time: the run's clock.
  ///   - notifier: who is told, too.
  ///   - write: takes one line, without its line feed; `nil` where nobody reads the stream.
  init(
    time: TimeSource, notifier: Notifier? = nil,
    write: (@Sendable (String) -> Void)? = { Console.print($0) }
  ) {
    self.time = time
    self.notifier = notifier
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
      let whole = put(name, fields)
      notifier?.take(event, whole, at: time.now())
    }
  }

  /// What a part of the run has come to.
  func told(_ words: String) { put("told", ["words": .string(words)]) }

  /// The run ended, or had nothing to do: the last line.
  ///
  /// - Parameter hasWorked: whether there is anything that people would want to be told.
  func ended(
    _ summary: BuildSummary, status: ExitStatus, cascade: CascadeStanding? = nil,
    because reason: String? = nil, hasWorked: Bool = true
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
    if let votes = summary.votes {
      let counted: JSONObject = [
        "asks": .integer(votes.asks), "complete": .integer(votes.complete),
        "fewer": .integer(votes.fewer), "without": .integer(votes.without),
        "open": .integer(votes.open),
      ]
      fields.add("votes", .object(counted))
    }
    if let cascade { fields.add("cascade", CascadeText(standing: cascade).json) }
    let why = summary.stop?.reason ?? reason
    if let why { fields.add("reason", .string(why)) }
    let text = summary.notice(because: reason)
    end(fields, text: hasWorked ? text : nil)
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
    end(
      [
        "outcome": "could_not_work", "status": .integer(Int(ExitStatus(of: error).rawValue)),
        "reason": .string("\(error)"),
      ], text: "could not work: \(error)")
  }

  /// - Parameter text: what people are told; `nil`: nothing.
  private func end(_ fields: JSONObject, text: String?) {
    let isFirst = lock.withLock {
      defer { hasEnded = true }
      return !hasEnded
    }
    guard isFirst else { return }
    let whole = put("run_ended", fields)
    if let text { notifier?.ended(whole, text: text) }
  }

  /// - Returns: the fields with those that every event has.
  @discardableResult private func put(_ name: String, _ fields: JSONObject) -> JSONObject {
    let whole: JSONObject = ["event": .string(name), "time": JSON(time.now())] + fields
    guard let write else { return whole }
    let line = whole.line
    // One at a time, so that no line is written into another.
    lock.withLock { write(line) }
    return whole
  }
}

extension BuildSummary {
  /// The run in one sentence, for people who did not watch.
  ///
  /// - Parameter reason: why it ended, where that is no stop of the lanes.
  fileprivate func notice(because reason: String?) -> String {
    var parts = ["built \(built)", "reused \(reused)", "failed \(failed.count)"]
    if inBatches > 0 { parts.append("\(inBatches) in batches under way") }
    if left > 0 { parts.append("\(left) not built yet") }
    let open = votes?.open ?? leftByAsks
    if open > 0 { parts.append("\(open) not asked as often as wanted") }
    parts.append("cost " + Format.dollars(isSandbox ? 0 : dollars))
    let end = stop.map { "stopped: \($0)" } ?? reason ?? "done"
    return end + "; " + parts.joined(separator: ", ")
  }
}
