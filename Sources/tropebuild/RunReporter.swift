import Engine
import Synchronization
import TropeModel

/// Tells of a run while it goes on: progress lines, log and event stream.
final class RunReporter: Sendable {
  /// What exists only while the lanes run.
  private struct Watch {
    var progress: ProgressDisplay
    var ticking: Task<Void, Never>
  }

  /// Raised at Ctrl-C.
  let stop = StopSignal()
  private let bench: Workbench
  private let voice: Voice
  private let events: EventStream?
  private let log: LaneLog?
  private let watch = Mutex<Watch?>(nil)
  /// From the first lanes on, also between those of a run of several parts.
  private let interrupts = Mutex<Interrupts?>(nil)

  init(_ bench: Workbench, voice: Voice, events: EventStream?) {
    self.bench = bench
    self.voice = voice
    self.events = events
    log = bench.logger.map(LaneLog.init)
  }

  func take(_ event: RunEvent) {
    switch event {
    case .split(let outcome):
      if voice == .words {
        outcome.say()
      } else if voice != .silent, let warning = outcome.warning {
        Console.warn(warning)
      }
    case .looked(let preview): events?.planned(preview, bench)
    case .notice(let words): if voice != .silent { Console.warn(words) }
    case .told(let words):
      if voice == .words { Console.say(words) }
      events?.told(words)
    case .advice(let words): if voice == .words { Console.say(words) }
    case .lanesBegan(let preview):
      if let servers = bench.serversShown, preview.survey.needsAPI, voice != .silent {
        Console.say("asking \(servers)")
      }
      begin(preview)
    case .lane(let event):
      watch.withLock { $0?.progress }?.take(event)
      events?.take(event)
      log?.take(event)
    case .lanesEnded: end()
    }
  }

  func ended(_ summary: BuildSummary) { log?.ended(summary) }

  private func begin(_ preview: Preview) {
    let time = bench.time
    let progress = ProgressDisplay(
      plan: ProgressPlan(preview, isSandbox: bench.isSandbox, startedAt: time.now()), time: time,
      timeScale: bench.timeScale, isSilent: voice == .silent)
    let watch = Watch(progress: progress, ticking: progress.keepCurrent())
    self.watch.withLock { $0 = watch }
    interrupts.withLock { interrupts in
      interrupts = interrupts ?? Interrupts(stop) { [weak self] in self?.interrupted() }
    }
  }

  private func interrupted() {
    if let progress = watch.withLock({ $0?.progress }) {
      progress.note(Interrupts.words)
    } else if voice != .silent {
      Console.say(Interrupts.words)
    }
  }

  private func end() {
    guard let watch = watch.withLock({ $0.take() }) else { return }
    watch.ticking.cancel()
    watch.progress.end()
  }
}
