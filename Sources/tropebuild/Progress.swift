import Engine
import Foundation
import Lanes
import Planner
import TropeModel

/// Shows how a build stands: on a terminal a line a lane that is redrawn, elsewhere plain lines, seldom.
///
/// Sound as `Sendable`: all state is touched under `lock` only.
final class Progress: @unchecked Sendable {
  private let lock = NSLock()
  private let time: TimeSource
  private let isTerminal: Bool
  private let isSilent: Bool
  private let forecast: Forecast
  private var realtime: Counts
  private var batch: Counts
  private var batches: [Int: String] = [:]
  private var dollars = 0.0
  private var waiting: String?
  private var drawnLines = 0
  private var lastPlain = ContinuousClock.now
  private var hasSaid = false

  private var throttles = (failed: Throttle(), askedAgain: Throttle(), retry: Throttle())

  private struct Counts {
    var total: Int
    var done = 0
    var failed = 0
  }

  /// Plain lines come no more often than this.
  private static let plainInterval: Duration = .seconds(10)

  init(preview: Preview, time: TimeSource, isSilent: Bool) {
    self.time = time
    self.isSilent = isSilent
    forecast = preview.forecast
    isTerminal = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    func movies(_ requests: [PlanRequest]) -> Int {
      requests.reduce(0) { $0 + $1.items.reduce(0) { $0 + 1 + $1.shared.count } }
    }
    realtime = Counts(total: movies(preview.plan.realtime))
    batch = Counts(
      total: movies(preview.plan.batches.flatMap { $0 }) + preview.survey.inBatches.count)
  }

  /// Takes an event in.
  func take(_ event: LaneEvent) {
    guard !isSilent else { return }
    lock.withLock {
      switch event {
      case .recorded(let movies, .realtime, _):
        realtime.done += movies.count
        waiting = nil
      case .recorded(let movies, .batch, _): batch.done += movies.count
      case .recorded: break
      case .paid(_, _, let cost): dollars += cost
      case .failed(let movie, let reason):
        announce("failed: \(movie): \(reason)", at: &throttles.failed)
      case .askedAgain(let movie, let lane, let reason):
        if lane == .realtime { waiting = nil }
        announce("\(movie): asked again: \(reason)", at: &throttles.askedAgain)
      case .sent: break
      case .waiting(let until, let why):
        let wait = until - time.now()
        waiting = wait > .zero ? "\(why), \(Format.time(wait))" : why
        announce(waiting.map { "waiting: \($0)" } ?? "")
      case .batch(let number, let state, let done, let total):
        let words = done > 0 ? "\(state) \(done)/\(total)" : state
        let isNews =
          batches[number]?.prefix(while: { !$0.isNumber }) != words.prefix(while: { !$0.isNumber })
        batches[number] = words
        if isNews { announce("batch \(number): \(words)") }
      case .retry(let what, let why, let after):
        announce("\(what): \(why); again in \(Format.time(after))", at: &throttles.retry)
      }
    }
  }

  /// Says something once.
  func note(_ text: String) { lock.withLock { announce(text) } }

  /// Redraws from now on, until it is cancelled.
  func start() -> Task<Void, Never> {
    Task { [self] in
      while !Task.isCancelled {
        lock.withLock { draw() }
        try? await Task.sleep(for: .milliseconds(isTerminal ? 200 : 1_000))
      }
    }
  }

  /// Takes the live lines away.
  func end() { lock.withLock { erase() } }

  /// The same, for lines that may come by the thousand: after the first few one in a while speaks for the others.
  private func announce(_ text: String, at throttle: inout Throttle) {
    guard let passedOver = throttle.pass(at: .now) else { return }
    announce(passedOver > 0 ? "\(text) (and \(passedOver) more like it)" : text)
  }

  /// A line that stays; on a terminal above the live ones.
  private func announce(_ text: String) {
    guard !text.isEmpty else { return }
    erase()
    Console.say(text)
    if isTerminal { draw() }
  }

  private func draw() {
    guard !isSilent else { return }
    let lines = liveLines
    guard !lines.isEmpty else { return }
    if isTerminal {
      erase()
      Console.write(lines.map { clipped($0) + "\n" }.joined())
      drawnLines = lines.count
    } else if ContinuousClock.now - lastPlain >= Self.plainInterval {
      lastPlain = .now
      for line in lines { Console.say(line) }
    }
  }

  private func erase() {
    guard drawnLines > 0 else { return }
    // Up and clear to the end of the screen.
    Console.write("\u{1B}[\(drawnLines)A\u{1B}[J")
    drawnLines = 0
  }

  private var liveLines: [String] {
    var lines: [String] = []
    if realtime.total > 0 || realtime.done > 0 {
      var line =
        "real time  \(bar(realtime)) \(realtime.done)/\(max(realtime.total, realtime.done))"
      if let waiting { line += "  \(waiting)" }
      lines.append(line)
    }
    if batch.total > 0 {
      let states = batches.sorted { $0.key < $1.key }.suffix(3).map { "\($0.key) \($0.value)" }
      lines.append(
        "batches    \(bar(batch)) \(batch.done)/\(batch.total)  \(states.joined(separator: ", "))")
    }
    if !lines.isEmpty {
      lines[lines.count - 1] +=
        "  \(Format.dollars(dollars)) of \(Format.dollars(forecast.total.cost))"
    }
    return lines
  }

  private func bar(_ counts: Counts) -> String {
    let width = 20
    let share = counts.total > 0 ? Double(counts.done) / Double(counts.total) : 1
    let full = min(width, Int(share * Double(width)))
    return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
      + "]"
  }

  private func clipped(_ line: String) -> String {
    var size = winsize()
    let width =
      ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    return line.count < width ? line : String(line.prefix(max(1, width - 2))) + "…"
  }
}

/// Lets the first few of many lines through, then one in ten seconds.
struct Throttle {
  private var passed = 0
  private var passedOver = 0
  private var last: ContinuousClock.Instant?

  private static let first = 10
  private static let interval: Duration = .seconds(10)

  /// How many lines were passed over since the last one that went through; `nil` where this one is passed over.
  mutating func pass(at now: ContinuousClock.Instant) -> Int? {
    guard passed < Self.first || last.map({ now - $0 >= Self.interval }) ?? true else {
      passedOver += 1
      return nil
    }
    passed += 1
    last = now
    defer { passedOver = 0 }
    return passedOver
  }
}
