import Formats
package import Inputs
package import Recipe
package import Store
package import TropeModel

/// Decides which records of the first system's database answer a question of today.
///
/// What is taken over becomes a reply in the form that the recipe's schema asks for, and passes the same check as
/// every reply: so nothing comes in that a build would not take from the model itself.
package struct TakeOver: Sendable {
  /// What becomes of a movie.
  package enum Verdict: Hashable, Sendable {
    /// The reply's content; how many characters stood there more than once.
    case taken(content: String, doubled: Int)
    case left(Reason)
  }

  /// Why a movie is not taken over. Words in `TakeOver+Message.swift`.
  package enum Reason: Hashable, Sendable {
    /// Its state there, as `FAILED`.
    case notCompleted(String)
    /// Its id is none.
    case badID(String)
    /// It has no plot file here.
    case noInput
    /// Its inputs here cannot be read or asked about.
    case badInput(InputFault)
    /// It was asked with other knowledge of its cast than there is here.
    case castDiffers(then: CastStatus, now: CastStatus)
    /// A character stands there with two different answers.
    case contradicts(name: String)
    /// A trope not in the catalog.
    case unknownTrope(String)
    /// Neither true nor false.
    case unknownValue(String)
    /// The check does not take it: a name of the cast left out, as one that pandas took for a missing value.
    case refused(ReplyFault)
  }

  private let recipe: Recipe
  private let kind: OriginalDatabase.Kind
  /// The names of the catalog's tropes by the words that may stand for them.
  private let names: [String: String]

  /// - Parameters:
  ///   - recipe: whose questions are to be answered; of the database's kind.
  ///   - kind: what was asked there.
  package init(recipe: Recipe, kind: OriginalDatabase.Kind) {
    self.recipe = recipe
    self.kind = kind
    var names: [String: String] = [:]
    let tropes = recipe.catalog?.tropes ?? []
    // An id wins over what another trope's name would be as one.
    for trope in tropes { names[Self.memberName(of: trope.name)] = trope.name }
    for trope in tropes { names[trope.id] = trope.name }
    self.names = names
  }

  /// Decides over one movie of which the question is known.
  package func decide(
    _ movie: OriginalMovie, question: Question, castStatus: CastStatus
  ) -> Verdict {
    guard movie.status == OriginalMovie.completed else { return .left(.notCompleted(movie.status)) }
    if let then = movie.castStatus, (then == .complete) != (castStatus == .complete) {
      return .left(.castDiffers(then: then, now: castStatus))
    }
    var values: [String: String] = [:]
    var doubled = 0
    var elements: [JSON] = []
    for answer in movie.answers {
      if let earlier = values[answer.name] {
        guard earlier == answer.value else { return .left(.contradicts(name: answer.name)) }
        doubled += 1
        continue
      }
      values[answer.name] = answer.value
      guard let value = member(answer.value) else {
        return .left(
          kind == .tropes ? .unknownTrope(answer.value) : .unknownValue(answer.value))
      }
      elements.append(
        .object(JSONObject([JSONObject.Member("name", .string(answer.name)), value])))
    }
    let content = JSON.object(["characters": .array(elements)]).line
    let verdict = recipe.check(
      content: content, finishReason: "stop", key: "", groupSize: 1, for: question)
    switch verdict {
    case .record: return .taken(content: content, doubled: doubled)
    case .bad(let fault): return .left(.refused(fault))
    }
  }

  /// The member of a character's object that says what was answered.
  private func member(_ value: String) -> JSONObject.Member? {
    switch kind {
    case .tropes: names[value].map { JSONObject.Member("trope", .string($0)) }
    case .deaths:
      switch value {
      case "1": JSONObject.Member("dies", true)
      case "0": JSONObject.Member("dies", false)
      default: nil
      }
    }
  }

  /// A trope's name as the first system's enum had it: capitals, every run of other characters one underscore.
  static func memberName(of name: String) -> String {
    var member = ""
    for scalar in name.uppercased().unicodeScalars {
      let isKept =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      if isKept {
        member.unicodeScalars.append(scalar)
      } else if member.last != "_" {
        member += "_"
      }
    }
    return member
  }
}
