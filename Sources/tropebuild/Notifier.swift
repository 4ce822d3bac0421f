import Basics
import Engine
import Formats
import OpenAIClient
import Tropefile
import TropeModel

/// Tells a command or a web address (`notify`) what people want to know who do not watch: that a run has ended or
/// stopped, and that a lane waits for longer than a cup of tea takes.
///
/// What it tells is an event of the stream with two fields more, `project` and `text`. Nothing that goes wrong
/// here changes a run; it is said on standard error.
final class Notifier: Sendable {
  /// How long a lane waits for a server that is ill before people are told.
  private static let patience = Duration.seconds(600)
  /// The variable of the environment that names an address in place of `notify.url`: such addresses are often secrets.
  static let variable = "TROPEBUILD_NOTIFY_URL"
  /// How long a command or a server may take.
  private static let limit = Duration.seconds(30)

  private let settings: Settings.Notify
  /// The project's directory, in which the command runs.
  private let directory: String
  private let transport: @Sendable () -> any Transport
  private let state = Locked(State())

  private struct State {
    var lanes: [Lane: Waiting] = [:]
    /// The deliveries in the order of the events; each waits for the one before it.
    var last: Task<Void, Never>?
  }

  /// Why a lane waits.
  private struct Waiting {
    var reason: WaitReason
    var since: Timestamp
    var isTold = false

    /// Whether people should hear of it.
    func isLong(at now: Timestamp) -> Bool {
      switch reason {
      case .day, .creation, .results: true
      case .server: now - since >= Notifier.patience
      case .rate, .budget, .queueSpace: false
      }
    }
  }

  /// `nil` where nobody wants to be told.
  init?(
    _ settings: Settings.Notify, directory: String,
    transport: @escaping @Sendable () -> any Transport
  ) {
    guard settings != Settings.Notify() else { return nil }
    self.settings = settings
    self.directory = directory
    self.transport = transport
  }

  /// Takes a lane's event, as told at `now`; `fields` is what the stream says of it.
  func take(_ event: LaneEvent, _ fields: JSONObject, at now: Timestamp) {
    switch event {
    case .waiting(let lane, let until, let reason):
      let isNews = state.withLock { state in
        var waiting = state.lanes[lane] ?? Waiting(reason: reason, since: now)
        if waiting.reason.kind != reason.kind { waiting = Waiting(reason: reason, since: now) }
        let isNews = !waiting.isTold && waiting.isLong(at: now)
        waiting.isTold = waiting.isTold || isNews
        state.lanes[lane] = waiting
        return isNews
      }
      guard isNews else { return }
      let text = "tropebuild waits: \(reason)" + (until > now ? ", until \(until.iso8601)" : "")
      tell("waiting", fields + ["text": .string(text)])
    case .recorded(_, let lane, _), .paid(let lane, _, _):
      state.withLock { $0.lanes[lane] = nil }
    default: break
    }
  }

  /// The run has ended; a run that had nothing to do tells nobody.
  func ended(_ fields: JSONObject, text: String) {
    tell("run_ended", fields + ["text": .string("tropebuild: " + text)])
  }

  /// Waits until all has been delivered, or has failed.
  func finish() async { await state.withLock { $0.last }?.value }

  private func tell(_ name: String, _ fields: JSONObject) {
    let line = (fields + ["project": .string(directory)]).line + "\n"
    state.withLock { state in
      state.last = Task.detached { [last = state.last, settings, directory, transport] in
        await last?.value
        if let command = settings.command {
          let call = NotifyCommand(
            words: command, directory: directory, event: name, limit: Self.limit)
          if let fault = await call.run(Array(line.utf8)) {
            Console.warn("notify.command '\(command)' \(fault)")
          }
        }
        if let url = settings.url {
          if let fault = await Self.post(Array(line.utf8), to: url, by: transport()) {
            Console.warn("notify.url: \(fault)")
          }
        }
      }
    }
  }

  /// What went wrong, if anything. The address may be a secret, so only its host is named.
  private static func post(
    _ bytes: [UInt8], to url: String, by transport: any Transport
  ) async -> String? {
    let request = HTTPRequest(
      method: .post, url: url, headers: ["Content-Type": "application/json"], body: .bytes(bytes),
      timeouts: HTTPTimeouts(total: limit))
    do throws(TransportFailure) {
      let status = try await transport.send(request).status
      if (200..<300).contains(status) { return nil }
      return "'\(ServerName(url)?.origin ?? "the server")' answered with status \(status)"
    } catch {
      return error.message
    }
  }
}

extension WaitReason {
  /// The reason without what changes from one telling to the next.
  fileprivate var kind: Int {
    switch self {
    case .rate: 0
    case .day: 1
    case .server: 2
    case .queueSpace: 3
    case .creation: 4
    case .results: 5
    case .budget: 6
    }
  }
}
