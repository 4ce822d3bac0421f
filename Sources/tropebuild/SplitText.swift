import Engine
import Inputs

extension SplitStep.Outcome {
  /// What was done, or would be.
  var words: String {
    let verb = isPreview ? "would split" : "split"
    var text =
      "\(verb) the \(isTable ? "table" : "raw corpus"): \(report.movies) plots, \(report.casts) casts, "
      + "\(report.written) files \(isPreview ? "to write" : "written"), \(report.unchanged) unchanged"
    if !report.castsRemoved.isEmpty { text += ", \(report.castsRemoved.count) casts removed" }
    for name in report.removedBeside { text += ", \(name) removed" }
    if isTable, report.rowsWithoutPlot > 0 {
      text += ", \(report.rowsWithoutPlot) rows without a plot left out"
    }
    if !report.leftovers.isEmpty {
      text +=
        "; \(report.leftovers.count) movies of an earlier split have no plot in it any more and were left"
    }
    return text
  }
}
