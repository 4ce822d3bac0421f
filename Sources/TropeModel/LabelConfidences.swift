/// How sure a model was of the elements of a reply: what is kept of the log probabilities of its tokens.
package struct LabelConfidences: Hashable, Sendable {
  /// By the key of the movie in the reply, as `characters` or `m2`: a number for each element, from .02 to .9999; `nil`
  /// where the server told nothing.
  package var byKey: [String: [Double?]]

  package init(byKey: [String: [Double?]]) { self.byKey = byKey }

  /// That of an element; `nil` where there is none.
  package subscript(key: String, place: Int) -> Double? {
    guard let numbers = byKey[key], numbers.indices.contains(place) else { return nil }
    return numbers[place]
  }

  /// Whether a number is known of any element.
  package var isEmpty: Bool { byKey.values.allSatisfy { $0.allSatisfy { $0 == nil } } }
}

/// Who says which characters a movie has; the raw value is the word of the tropefile.
package enum CharacterSource: String, CaseIterable, Hashable, Sendable {
  /// The cast file, and the model where there is none.
  case cast
  /// The model, by the plot: cast files are no inputs then.
  case fromPlot = "from_plot"
  /// Nobody: movies alone are asked about, and cast files are no inputs.
  case none
}

/// Where the confidence of labels comes from; the raw value is the word of the tropefile.
package enum ConfidenceSource: String, CaseIterable, Hashable, Sendable {
  /// Nowhere: nothing is asked for.
  case none
  /// The log probabilities of the tokens of a reply.
  case logprobs
  /// The share of repeated asks, their lists in other orders, that gave the label.
  case votes
}
