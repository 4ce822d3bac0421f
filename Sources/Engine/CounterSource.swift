package import OpenAIClient
package import Tokenizer

/// Finds a vocabulary and makes the counter, once, when the first count is needed.
///
/// It looks at the file that the tropefile names, at tiktoken's cache and at our own. Unless told otherwise by
/// ``mayKeep(downloadingBy:note:)`` it only reads.
package actor CounterSource {
  private let explicit: String?
  private let environment: [String: String]
  private let source: VocabularySource
  private let model: String?
  private var keeps = false
  private var transport: (@Sendable () -> any Transport)?
  private var note: @Sendable (String) -> Void = { _ in }
  private var making: Task<TokenCounter, any Error>?

  /// - Parameters:
  ///   - explicit: the path that `tokenizer.vocabulary` names, resolved.
  ///   - environment: the process's environment, for the places where vocabularies are kept.
  ///   - source: which vocabulary it is.
  ///   - model: whose tokens are counted; those of one with another vocabulary are estimated. `nil`: one that has this.
  package init(
    explicit: String?, environment: [String: String], source: VocabularySource = .o200kBase,
    model: String? = nil
  ) {
    self.explicit = explicit
    self.environment = environment
    self.source = source
    self.model = model
  }

  /// Allows it to write into our own cache: the index of a vocabulary that was read as text, and the vocabulary
  /// itself where it is nowhere to be found.
  ///
  /// - Parameters:
  ///   - transport: makes what downloads it; called at most once. `nil`: no network is used.
  ///   - note: told once, in words, when a download fails and counts are estimates therefore.
  package func mayKeep(
    downloadingBy transport: (@Sendable () -> any Transport)?,
    note: @escaping @Sendable (String) -> Void
  ) {
    keeps = true
    self.transport = transport
    self.note = note
  }

  /// The counter: exact where a vocabulary is found, else an estimate that is never too low.
  ///
  /// - Throws: `VocabularyError` where the vocabulary that the tropefile names cannot be used. One that merely lies
  ///   in a cache and is no good is passed over.
  package func counter() async throws -> TokenCounter {
    if let making { return try await making.value }
    let task = Task { try await find() }
    making = task
    return try await task.value
  }

  private func find() async throws -> TokenCounter {
    let fits = model.map(source.fits) ?? true
    if let explicit {
      let named = try counter(of: explicit)
      return fits ? named : .estimate
    }
    guard fits else { return .estimate }
    for path in VocabularyStore.candidates(
      for: source, explicit: nil, environment: environment)
    {
      if let counter = try? counter(of: path) { return counter }
    }
    guard let transport else { return .estimate }
    do {
      return try await counter(of: download(by: transport()))
    } catch {
      note(Self.words(noDownload: "\(error)", source))
      return .estimate
    }
  }

  private func counter(of path: String) throws -> TokenCounter {
    let index = VocabularyStore.indexPath(for: source, environment: environment)
    let vocabulary = try Vocabulary.load(path: path, source: source, indexPath: index)
    if keeps, !vocabulary.isFromIndex, let index {
      // It makes the next start faster, no more: where it cannot be written, the text is read again.
      try? vocabulary.writeIndex(at: index)
    }
    return TokenCounter(vocabulary: vocabulary)
  }

  /// Downloads the vocabulary, checks it, and puts it into our own cache; returns where.
  private func download(by transport: any Transport) async throws -> String {
    guard let path = VocabularyStore.installPath(for: source, environment: environment) else {
      throw DownloadFault.noCache
    }
    // No key goes there: the address is not the API's.
    let answer = try await transport.send(
      HTTPRequest(
        method: .get, url: source.address,
        timeouts: HTTPTimeouts(connect: .seconds(5), idle: .seconds(20), total: .seconds(300))))
    guard answer.status == 200 else { throw DownloadFault.status(answer.status) }
    try VocabularyStore.install(answer.body, of: source, at: path)
    return path
  }

  /// Why a vocabulary was not downloaded, where neither transport nor vocabulary says it.
  enum DownloadFault: Error {
    /// The environment names no folder for caches.
    case noCache
    /// The server answered with this status.
    case status(Int)
  }
}
