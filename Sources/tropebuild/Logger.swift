import TropeModel

/// Logs as lines on standard error: moment, level, message, and the metadata as `name=value`, quoted where a value
/// has a space.
struct Logger: Sendable {
  /// How much a line matters, the least first.
  enum Level: String, Comparable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What a line says beside its message, by name.
  typealias Metadata = [String: String]

  private let level: Level
  private let time: TimeSource

  /// A logger of lines from `level` on, with moments of the run's clock.
  init(_ level: Level, time: TimeSource) {
    self.level = level
    self.time = time
  }

  /// Writes a line, where its level is not below the logger's.
  func log(level: Level, _ message: String, metadata: @autoclosure () -> Metadata) {
    guard level >= self.level else { return }
    let pairs = metadata().sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.text($0.value))" }
    Console.write("\(time.now().iso8601) \(level) \(message)\(pairs.joined())\n")
  }

  func trace(_ message: String, metadata: @autoclosure () -> Metadata) {
    log(level: .trace, message, metadata: metadata())
  }

  func debug(_ message: String, metadata: @autoclosure () -> Metadata) {
    log(level: .debug, message, metadata: metadata())
  }

  func info(_ message: String, metadata: @autoclosure () -> Metadata) {
    log(level: .info, message, metadata: metadata())
  }

  func notice(_ message: String, metadata: @autoclosure () -> Metadata) {
    log(level: .notice, message, metadata: metadata())
  }

  func warning(_ message: String, metadata: @autoclosure () -> Metadata) {
    log(level: .warning, message, metadata: metadata())
  }

  /// A value as one word: quoted where it is none.
  static func text(_ value: String) -> String {
    let isWord =
      !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
      && !value.unicodeScalars.contains(where: steers)
    guard !isWord else { return value }
    var quoted = "\""
    for character in value {
      switch character {
      case "\"", "\\": quoted += "\\\(character)"
      case _ where character.isNewline || character.unicodeScalars.contains(where: steers):
        quoted += " "
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }

  /// Whether a character would move a cursor or turn the direction of what follows. What servers say is clean by here; what
  /// earlier versions kept of them may not be.
  private static func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
