package import Tokenizer

extension CounterSource {
  /// What to say when the vocabulary could not be downloaded.
  static func words(noDownload why: String, _ source: VocabularySource) -> String {
    "the vocabulary could not be downloaded (\(why)), so token counts are estimates, never too low, "
      + "marked ≈; \(advice(source))"
  }

  /// How to come by exact counts.
  package static func advice(_ source: VocabularySource = .o200kBase) -> String {
    "for exact ones put \(source.address) somewhere and name the file by 'tokenizer.vocabulary' in "
      + "the tropefile"
  }
}

extension CounterSource.DownloadFault: CustomStringConvertible {
  var description: String {
    switch self {
    case .noCache: "neither XDG_CACHE_HOME nor HOME says where to keep it"
    case .status(let status): "the server answered with status \(status)"
    }
  }
}
