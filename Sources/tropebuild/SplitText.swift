import Display
import Engine
import Formats
import Inputs
import TropeModel

extension SplitStep.Outcome {
  /// How many files that were edited are named.
  private static let mostNamed = 3

  /// What was done, or would be.
  var words: String {
    let verb = isPreview ? "would split" : "split"
    var text =
      "\(verb) the \(isTable ? "table" : "raw corpus"): \(Format.counted(report.movies, "plot")), "
      + "\(Format.counted(report.casts, "cast")), "
      + "\(Format.counted(report.written, "file")) \(isPreview ? "to write" : "written"), "
      + "\(Format.grouped(report.unchanged)) unchanged"
    if !report.castsRemoved.isEmpty {
      text += ", \(Format.counted(report.castsRemoved.count, "cast")) removed"
    }
    for name in report.removedBeside { text += ", \(name) removed" }
    if isTable, report.rowsWithoutPlot > 0 {
      text += ", \(Format.counted(report.rowsWithoutPlot, "row")) without a plot left out"
    }
    if report.castNotes.missing > 0 {
      text +=
        ", \(Format.counted(report.castNotes.missing, "cell")) of characters with nothing but a word such as 'nan' or "
        + "'None' taken as empty"
    }
    return text + edited + leftovers
  }

  /// That names are not parted, each of which would be asked about and paid for as one character; `nil` where all looks well.
  var warning: String? {
    guard let unparted = report.castNotes.unparted else { return nil }
    let sign = JSONText.quoted(unparted.sign)
    return
      "\(Format.counted(report.castNotes.ofOneName, "cast")) of one name, "
      + "\(Format.grouped(unparted.casts)) of them with \(sign): if that parts characters, write "
      + "'separator: \(sign)' below 'corpus:', or each such cell is asked about as one character"
  }

  /// Says both on standard error.
  func say() {
    Console.say(words)
    if let warning { Console.warn(warning) }
  }

  private var edited: String {
    guard !report.edited.isEmpty else { return "" }
    let count = report.edited.count
    let names = report.edited.prefix(Self.mostNamed).map { "'\($0)'" }.joined(separator: ", ")
    return
      "; \(Format.counted(count, "file")) that \(count == 1 ? "was" : "were") edited since the "
      + "last split \(isPreview ? "would be" : count == 1 ? "was" : "were") written over: \(names)"
      + (count > Self.mostNamed ? ", …" : "")
      + " (edits last in the raw corpus, or without 'corpus.raw')"
  }

  private var leftovers: String {
    guard !report.leftovers.isEmpty else { return "" }
    let count = report.leftovers.count
    return
      "; \(Format.counted(count, "movie")) of an earlier split \(count == 1 ? "has" : "have") no "
      + "plot in it any more and \(count == 1 ? "was" : "were") left (take "
      + "\(count == 1 ? "its" : "their") files away, then 'tropebuild clean --orphans' removes the "
      + "\(count == 1 ? "record" : "records"): \(movies))"
  }

  private var movies: String {
    report.leftovers.prefix(Self.mostNamed).map(\.description).joined(separator: ", ")
      + (report.leftovers.count > Self.mostNamed ? ", …" : "")
  }
}
