package import Display
import TropeModel

/// What progress writes to standard error, whatever that is: a terminal gets live lines and above them what stays,
/// anything else gets plain lines, seldom. Each call returns the text to be written, at once, or nothing.
package struct ProgressScreen: Sendable {
  private var model: ProgressModel
  private var log = PlainLog()
  private var throttles: [Matter: Throttle] = [:]
  private var area: LiveArea
  private let kind: TerminalKind
  private var saidHowItStands: Duration = .zero

  package init(model: ProgressModel, kind: TerminalKind) {
    self.model = model
    self.kind = kind
    area = LiveArea(inColour: kind.hasColour, isSynchronized: kind.isSynchronized)
  }

  /// Takes an event in. There are several for each request, of which few are told: only these ask for the size.
  package mutating func take(
    _ event: LaneEvent, at now: Moment, size: @autoclosure () -> TerminalSize
  ) -> String {
    guard let notice = model.take(event, at: now.time) else { return "" }
    return say(notice, at: now, size: size())
  }

  /// Writes a line that stays.
  package mutating func say(_ notice: Notice, at now: Moment, size: TerminalSize) -> String {
    guard kind.isLive else {
      return log.take(notice, at: now.real).map(Self.plain) ?? ""
    }
    // What a live line shows anyway needs no line that stays.
    if case .waiting = notice.matter { return "" }
    var text = notice.text
    if notice.matter != .program {
      guard let over = throttles[notice.matter.kind, default: Throttle()].pass(at: now.real) else {
        return ""
      }
      if over > 0 { text += " (and \(over) more like it)" }
    }
    var line: StyledLine = "tropebuild: "
    line.append(text, notice.matter == .failed ? .bad : .plain)
    return draw(at: now, size: size, below: [line])
  }

  /// Some time has passed, or the terminal has another size.
  package mutating func tick(at now: Moment, size: TerminalSize) -> String {
    guard !kind.isLive else { return draw(at: now, size: size) }
    var text = log.due(at: now.real).map(Self.plain).joined()
    // A build of days would fill a log: the longer it runs, the more seldom it says how it stands.
    if now.real - saidHowItStands >= max(PlainLog.interval, now.real / 60) {
      saidHowItStands = now.real
      for notice in model.notices(at: now.time) { text += Self.plain(notice.text) }
    }
    return text
  }

  /// Takes the live lines away, and writes what was held back.
  package mutating func end(size: TerminalSize) -> String {
    kind.isLive ? area.erase(size: size) : log.rest().map(Self.plain).joined()
  }

  private mutating func draw(
    at now: Moment, size: TerminalSize, below notices: [StyledLine] = []
  ) -> String {
    area.draw(
      model.lines(at: now.time, columns: size.columns, hasUnicode: kind.hasUnicode),
      below: notices, size: size)
  }

  private static func plain(_ text: String) -> String {
    "tropebuild: \(DisplayWidth.printable(text))\n"
  }
}

extension Matter {
  /// Lines of one kind are held back together on a terminal.
  fileprivate var kind: Matter {
    switch self {
    case .retry: .retry(.request(.realtime))
    case .batch: .batch(0)
    default: self
    }
  }
}
