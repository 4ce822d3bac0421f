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

/// Counts refusals of a kind in a row, until they say that a server refuses whatever it is asked.
struct RefusalCount: Sendable {
  private var kind: APIFailure.Kind?
  private var inARow = 0

  /// So many in a row and no reply in this run, and so many where the server has taken something before.
  fileprivate static let mostAtStart = 5
  private static let mostLater = 50

  /// Takes in that a request was refused for good.
  ///
  /// - Returns: whether whatever is asked is refused. That a question is too long says nothing of any other; a filter may be set
  ///   to refuse everything.
  mutating func took(_ failure: APIFailure, hasReplies: Bool) -> Bool {
    inARow = kind == failure.kind ? inARow + 1 : 1
    kind = failure.kind
    return inARow >= (hasReplies ? Self.mostLater : Self.mostAtStart) && !failure.isOfLength
  }

  /// Takes in that a request was answered.
  mutating func answered() { self = RefusalCount() }
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
  private var count = RefusalCount()

  /// Takes in that a request was refused for good.
  mutating func took(_ refusal: Refusal, hasReplies: Bool) -> Verdict {
    let isEverything = count.took(refusal.failure, hasReplies: hasReplies)
    guard !refusal.failure.isOfQuestion else {
      return Verdict(failed: [refusal], isEverything: isEverything)
    }
    held.append(refusal)
    guard isEverything else { return Verdict() }
    let likeness = RefusalLikeness(refusal.failure)
    defer { held = [] }
    return Verdict(
      failed: held.filter { RefusalLikeness($0.failure) != likeness }, isEverything: true)
  }

  /// Takes in that a request was answered which was sent then; `nil` where that is long past, as with a batch.
  ///
  /// - Returns: what was refused before: the server takes requests still, so it was for their own sake.
  mutating func answered(sentAt: Timestamp?) -> [Refusal] {
    count.answered()
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
      alike.count >= RefusalCount.mostAtStart && alike.count > lines / 2
        && !alike.contains(where: \.isOfQuestion)
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

// Whom a refusal is about, where another try gives the same answer (`disposition` tells those of account and rate apart): the
// question where it is one of these, and else the question or whatever is asked, as others in a row show.
extension APIFailure {
  /// Whether it is for what the request asks.
  fileprivate var isOfQuestion: Bool { isOfLength || kind == .contentFiltered }

  /// Whether it is for how long that is.
  fileprivate var isOfLength: Bool { kind == .contextTooLong || kind == .requestTooLarge }
}
