import Basics
import TropeModel

extension LockError: CustomStringConvertible {
  /// Who holds the lock and what to do about it, in lower case, for the user.
  package var description: String {
    switch self {
    case .held(let path, let thing, let holder):
      "another tropebuild \(thing == .project ? "is at work here" : "uses this ledger")"
        + "\(holder.words); wait until it has ended, or stop it (lock '\(path)')"
    case .file(let error):
      error.description
    }
  }
}

extension LockHolder {
  /// ` (process 4711 on 'host' since 2026-11-22T17:41:31.029Z: tropebuild)`, as far as it is known.
  package var words: String { plainWords.isEmpty ? "" : " (\(plainWords))" }

  /// The same without parentheses; empty where nothing is known.
  package var plainWords: String {
    var words: [String] = []
    if let process { words.append("process \(process)") }
    if let host { words.append("on '\(host)'") }
    if let since { words.append("since \(since.iso8601)") }
    var text = words.joined(separator: " ")
    if let command, !command.isEmpty { text += text.isEmpty ? command : ": \(command)" }
    return text
  }
}
