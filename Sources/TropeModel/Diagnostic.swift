/// Something that is wrong with a file the user wrote or gave: where, what, and what to do.
package struct Diagnostic: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file as the user would name it.
  package var path: String
  /// Line and column, counted from 1, where they are known.
  package var line: Int?
  package var column: Int?
  /// What is wrong, in lower case, without a full stop.
  package var message: String
  /// What to do about it, where that is not plain from the message.
  package var advice: String?

  package init(
    path: String, line: Int? = nil, column: Int? = nil, message: String, advice: String? = nil
  ) {
    self.path = path
    self.line = line
    self.column = column
    self.message = message
    self.advice = advice
  }

  /// With what a fault says of itself.
  package init(path: String, line: Int?, words: (message: String, advice: String?)) {
    self.init(path: path, line: line, message: words.message, advice: words.advice)
  }

  /// `path:line:column: message (advice)`.
  package var description: String {
    var text = path
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    text += ": \(message)"
    if let advice { text += " (\(advice))" }
    return text
  }
}

/// A fault of a line of a file, which has words for it.
package protocol DiagnosedFault {
  /// What is wrong and what to do about it, as `Diagnostic` has them.
  var words: (message: String, advice: String?) { get }
}

extension DiagnosedFault {
  package func diagnostic(path: String, line: Int?) -> Diagnostic {
    Diagnostic(path: path, line: line, words: words)
  }
}

/// All the faults found in one pass.
package struct Diagnostics: Error, Hashable, Sendable, CustomStringConvertible {
  package var all: [Diagnostic]

  package init(_ all: [Diagnostic]) { self.all = all }

  package var description: String { all.map(\.description).joined(separator: "\n") }
}
