import Basics
import Formats
import Glibc
package import TropeModel

extension InputError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  package var description: String {
    switch self {
    case .directory(let path, let problem): problem.message(path: path)
    case .file(let path, let problem): "'\(path)' \(problem)"
    }
  }
}

extension DirectoryProblem {
  fileprivate func message(path: String) -> String {
    switch self {
    case .cannotOpen(ENOENT):
      "there is no input directory '\(path)' (set 'input.directory' in the tropefile to where the "
        + "plots are, or 'corpus.raw' to have them split from the corpus)"
    case .cannotOpen(ENOTDIR):
      "the input directory '\(path)' is not a directory (set 'input.directory' in the tropefile to "
        + "the directory that holds the plots)"
    case .cannotOpen(let code), .cannotList(let code):
      "the input directory '\(path)' cannot be read: \(String(systemError: code))"
        + (code == EACCES ? " (give yourself permission to read it: chmod u+rx)" : "")
    case .cannotStat(let name, let code):
      "'\(name)' in the input directory '\(path)' cannot be examined: \(String(systemError: code))"
        + (code == EACCES ? " (give yourself permission to search it: chmod u+x)" : "")
    }
  }
}

extension FileProblem: CustomStringConvertible {
  /// The rest of a sentence that begins with the file's name, and what to do.
  package var description: String { what + (advice.map { " (\($0))" } ?? "") }

  /// What to do, where more is known than that the file is to be mended.
  fileprivate var advice: String? {
    switch self {
    case .cannotOpen(EACCES): "give yourself permission to read it: chmod u+r"
    case .keepsChanging: "build again when it is finished"
    case .cannotOpen, .cannotStat, .cannotRead, .notAFile, .tooLarge: nil
    }
  }

  /// The same without what to do.
  fileprivate var what: String {
    switch self {
    case .cannotOpen(ENOENT):
      "is gone, or a link that leads nowhere"
    case .cannotOpen(let code):
      "cannot be opened: \(String(systemError: code))"
    case .cannotStat(let code), .cannotRead(let code):
      "cannot be read: \(String(systemError: code))"
    case .notAFile(let kind):
      "is \(kind.rawValue), where a text file is expected"
    case .tooLarge(let size, let limit):
      "has \(size) bytes, more than the \(limit) that can be a plot or a cast"
    case .keepsChanging(let readings):
      "was changed during each of \(readings) readings"
    }
  }
}

extension InputFault: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  package var description: String {
    switch self {
    case .unreadable(let error): error.description
    case .plot(let path, let fault): fault.diagnostic(path: path).description
    case .cast(let diagnostic): diagnostic.description
    }
  }
}

extension InputFault {
  /// What is wrong, without what to do about it.
  package var reason: String {
    if case .unreadable(.file(let path, let problem)) = self { return "'\(path)' \(problem.what)" }
    guard var diagnostic else { return description }
    diagnostic.advice = nil
    return diagnostic.description
  }

  /// What to do about it.
  package var advice: String {
    var known = diagnostic?.advice
    if case .unreadable(.file(_, let problem)) = self { known = problem.advice }
    return known ?? "fix or remove the file"
  }

  /// The path of the file, or of the directory, that is at fault.
  package var path: String {
    switch self {
    case .unreadable(.file(let path, _)), .unreadable(.directory(let path, _)): path
    case .plot(let path, _): path
    case .cast(let diagnostic): diagnostic.path
    }
  }

  private var diagnostic: Diagnostic? {
    switch self {
    case .unreadable: nil
    case .plot(let path, let fault): fault.diagnostic(path: path)
    case .cast(let diagnostic): diagnostic
    }
  }
}

extension PlotFault {
  /// The fault as a line of `path`.
  package func diagnostic(path: String) -> Diagnostic {
    switch self {
    case .notUTF8(let offset, let line):
      Diagnostic(
        path: path, line: line,
        message: "not UTF-8: the byte at offset \(offset) is not part of a "
          + "character", advice: TextBytes.encodingAdvice)
    case .nul(let offset, let line):
      Diagnostic(
        path: path, line: line, message: "a NUL byte at offset \(offset)",
        advice: "a plot is plain text; remove the byte")
    case .empty:
      Diagnostic(
        path: path, message: "the plot is empty", advice: "write a plot, or remove the file")
    }
  }
}

extension BadMovieID: CustomStringConvertible {
  /// Why the file is not an input, for people.
  package var description: String {
    switch self {
    case .empty: "no movie id in its name"
    case .notDigits: "its movie id is not made of digits only"
    case .leadingZero: "its movie id begins with a zero"
    case .tooLong: "its movie id has more than \(MovieID.mostDigits) digits"
    }
  }
}

/// The faults of a cast file, in words.
enum CastMessage {
  /// Bytes that are no text; `offset` from 0 in the file.
  static func notUTF8(path: String, line: Int, offset: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line,
      message: "not UTF-8: the byte at offset \(offset) is not part of a character",
      advice: TextBytes.encodingAdvice)
  }

  /// A byte that no text has; `offset` from 0 in the file.
  static func nul(path: String, line: Int, offset: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "a NUL byte at offset \(offset)",
      advice: "a cast is plain text; remove the byte")
  }

  /// The header does not name the one column that is used.
  static func noColumn(path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "no column '\(CastTable.nameColumn)' in the header",
      advice: "the first row must name the columns, one of them '\(CastTable.nameColumn)'")
  }

  /// The header is one field that names the column among others, with something else than commas between them.
  static func otherSeparator(_ separator: String, path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line,
      message: "its columns are separated by \(separator), not by commas",
      advice: "save it as CSV with commas")
  }

  /// A row with more or fewer fields than the header.
  static func ragged(path: String, line: Int, count: Int, expected: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line,
      message: "\(count) \(count == 1 ? "field" : "fields") where the header has \(expected)",
      advice: "a field that holds a comma or a line break stands in double quotes")
  }

  /// A file that is no CSV from some line on.
  static func notCSV(_ fault: CSVFault, path: String) -> Diagnostic {
    Diagnostic(path: path, line: fault.line, words: fault.problem.words)
  }
}
