import Basics
import TropeModel

/// What can be wrong with a table of plots, for people.
enum TableMessage {
  static func otherKind(path: String) -> Diagnostic {
    Diagnostic(
      path: path, message: "no table that can be read: its name ends in none of .csv, .tsv, .jsonl",
      advice: "Python's pandas makes one of Parquet or Excel: read_parquet(…).to_csv(…)")
  }

  static func empty(path: String) -> Diagnostic {
    Diagnostic(path: path, message: "it is empty", advice: "is this the right file?")
  }

  static func noPlots(path: String) -> Diagnostic {
    Diagnostic(path: path, message: "no row has a plot", advice: "is this the right file?")
  }

  static func notUTF8(path: String, line: Int, offset: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "not UTF-8 (byte \(offset))",
      advice: "if it is Latin-1: iconv -f latin1 -t utf-8 FILE")
  }

  static func noColumn(
    _ name: String, _ role: PlotColumns.Role, header: [String], path: String
  ) -> Diagnostic {
    let near = EditDistance.nearest(to: name, in: header)
    return Diagnostic(
      path: path, line: 1,
      message: "no column '\(name)', which 'corpus.columns.\(role.rawValue)' names",
      advice: near.map { "did you mean '\($0)'?" } ?? "it has \(list(header))")
  }

  static func noRole(
    _ role: PlotColumns.Role, header: [String], path: String
  ) -> Diagnostic {
    let what = role == .plot ? "plots" : "ids or titles"
    return Diagnostic(
      path: path, line: 1, message: "no column is known to hold the \(what)",
      advice: "it has \(list(header)); name one by 'corpus.columns.\(role.rawValue)'")
  }

  static func notJSON(_ why: String? = nil, path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line,
      message: "no JSON object on this line" + (why.map { ": \($0)" } ?? ""),
      advice: "each line is an object; 'jq -c .[]' makes such lines of an array")
  }

  static func noName(path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "a plot with neither id nor title",
      advice: "give it one, by which its record is known")
  }

  static func doubled(_ name: String, firstLine: Int, path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "'\(name)' has another plot in line \(firstLine)",
      advice: "keep one of the rows, or let 'corpus.columns.id' name a column that tells them apart"
    )
  }

  static func tooLong(path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "a plot of more than \(InputReader.largestFile) bytes",
      advice: "is this the right file?")
  }

  static func badNumber(path: String, line: Int) -> Diagnostic {
    Diagnostic(
      path: path, line: line, message: "not a number and an id, each of them for the first time",
      advice:
        "tropebuild wrote this file, and records are known by its numbers: put it back as it was")
  }

  static func numberIsTaken(
    _ movie: MovieID, by name: String, path: String, line: Int
  ) -> Diagnostic {
    Diagnostic(
      path: path, line: line,
      message: "the id \(movie) is the number that '\(name)' has in \(MovieNumbers.fileName)",
      advice: "give one of the two another id")
  }

  private static func list(_ header: [String]) -> String {
    // Of a file without a header these are the cells of its first row, plots among them.
    let shown = header.prefix(20).map { "'\($0.prefix(40))\($0.count > 40 ? "…" : "")'" }
      .joined(separator: ", ")
    return header.count > 20 ? shown + ", …" : shown
  }
}
