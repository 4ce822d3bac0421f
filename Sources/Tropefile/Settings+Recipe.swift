package import TropeModel

extension Settings {
  /// What turns a movie into a question.
  package struct Recipe: Sendable, Equatable {
    /// What is asked of each character; `nil`: the fields, where there are any or no character is asked about, else tropes.
    package var kind: RecipeKind?
    /// How the model is asked.
    package var endpoint = Endpoint.chat
    /// The fields of a custom recipe, in their order.
    package var fields: [RecipeField] = []
    /// What is asked of the movie itself, in its order; whatever the kind.
    package var movieFields: [RecipeField] = []
    /// The model of new projects; it is asked without reasoning.
    package static let defaultModel = "gpt-6-luna"
    /// The name the API knows the model by: what is named, else the default. Whoever reads a project puts the model that
    /// its records were made with before the default.
    package var model: String {
      get { namedModel ?? Self.defaultModel }
      set { namedModel = newValue }
    }
    /// The model that the tropefile or a flag names.
    package var namedModel: String?
    /// 0…2; `nil`: no temperature is sent.
    package var temperature: Double? = 0
    /// Any whole number; `nil`: no seed is sent.
    package var seed: Int?
    /// The most tokens a reply may have; `nil`: no bound is sent.
    package var maxOutputTokens: Int?
    /// A word of the API, as `low`: what is named, else `none` where no model is; `nil`: none is sent.
    package var reasoningEffort: String? {
      get { namedEffort ?? (namedModel == nil ? "none" : nil) }
      set { namedEffort = newValue }
    }
    /// The effort that the tropefile or a flag names.
    package var namedEffort: String?
    /// The path of the catalog; `nil`: the built-in one.
    package var catalog: String?
    /// The path of the prompt; `nil`: the built-in one.
    package var prompt: String?
    /// How many questions a request carries, 1…64: what is named, else one.
    package var moviesPerRequest: Int {
      get { namedMoviesPerRequest ?? 1 }
      set { namedMoviesPerRequest = newValue }
    }
    /// The number that the tropefile or a flag names, which nothing chooses another for.
    package var namedMoviesPerRequest: Int?
    /// The movies a request that the tropefile names and the command line has set aside for a choice.
    package var moviesPerRequestSetAside: Int?
    /// The movies a request that the tropefile or a flag asks for, whatever is chosen.
    package var askedMoviesPerRequest: Int {
      namedMoviesPerRequest ?? moviesPerRequestSetAside ?? moviesPerRequest
    }
    /// Who says which characters a movie has.
    package var characters = CharacterSource.cast
    /// Where the confidence of labels comes from.
    package var confidence = ConfidenceSource.none
    /// How often each movie is asked where votes tell how sure the model was, the first time among them: what is named,
    /// else 3. Fewer tell next to nothing, and each costs as much as the first.
    package var votes: Int { namedVotes ?? Self.usualVotes }
    /// The number that the tropefile names, 3…15.
    package var namedVotes: Int?
    package static let usualVotes = 3
    package static let possibleVotes = 3...15
    /// The path of the file of labels that people set by hand, which need not be there.
    package var overrides = "overrides.csv"
    /// The second model of a cascade; without a model there is none.
    package var cascade = Cascade()
  }
}

extension Settings.Recipe {
  /// What is asked of each character, the default filled in.
  package var effectiveKind: RecipeKind {
    kind ?? (fields.isEmpty && characters != .none ? .tropes : .custom)
  }

  /// Whether a trope of the catalog is asked for.
  package var asksForTrope: Bool {
    switch effectiveKind {
    case .tropes: true
    case .deaths: false
    case .custom: fields.contains { $0.type == .trope }
    }
  }
}
