import Formats
package import TropeModel

/// What turns a movie into a question and a reply into a record: fields, catalog, prompt, response
/// schema, model.
package struct Recipe: Sendable {
  /// What is asked of each character and of the movie itself.
  package let fields: FieldList
  /// The tropes to choose from; `nil` where no field asks for one.
  package let catalog: Catalog?
  /// What the model is told.
  package let prompt: Prompt
  package let parameters: ModelParameters
  /// The recipe's identity, part by part.
  package let hashes: RecipeHashes

  /// Said to the model with several movies at once, where a user's prompt does not speak of
  /// `<movie` itself.
  package static let groupSentence =
    "Each <movie> element is a movie of its own: answer for each one under its key."

  /// The schema for any number of movies.
  let schema: ResponseSchema
  /// From the brace up to the output bound.
  let bodyBeginning: [UInt8]
  /// From the end of the schema up to the user's text, for one movie and for several.
  let bodyMiddle: (one: [UInt8], several: [UInt8])
  /// The same with a mark at the end of the system message, up to which the prompt cache keeps it.
  let markedMiddle: (one: [UInt8], several: [UInt8])

  /// What decisions ask of each character.
  let decisionQuestions: [DecisionQuestion]

  /// A recipe that asks for tropes alone.
  package init(catalog: Catalog, prompt: Prompt, parameters: ModelParameters) {
    self.init(fields: .tropes, catalog: catalog, prompt: prompt, parameters: parameters)
  }

  /// A recipe; everything that its requests share is rendered here, once.
  ///
  /// - Parameters:
  ///   - catalog: needed where a field asks for a trope, and not looked at where none does.
  ///   - prompt: one that was made for these fields.
  package init(
    fields: FieldList, catalog: Catalog, prompt: Prompt, parameters: ModelParameters
  ) {
    let catalog = fields.asksForTrope ? catalog : nil
    self.fields = fields
    self.catalog = catalog
    self.prompt = prompt
    self.parameters = parameters
    schema = ResponseSchema(
      fields: fields, catalog: catalog, statesBounds: !parameters.isFineTuned)
    hashes = Self.hashes(fields, catalog, prompt, parameters)
    decisionQuestions =
      parameters.endpoint == .decisions ? Self.decisionQuestions(fields, catalog) : []

    systemMessage = prompt.filled(catalog: catalog, fields: fields)
    groupSystemMessage =
      prompt.text.contains("<movie") ? systemMessage : systemMessage + "\n" + Self.groupSentence

    bodyBeginning = Array(parameters.members.line.utf8.dropLast())
    bodyMiddle = (Self.middle(system: systemMessage), Self.middle(system: groupSystemMessage))
    markedMiddle = (
      Self.middle(system: systemMessage, isMarked: true),
      Self.middle(system: groupSystemMessage, isMarked: true)
    )
  }

  /// With tropes alone the identity is that of the first version, made of three parts: replies that were paid for
  /// under it must be found again.
  private static func hashes(
    _ fields: FieldList, _ catalog: Catalog?, _ prompt: Prompt, _ parameters: ModelParameters
  ) -> RecipeHashes {
    let catalog = catalog?.hash ?? CanonicalHasher(domain: "no catalog").digest()
    let model = parameters.hash
    var hasher = CanonicalHasher(domain: "recipe")
    for part in [catalog, prompt.hash, model] { hasher.add(part) }
    if let fields = fields.hash { hasher.add(fields) }
    return RecipeHashes(
      catalog: catalog, prompt: prompt.hash, model: model, fields: fields.hash,
      combined: hasher.digest(), modelName: parameters.model)
  }

  /// The name of the response schema in a request.
  package var schemaName: String {
    switch fields.kind {
    case .tropes: "character_tropes"
    case .deaths: "character_deaths"
    case .custom: fields.asksOfCharacters ? "character_fields" : "movie_fields"
    }
  }

  /// The system message of a request for one movie.
  package let systemMessage: String
  /// The system message of a request for several movies; with the built-in prompt it is the same.
  package let groupSystemMessage: String

  /// The compact JSON of the response schema of a request for one movie.
  package var schemaJSON: [UInt8] { schemaJSON(groupSize: 1) }

  /// The compact JSON of the response schema of a request for so many movies.
  package func schemaJSON(groupSize: Int) -> [UInt8] {
    var json: [UInt8] = []
    schema.append(groupSize: groupSize, to: &json)
    return json
  }

  /// Renders a movie into its question.
  ///
  /// `plot` is the plot's text as it is to be read by the model; `cast` the names of the cast file,
  /// `nil` where there is none. A cast without names asks the same question as no cast.
  package func question(movie: MovieID, plot: String, cast: [String]?) -> Question {
    question(movie: movie, plot: Array(plot.utf8)[...], cast: cast)
  }

  /// The same with the plot in UTF-8.
  package func question(
    movie: MovieID, plot: ArraySlice<UInt8>, cast: [String]?
  ) -> Question {
    question(MovieMessage(movie: movie, plot: plot, cast: cast))
  }

  private static func middle(system: String, isMarked: Bool = false) -> [UInt8] {
    var json = Array(#"}},"messages":[{"role":"system","content":"#.utf8)
    if isMarked { json += #"[{"type":"text","text":"#.utf8 }
    JSONText.appendString(system, to: &json)
    if isMarked { json += #","prompt_cache_breakpoint":{"mode":"explicit"}}]"#.utf8 }
    json += #"},{"role":"user","content":""#.utf8
    return json
  }
}
