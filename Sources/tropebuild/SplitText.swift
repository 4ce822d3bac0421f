import Display
import Engine
import Formats
import Inputs
import TropeModel

extension SplitStep.Outcome {
  /// How many files that were edited are named.
  private static let mostNamed = 3

  /// What was done, or would be.
  var words: String { words(namesAll: false) }

  /// - Parameter namesAll: whether all movies that are gone and left are named, and not the first few.
  func words(namesAll: Bool) -> String {
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
    return text + edited + pruned + leftovers(namesAll: namesAll)
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

  private var pruned: String {
    guard !report.pruned.isEmpty else { return "" }
    let (count, files) = (report.pruned.count, Format.counted(report.prunedFiles, "file"))
    let verb = isPreview ? "would be" : report.prunedFiles == 1 ? "was" : "were"
    return
      "; \(Format.counted(count, "movie")) of an earlier split \(count == 1 ? "has" : "have") no plot in it any more: "
      + "\(files) \(verb) removed ('tropebuild clean --orphans' removes the \(count == 1 ? "record" : "records"))"
  }

  private func leftovers(namesAll: Bool) -> String {
    let all = report.leftovers
    guard !all.isEmpty else { return "" }
    let isOne = all.count == 1
    let named = namesAll ? all[...] : all.prefix(Self.mostNamed)
    return
      "; \(Format.counted(all.count, "movie")) of an earlier split \(isOne ? "has" : "have") no plot in it any more, and "
      + "\(isOne ? "its" : "their") files \(isPreview ? "would be" : "were") left"
      + (report.isPruned
        ? ", for they are not what a split is known to have made (take them away yourself): "
        : " (\(isOne ? "it is" : "they are") built like all others; 'tropebuild split --prune' removes them): ")
      + named.map(\.description).joined(separator: ", ") + (named.count < all.count ? ", …" : "")
  }

  /// What is said of movies that are gone from what is split, as long as their files are there.
  static func leftover(_ count: Int) -> String {
    "\(Format.counted(count, "movie")) gone from what is split, and built like all others ('tropebuild split --prune' "
      + "removes \(count == 1 ? "its" : "their") files)"
  }
}
