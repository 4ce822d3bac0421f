import OpenAIClient
import TropeModel

/// What a refusal says but for the request that it refuses: numbers, names with digits and what stands in quotes are left out.
struct RefusalLikeness: Hashable, Sendable {
  private let kind: APIFailure.Kind
  private let status: Int?
  private let names: [String?]
  private let words: String

  init(_ failure: APIFailure) {
    kind = failure.kind
    status = failure.status
    names = [failure.type, failure.code, failure.param]
    words = Self.plain(failure.serverMessage ?? "")
  }

  private static func plain(_ message: String) -> String {
    var words: [Substring] = []
    var end: Character?
    for word in message.split(whereSeparator: \.isWhitespace) {
      if let mark = end {
        if word.contains(mark) { end = nil }
      } else if let mark = word.first, "'\"`“".contains(mark) {
        let closing: Character = mark == "“" ? "”" : mark
        if !word.dropFirst().contains(closing) { end = closing }
      } else if !word.contains(where: \.isNumber) {
        words.append(word)
      }
    }
    return words.joined(separator: " ")
  }
}

/// Sees when the server refuses whatever is asked, and keeps the questions of such refusals from failing meanwhile: that the
/// key, its budget or the model is refused is no fault of a movie.
struct RefusalWatch: Sendable {
  struct Refusal: Sendable {
    var questions: [Digest]
    var failure: APIFailure
    /// By the steady clock.
    var at: Timestamp
  }

  /// What follows from a refusal.
  struct Verdict: Sendable {
    /// The request's own: these have failed.
    var failed: [Refusal] = []
    /// Whether all is refused: then nothing more is to be asked, and what was refused alike is as good as not asked.
    var isEverything = false
  }

  private var held: [Refusal] = []
  private var kind: APIFailure.Kind?
  private var inARow = 0

  /// So many in a row and no reply in this run, and so many where the server has taken something before.
  private static let mostAtStart = 5
  private static let mostLater = 50

  /// Takes in that a request was refused for good.
  mutating func took(_ refusal: Refusal, hasReplies: Bool) -> Verdict {
    inARow = kind == refusal.failure.kind ? inARow + 1 : 1
    kind = refusal.failure.kind
    guard !refusal.failure.isOfContent else {
      // Too long is never the server's fault; a filter may be set to refuse everything.
      let isEverything = isEnough(hasReplies) && refusal.failure.kind == .contentFiltered
      return Verdict(failed: [refusal], isEverything: isEverything)
    }
    held.append(refusal)
    guard isEnough(hasReplies) else { return Verdict() }
    let likeness = RefusalLikeness(refusal.failure)
    defer { held = [] }
    return Verdict(
      failed: held.filter { RefusalLikeness($0.failure) != likeness }, isEverything: true)
  }

  private func isEnough(_ hasReplies: Bool) -> Bool {
    Self.isEverything(inARow: inARow, hasReplies: hasReplies)
  }

  /// Whether so many refusals in a row say that whatever is asked is refused.
  static func isEverything(inARow count: Int, hasReplies: Bool) -> Bool {
    count >= (hasReplies ? mostLater : mostAtStart)
  }

  /// Takes in that a request was answered which was sent then; `nil` where that is long past, as with a batch.
  ///
  /// - Returns: what was refused before: the server takes requests still, so it was for their own sake.
  mutating func answered(sentAt: Timestamp?) -> [Refusal] {
    (kind, inARow) = (nil, 0)
    guard let sentAt, !held.isEmpty else { return [] }
    let own = held.filter { $0.at < sentAt }
    held.removeAll { $0.at < sentAt }
    return own
  }

  /// Nothing more is asked: what is still held has failed.
  mutating func end() -> [Refusal] {
    defer { held = [] }
    return held
  }
}

extension RefusalWatch {
  /// What lines of a batch are refused with whatever they ask: several alike, and more than half of all. `nil` where there is
  /// no such refusal.
  ///
  /// - Parameter lines: how many lines there are.
  static func everything(_ failures: [APIFailure], ofLines lines: Int) -> RefusalLikeness? {
    Dictionary(grouping: failures, by: RefusalLikeness.init).first { _, alike in
      alike.count >= mostAtStart && alike.count > lines / 2
        && !alike.contains(where: \.isOfContent)
    }?.key
  }

  /// The faults of a batch that are those of single lines: what names account or model, and what is said of line after line
  /// alike, is none of a movie.
  ///
  /// - Parameter lines: how many lines the batch has; servers name a hundred or so at most.
  static func ownFaults(
    _ faults: [RemoteBatch.Fault], ofLines lines: Int
  ) -> [RemoteBatch.Fault] {
    let failures = faults.map(\.asFailure)
    if let everything = everything(failures, ofLines: min(lines, 100)),
      failures.allSatisfy({ RefusalLikeness($0) == everything })
    {
      return []
    }
    return zip(faults, failures).filter { $0.1.disposition != .stopPayingLanes }.map(\.0)
  }
}

extension APIFailure {
  /// Whether it is for what the request asks.
  fileprivate var isOfContent: Bool {
    switch kind {
    case .contextTooLong, .contentFiltered, .requestTooLarge: true
    default: false
    }
  }
}
