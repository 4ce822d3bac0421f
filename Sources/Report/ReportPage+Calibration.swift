import Display

extension ReportPage {
  /// What confidences are worth; `nil` where nobody has labelled a character that has one.
  var calibration: String? {
    guard let calibration = data.calibration else { return nil }
    let title = "Right labels by confidence"
    let ranges = calibration.bins.compactMap { bin in
      bin.share.map { share in
        CalibrationChart.Range(
          name: bin.range, share: share.value, low: share.low, high: share.high,
          confidence: bin.meanConfidence,
          detail:
            "\(Format.grouped(bin.agreed)) of \(Format.counted(bin.compared, "label")) right, "
            + "confidence \(Format.decimal(bin.meanConfidence, places: 2)) in the mean")
      }
    }
    let svg = CalibrationChart(
      id: "calibration-chart", title: title,
      description:
        "For each range of confidence the share of labels that agree with people's. \(sum(calibration))",
      ranges: ranges
    ).svg
    let table = HTML.table(
      [
        .words("confidence"), .number("labels"), .number("right"), .number("share"),
        .number("95 % interval"), .number("mean confidence"),
      ],
      calibration.bins.map { $0.cells + [Format.decimal($0.meanConfidence, places: 2)] },
      caption: title)
    return HTML.section(
      "calibration", "What confidences are worth",
      lede:
        "The confidence of a label says how sure the model was. How often such labels are right, only labels by "
        + "people can tell: here are the characters that have both.",
      [
        HTML.figure(
          title, svg,
          caption:
            "\(sum(calibration)) Where the line stands above the bar, the model is surer than it is right. \(sources(calibration))",
          table: HTML.details("As a table", table), isWide: true)
      ])
  }

  private func sum(_ calibration: ReportCalibration) -> String {
    let compared = calibration.compared
    return
      "\(Format.grouped(calibration.agreed)) of \(Format.counted(compared, "label")) \(compared == 1 ? "is" : "are") right "
      + "(\(share(calibration.agreed, compared))), with a confidence of \(Format.decimal(calibration.meanConfidence, places: 2)) in the mean."
  }

  /// Where people's labels come from, and what that does to the figures.
  private func sources(_ calibration: ReportCalibration) -> String {
    var words: [String] = []
    if let file = calibration.file { words.append("Labels by people are from \(file).") }
    if calibration.byHand > 0 {
      words.append(
        "\(Format.counted(calibration.byHand, "character")) \(calibration.byHand == 1 ? "was" : "were") labelled by tropebuild "
          + "label: if that was done only where the model was wrong, it looks worse here than it is."
      )
    }
    return words.joined(separator: " ")
  }

  /// Rules of this part alone; empty without it.
  var calibrationStyle: String {
    data.calibration == nil ? "" : "\n" + CalibrationChart.pageStyle
  }
}
