/// How many of the labels that a model was about as sure of agree with people's.
package struct CalibrationBin: Hashable, Sendable {
  /// From this confidence on.
  package var least: Double
  /// Up to this one, which belongs to the next bin, but for the last.
  package var most: Double
  package var compared: Int
  package var agreed: Int
  /// The mean confidence of those compared.
  package var meanConfidence: Double

  /// The share that agrees, with its 95% interval.
  package var share: Proportion? { Proportion(hits: agreed, of: compared) }

  /// `0.90 to 0.95`
  var range: String {
    "\(EvaluationText.decimal(least)) to \(EvaluationText.decimal(most))"
  }

  /// As a row of a table: the range, how many labels, how many agree, the share and its interval.
  var cells: [String] {
    [
      range, "\(compared)", "\(agreed)", share.map { EvaluationText.percent($0.value) } ?? "–",
      share.map { "\(EvaluationText.percent($0.low)) to \(EvaluationText.percent($0.high))" }
        ?? "–",
    ]
  }
}

extension Evaluation {
  private static let edges = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1]

  /// The calibration curve: what a confidence is worth, as far as people have labelled. Bins without labels are left out;
  /// none where no answer has a confidence.
  package var calibration: [CalibrationBin] {
    var bins = zip(Self.edges, Self.edges.dropFirst()).map {
      CalibrationBin(least: $0, most: $1, compared: 0, agreed: 0, meanConfidence: 0)
    }
    for given in compared {
      guard let confidence = given.answer?.confidence,
        let place = bins.lastIndex(where: { confidence >= $0.least })
      else { continue }
      bins[place].compared += 1
      if given.isRight { bins[place].agreed += 1 }
      bins[place].meanConfidence += confidence
    }
    for place in bins.indices where bins[place].compared > 0 {
      bins[place].meanConfidence /= Double(bins[place].compared)
    }
    return bins.filter { $0.compared > 0 }
  }
}
