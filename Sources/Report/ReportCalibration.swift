/// What the confidences of records are worth, as far as people have labelled characters.
package struct ReportCalibration: Hashable, Sendable {
  /// As of `Evaluation`; never empty.
  package let bins: [CalibrationBin]
  /// How many of the labels were set by `tropebuild label`.
  package let byHand: Int
  /// The file of the others, as the tropefile or the command line names it; `nil` where there is none.
  package let file: String?

  /// `nil` where no answer that could be compared has a confidence.
  ///
  /// - Parameter byHand: of all labelled characters.
  package init?(_ evaluation: Evaluation, byHand: Int, file: String?) {
    bins = evaluation.calibration
    guard !bins.isEmpty else { return nil }
    self.byHand = byHand
    self.file = file
  }

  package var compared: Int { bins.reduce(0) { $0 + $1.compared } }
  package var agreed: Int { bins.reduce(0) { $0 + $1.agreed } }
  /// Of all that were compared.
  package var meanConfidence: Double {
    bins.reduce(0) { $0 + $1.meanConfidence * Double($1.compared) } / Double(max(1, compared))
  }
}
