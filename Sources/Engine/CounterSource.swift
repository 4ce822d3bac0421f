import Foundation
package import Tokenizer

/// Finds a vocabulary and makes the counter, once, when the first count is needed.
///
/// Sound as `Sendable`: `made` is read and written under `lock` only.
package final class CounterSource: @unchecked Sendable {
  private let explicit: String?
  private let environment: [String: String]
  private let lock = NSLock()
  private var made: TokenCounter?

  /// - Parameters:
  ///   - explicit: the path that `tokenizer.vocabulary` names, resolved.
  ///   - environment: the process's environment, for the places where vocabularies are kept.
  package init(explicit: String?, environment: [String: String]) {
    self.explicit = explicit
    self.environment = environment
  }

  /// The counter: exact where a vocabulary is found, else an estimate that is never too low.
  ///
  /// - Throws: `VocabularyError` where the vocabulary that the tropefile names cannot be used. One that merely lies
  ///   in a cache and is no good is passed over.
  package func counter() throws -> TokenCounter {
    try lock.withLock {
      if let made { return made }
      let counter = try find()
      made = counter
      return counter
    }
  }

  private func find() throws -> TokenCounter {
    let index = VocabularyStore.indexPath(environment: environment)
    if let explicit {
      return TokenCounter(vocabulary: try Vocabulary.load(path: explicit, indexPath: index))
    }
    for path in VocabularyStore.candidates(explicit: nil, environment: environment) {
      guard access(path, R_OK) == 0,
        let vocabulary = try? Vocabulary.load(path: path, indexPath: index)
      else { continue }
      return TokenCounter(vocabulary: vocabulary)
    }
    return .estimate
  }
}
