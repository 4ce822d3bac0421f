import Formats
import TropeModel

/// The schema of one request alone, for servers that hold an answer to its schema letter by letter while they write it.
///
/// A small model that may go on does go on: without an end to the list it invents characters for ever. Here each name of the
/// cast has its place, once, and all else has a length. It is no use to servers that keep schemas in a prompt cache,
/// since no two movies have the same one.
extension ResponseSchema {
  /// The most characters that a model names itself.
  private static let mostUnnamed = 40
  /// The most letters of a name, and of a text.
  private static let (mostOfName, mostOfText) = (80, 400)
  /// Output tokens of a character with its name, on lines of its own as small models like to write; of a text; and of any
  /// other field. SmolLM2-135M has 33 for a short name and a trope, and 49 where it fills a name with a sentence.
  private static let (characterTokens, textTokens, fieldTokens) = (35, 60, 15)

  /// Appends the compact JSON of the schema for these questions, in their order.
  ///
  /// - Parameter outputBound: the most output tokens of the request. A list whose names the model chooses has no more places
  ///   than it has room for: a small model fills all that there are, and one more than fits would cut off the answer.
  func appendBounded(
    for questions: [Question], outputBound: Int?, to buffer: inout [UInt8]
  ) {
    let tokens = outputBound.map { $0 / questions.count - tokensOfMovie }
    let places = tokens.map { $0 / tokensOfCharacter } ?? Self.mostUnnamed
    let answer = answer(to: questions, places: min(max(1, places), Self.mostUnnamed))
    JSON.object(Self.root(answer, tropes)).append(to: &buffer)
  }

  private func answer(to questions: [Question], places: Int) -> JSONObject {
    let movies = questions.map { question in
      let list = list(of: question.names, places: places)
      return fields.asksOfMovies
        ? .object(
          Self.movie(list, fields, statesBounds: statesBounds, mostCharacters: Self.mostOfText))
        : list
    }
    if fields.asksOfMovies, movies.count == 1, case .object(let movie) = movies[0] { return movie }
    return Self.object(
      JSONObject(
        movies.enumerated().map { position, movie in
          JSONObject.Member(Self.key(at: position, of: movies.count), movie)
        }))
  }

  private var tokensOfCharacter: Int { Self.characterTokens + Self.tokens(of: fields.fields) }

  /// Those of the movie itself.
  private var tokensOfMovie: Int { Self.tokens(of: fields.movieFields) }

  private static func tokens(of fields: [RecipeField]) -> Int {
    fields.reduce(0) { $0 + ($1.type == .text ? textTokens : fieldTokens) }
  }

  /// - Parameter places: how many characters fit where the model names them itself.
  private func list(of names: [String]?, places: Int) -> JSON {
    guard let names else {
      return [
        "type": "array",
        "items": character(
          ["type": "string", "minLength": 1, "maxLength": .integer(Self.mostOfName)]),
        "maxItems": .integer(places),
      ]
    }
    return [
      "type": "array",
      "prefixItems": .array(
        names.map { character(["type": "string", "enum": .strings([Question.asked($0)])]) }),
      "minItems": .integer(names.count), "maxItems": .integer(names.count),
    ]
  }

  private func character(_ name: JSON) -> JSON {
    Self.character(
      name, fields.fields, statesBounds: statesBounds, mostCharacters: Self.mostOfText)
  }
}
