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

  /// Appends the compact JSON of the schema for these questions, in their order.
  func appendBounded(for questions: [Question], to buffer: inout [UInt8]) {
    JSON.object(Self.root(answer(to: questions), tropes)).append(to: &buffer)
  }

  private func answer(to questions: [Question]) -> JSONObject {
    let movies = questions.map { question in
      let list = list(of: question.names)
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

  private func list(of names: [String]?) -> JSON {
    guard let names else {
      return [
        "type": "array",
        "items": character(
          ["type": "string", "minLength": 1, "maxLength": .integer(Self.mostOfName)]),
        "maxItems": .integer(Self.mostUnnamed),
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
