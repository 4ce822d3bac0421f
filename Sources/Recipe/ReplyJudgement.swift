import Basics

/// What a reply is worth: a verdict for each question, and what was passed over since it harms nothing.
package struct ReplyJudgement: Hashable, Sendable {
  package var verdicts: [ReplyVerdict]
  package var notes: Set<ReplyNote>

  package init(verdicts: [ReplyVerdict], notes: Set<ReplyNote> = []) {
    self.verdicts = verdicts
    self.notes = notes
  }

  /// One fault for all questions.
  package init(_ fault: ReplyFault, _ questions: [Question]) {
    self.init(verdicts: questions.map { _ in .bad(fault) })
  }
}

/// Something about a reply that is not as it should be and harms nothing. Its description is what people read, once a run.
package enum ReplyNote: Hashable, Sendable {
  /// A `finish_reason` that no server is known to give a reply that went wrong.
  case unknownEnd(String)
  /// The JSON stands in a fence of Markdown.
  case fence
  /// The model's thoughts stand before the JSON, between `<think>` and `</think>`.
  case thoughts
  /// The JSON begins with a byte order mark.
  case byteOrderMark
  /// An object has a member beside those asked for.
  case unknownKey(String)
  /// A character has the same answer more than once.
  case sameAnswerAgain
  /// The model decided about others of a movie, and refused to about one.
  case characterRefused
}

/// How a reply came to its end, by its `finish_reason`.
enum ReplyEnd: Hashable {
  case whole
  /// At the limit of tokens.
  case cutOff
  case filtered
  /// It went wrong.
  case abnormal(String)
  /// Servers have many words for an ordinary end. What it is worth, the content tells.
  case unknown(String)

  /// A missing reason counts as a whole reply, since not every server sends one.
  init(_ reason: String?) {
    guard let reason, !reason.isEmpty else {
      self = .whole
      return
    }
    switch reason.lowercased() {
    case "stop": self = .whole
    case "length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length",
      "model_context_window_exceeded", "token_limit":
      self = .cutOff
    case "content_filter", "safety", "recitation", "blocklist", "prohibited_content", "spii",
      "guardrail_intervened", "sensitive", "content_filtered":
      self = .filtered
    case "error", "abort", "aborted", "cancelled", "canceled", "timeout", "incomplete", "failed",
      "insufficient_system_resource", "malformed_function_call", "network_error",
      "engine_overloaded":
      self = .abnormal(reason)
    default: self = .unknown(reason)
    }
  }

  /// What is wrong with a reply that ended so and has no content; `nil` where its end does not say.
  var fault: ReplyFault? {
    switch self {
    case .whole: nil
    case .cutOff: .cutOff
    case .filtered: .filtered
    case .abnormal(let reason), .unknown(let reason): .otherEnd(reason)
    }
  }
}

/// What models and servers wrap around JSON.
enum ReplyWrapping {
  /// The JSON without a byte order mark, without thoughts before it and without a fence of Markdown around it.
  static func unwrapped(_ content: [UInt8], _ notes: inout Set<ReplyNote>) -> ArraySlice<UInt8> {
    var text = content[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) {
      notes.insert(.byteOrderMark)
      text = text.dropFirst(3)
    }
    if let rest = behindThoughts(trimmed(text)) {
      notes.insert(.thoughts)
      text = rest
    }
    guard let inside = insideFence(trimmed(text)) else { return text }
    notes.insert(.fence)
    return inside
  }

  /// What stands behind thoughts that the text begins with; `nil` where there are none, or they have no end.
  private static func behindThoughts(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard text.starts(with: thoughtsBegin) else { return nil }
    var rest = text.dropFirst(thoughtsBegin.count)
    while let next = rest.firstIndex(of: thoughtsEnd[0]) {
      rest = rest[next...]
      if rest.starts(with: thoughtsEnd) { return rest.dropFirst(thoughtsEnd.count) }
      rest = rest.dropFirst()
    }
    return nil
  }

  private static let thoughtsBegin = Array("<think>".utf8)
  private static let thoughtsEnd = Array("</think>".utf8)

  /// What stands between two lines of "```" or "~~~", the first perhaps with a word that names the language; of a fence that is
  /// not closed, as in a reply that was cut off, all that follows. `nil` where there is none at the beginning.
  private static func insideFence(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let mark = text.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return nil
    }
    let opening = text.prefix { $0 == mark }
    guard opening.count >= 3 else { return nil }
    var inside = text.dropFirst(opening.count)
    let isWord: (UInt8) -> Bool = {
      $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") || $0.isDigit
    }
    inside = trimmed(inside.drop(while: isWord))
    while inside.last == mark { inside = inside.dropLast() }
    return trimmed(inside)
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0D) }
    var text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text = text.dropLast() }
    return text
  }
}
