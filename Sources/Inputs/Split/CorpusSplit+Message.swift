import Basics
import Glibc
import TropeModel

extension SplitError: CustomStringConvertible {
  /// What is wrong and what to do, for people.
  package var description: String {
    switch self {
    case .raw(let path, .cannotOpen(ENOENT)):
      "there is no '\(path)' (set 'corpus.raw' in the tropefile to the directory that holds "
        + "\(CorpusSplit.plotsName) and \(CorpusSplit.castsName); an empty \(CorpusSplit.castsName) "
        + "stands for a corpus without casts)"
    case .table(let path, .cannotOpen(ENOENT)):
      "there is no '\(path)' (set 'corpus.table' in the tropefile to the file with the plots)"
    case .raw(let path, let problem), .table(let path, let problem): "'\(path)' \(problem)"
    case .faults(let faults): faults.description
    case .inputs(let error): error.description
    case .product(let path, let step, let code):
      "cannot \(step.rawValue) '\(path)': \(String(systemError: code))\(Self.advice(code))"
    case .changedMeanwhile(let path):
      "'\(path)' was changed while it was being split (build again when it is finished)"
    case .notRemembered(let why): "the split cannot record what it makes: \(why)"
    }
  }

  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: " (make room and build again; what has been written is kept)"
    case EACCES, EPERM, EROFS: " (choose an 'input.directory' you can write to)"
    case EISDIR, ENOTEMPTY, EEXIST: " (something else has this name; move it away)"
    default: ""
    }
  }
}

extension RawFault: DiagnosedFault {
  var words: (message: String, advice: String?) {
    switch self {
    case .noTab:
      ("no tab after the movie id", "each line is a Wikipedia id, a tab and the plot")
    case .badID(let text):
      (
        "'\(text)' is not a movie id",
        "at most \(MovieID.mostDigits) digits, not starting with a zero"
      )
    case .doubled(let movie, let firstLine):
      ("movie \(movie) has a plot in line \(firstLine) already", "keep one of the two lines")
    case .notUTF8(let offset):
      (
        "not UTF-8: the byte at offset \(offset) of the line is not part of a character",
        TextBytes.encodingAdvice
      )
    case .columns(let count):
      (
        "\(count) \(count == 1 ? "column" : "columns") where the corpus has "
          + "\(CorpusSplit.castColumns)", "columns are separated by tabs, and nothing is quoted"
      )
    case .tooLong(let limit):
      ("a line of more than \(limit) bytes", "is this the right file?")
    case .noPlots: ("there is no plot in it", "is this the right file?")
    case .more(let count): ("and \(count) more \(count == 1 ? "fault" : "faults")", nil)
    }
  }
}
