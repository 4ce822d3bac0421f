import Logging
import TropeModel

/// Logs as lines on standard error: moment, level, message, and the metadata as `name=value`, quoted where a value
/// has a space.
struct StandardErrorLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  private let time: TimeSource
  private let write: @Sendable (String) -> Void

  /// A logger from this level on, on the run's clock.
  static func logger(
    _ level: Logger.Level, time: TimeSource,
    write: @escaping @Sendable (String) -> Void = { Console.write($0) }
  ) -> Logger {
    Logger(label: "tropebuild") { _ in StandardErrorLog(level, time, write) }
  }

  private init(
    _ level: Logger.Level, _ time: TimeSource, _ write: @escaping @Sendable (String) -> Void
  ) {
    logLevel = level
    self.time = time
    self.write = write
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { _, own in own }
    let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.text("\($0.value)"))" }
    write("\(time.now().iso8601) \(event.level) \(event.message)\(pairs.joined())\n")
  }

  /// A value as one word: quoted where it is none.
  static func text(_ value: String) -> String {
    let isWord = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3D }
    guard !isWord else { return value }
    var quoted = "\""
    for character in value {
      switch character {
      case "\"", "\\": quoted += "\\\(character)"
      case _ where character.isNewline: quoted += " "
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }
}
