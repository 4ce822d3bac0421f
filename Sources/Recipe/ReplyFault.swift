package import Formats
package import TropeModel

/// What a reply is worth to one of the questions that it was to answer.
package enum ReplyVerdict: Hashable, Sendable {
  /// The movie's characters, the cast first and in its order, then those that only the model named,
  /// in the order of the reply; and what is said of the movie itself, in the recipe's order.
  case record([LabelledCharacter], movie: [FieldAnswer] = [])
  /// It cannot be recorded; the question is to be asked again.
  case bad(ReplyFault)
}

/// Why a reply cannot be recorded. Its description is what people read; the words are in
/// `Faults+Message.swift`.
package enum ReplyFault: Error, Hashable, Sendable {
  /// The model said that it would not, in these words.
  case refused(String)
  /// `finish_reason` is `length`.
  case cutOff
  /// `finish_reason` is `content_filter`.
  case filtered
  /// A `finish_reason` that says that something went wrong.
  case otherEnd(String)
  /// There is no content.
  case empty
  /// The content is not JSON.
  case notJSON(JSONFault)
  /// A value is of the wrong kind; the place is a path as `m2[3].name`.
  case wrongKind(place: String, expected: JSONKind, found: JSONKind)
  /// An object lacks a member.
  case missingKey(place: String, key: String)
  /// A text has a control character in it, most likely in place of a letter: what it was meant to be is not known.
  case controlCharacter(UInt32, place: String)
  /// It is longer than any reply can be.
  case tooLong
  /// A name, a key or a value of a list is longer than any of them can be.
  case overlongWord(place: String)
  /// An object has a member twice.
  case doubledKey(place: String, key: String)
  /// A reply to several movies says nothing of this one.
  case movieLeftOut(key: String)
  /// A character was given a trope not in the catalog.
  case unknownTrope(String, name: String)
  /// The answer to a field of a character, or of the movie where there is no name, is not what the field holds; `found`
  /// is the value as JSON.
  case wrongValue(field: RecipeField, name: String?, found: String)
  /// An answer was given to a name of white space only; `trope` is in it, where one was asked for.
  case emptyName(trope: String?)
  /// A name was answered for more than once.
  case doubledName(String)
  /// Names of the cast that were not answered for; at least one.
  case namesLeftOut([String])
  /// The list ends after just so many of the names as some schema engines end every list.
  case arrayClosed(at: Int, of: Int)
}

extension ReplyFault {
  /// What two faults have in common, so that one cause may be behind both.
  package enum Likeness: Hashable, Sendable {
    case refused, cutOff, filtered, ended(String), empty, notJSON, shape, leftOut, control, tooLong
    case content

    /// Whether it may be a movie's own difficulty, and not the way the server answers.
    package var isOfContent: Bool { self == .content || self == .refused || self == .filtered }
  }

  /// What kind of fault it is.
  package var likeness: Likeness {
    switch self {
    case .refused: .refused
    case .cutOff: .cutOff
    case .filtered: .filtered
    case .otherEnd(let reason): .ended(reason)
    case .empty: .empty
    case .notJSON: .notJSON
    case .wrongKind, .missingKey, .doubledKey, .overlongWord: .shape
    case .movieLeftOut: .leftOut
    case .controlCharacter: .control
    case .tooLong: .tooLong
    case .unknownTrope, .wrongValue, .emptyName, .doubledName, .namesLeftOut,
      .arrayClosed:
      .content
    }
  }
}
