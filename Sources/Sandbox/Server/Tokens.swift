import Tokenizer

import Glibc

extension TokenCounter: TokenCounting {}

/// Finds the token counter.
enum Tokens {
  /// The exact counter where its vocabulary is found, else the estimate. A vocabulary that was asked for by path and
  /// cannot be read is an error; one that is merely lying about is not.
  static func counter(vocabularyPath: String?) throws -> any TokenCounting {
    let environment = Self.environment
    let indexPath = VocabularyStore.indexPath(environment: environment)
    if let vocabularyPath {
      return TokenCounter(
        vocabulary: try Vocabulary.load(path: vocabularyPath, indexPath: indexPath))
    }
    guard let path = VocabularyStore.locate(explicit: nil, environment: environment),
      let vocabulary = try? Vocabulary.load(path: path, indexPath: indexPath)
    else { return TokenCounter.estimate }
    return TokenCounter(vocabulary: vocabulary)
  }

  /// The variables that say where vocabularies lie.
  private static var environment: [String: String] {
    var result: [String: String] = [:]
    for name in VocabularyStore.variables {
      result[name] = getenv(name).map { String(cString: $0) }
    }
    return result
  }
}
