import Formats
package import Planner
package import Recipe
package import Store
package import Tokenizer
import TropeModel

/// How many tokens a reply is expected to have for one movie: by what replies have had so far, else by what it
/// must at least repeat.
package struct ReplyExpectation: Sendable {
  private let fixed: Int?
  /// What a movie costs beside its characters: its key and the brackets, and what is asked of itself.
  private let perMovie: Double
  private let perName: Double?
  /// Where the cast names nobody, for want of replies that tell how the characters grow with the plot.
  private let perUnnamedMovie: Double
  /// The replies to such movies; `nil` where they are too few, or where nothing is asked of characters.
  private let unnamed: ReplySizes?
  /// What a line costs beside its name, counted; `nil` without a vocabulary.
  private let line: Double?
  private let counter: TokenCounter
  /// Whether replies have no output: decisions do not.
  private let isSilent: Bool
  /// What a movie is taken to be thought about beside, for want of replies that tell; 0 where they do, where nothing is
  /// thought, and where the tropefile says how long a reply is.
  package let assumedThoughts: Int

  /// The key of a movie and the brackets.
  private static let frame = 5.0
  /// So many replies make a history.
  private static let enough = 50
  /// Tokens of a line of a name and a trope without a vocabulary.
  private static let usualLine = 21.0
  /// Tokens of a name that the model finds.
  private static let usualName = 2.0

  /// - Parameters:
  ///   - fixed: what the tropefile says, which holds for every movie.
  ///   - models: the sizes of the replies behind the records, by model.
  ///   - flat: output tokens a movie of all replies of this model in the ledger, whatever effort they were asked with.
  ///   - recipe: its fields make the length of a line, the tropes of the catalog and the values of other lists
  ///     taken to be equally likely.
  package init(
    fixed: Int?, models: [ModelReplySizes], flat: Double?, recipe: Recipe, counter: TokenCounter
  ) {
    self.fixed = fixed
    self.counter = counter
    isSilent = recipe.asksForDecisions
    let perMovie = Self.frame + Self.ofMovie(recipe, counter)
    self.perMovie = perMovie
    let (sizes, tellThoughts) = Self.telling(of: recipe, models)
    let thoughts = recipe.parameters.thoughts
    assumedThoughts =
      isSilent || fixed != nil || tellThoughts
      ? 0 : recipe.parameters.assumedThoughts
    // Who knows with which effort those were asked?
    let flat = thoughts == .none ? flat : nil
    let movies = Double(sizes.namedMovies) + Double(sizes.unnamedMovies)
    let characters = Double(sizes.namedCharacters) + Double(sizes.unnamedCharacters)
    let output = Double(sizes.namedOutput) + Double(sizes.unnamedOutput)
    perName =
      movies >= Double(Self.enough) && characters > 0
      ? max(1, (output - perMovie * movies) / characters) : nil
    // Without a vocabulary there is a figure for the usual line; other lines are as long as the estimate says.
    line =
      counter.isExact || recipe.fields.kind != .tropes ? Self.line(of: recipe, counter) : nil
    let usual = line.map {
      perMovie + ForecastAssumptions.charactersPerUnnamedMovie * ($0 + Self.usualName)
    }
    let tellsUnnamed =
      recipe.fields.asksOfCharacters && perName != nil && sizes.unnamedMovies >= Self.enough
    unnamed = tellsUnnamed ? sizes : nil
    perUnnamedMovie =
      if !recipe.fields.asksOfCharacters {
        movies >= Double(Self.enough) ? output / movies : perMovie
      } else if sizes.unnamedMovies >= Self.enough {
        perMovie
      } else {
        flat ?? usual ?? Double(ForecastAssumptions.outputTokensPerMovie)
      }
  }

  /// The mean tokens of `{"name":"…","trope":"…"},` among others of its kind, over the catalog and without the name.
  private static func line(of recipe: Recipe, _ counter: TokenCounter) -> Double {
    let name = "Tom"
    return mean(recipe.fields.fields, recipe) { members in
      let text = "\(((["name": .string(name)] as JSONObject) + members).line),"
      // Where one line ends and the next begins there is a token less than both have by themselves.
      return counter.count(text + text) - counter.count(text) - counter.count(name)
    }
  }

  /// The mean tokens of the movie's own fields; none where there are none.
  private static func ofMovie(_ recipe: Recipe, _ counter: TokenCounter) -> Double {
    guard recipe.fields.asksOfMovies else { return 0 }
    return mean(recipe.fields.movieFields, recipe) { counter.count($0.line) }
  }

  /// The mean tokens of answers to fields, each one's mean beside the others' first value.
  private static func mean(
    _ fields: [RecipeField], _ recipe: Recipe, counted: (JSONObject) -> Int
  ) -> Double {
    let samples = fields.map { recipe.fields.sampleValues(of: $0, catalog: recipe.catalog) }
    func tokens(_ values: [JSON]) -> Int {
      counted(JSONObject(zip(fields, values).map { JSONObject.Member($0.name, $1) }))
    }
    let first = samples.map { $0.first ?? .null }
    let base = tokens(first)
    var line = Double(base)
    for (place, values) in samples.enumerated() where values.count > 1 {
      let sum = values.reduce(0) { sum, value in
        var line = first
        line[place] = value
        return sum + tokens(line)
      }
      line += Double(sum) / Double(values.count) - Double(base)
    }
    return line
  }

  /// The replies that tell how long the next ones will be, and whether they tell what is thought before: those to the same
  /// model with the same effort, else all before which nothing was thought.
  private static func telling(
    of recipe: Recipe, _ models: [ModelReplySizes]
  ) -> (sizes: ReplySizes, tellThoughts: Bool) {
    var (own, plain) = (ReplySizes(), ReplySizes())
    for one in models {
      let asked = ModelParameters(json: one.parameters)
      if asked?.model == recipe.parameters.model,
        asked?.reasoningEffort == recipe.parameters.reasoningEffort
      {
        own.add(one.sizes)
      }
      if asked?.thoughts == Thoughts.none { plain.add(one.sizes) }
    }
    return own.movies >= enough ? (own, true) : (plain, false)
  }

  /// The expected output tokens for the movie of a question.
  package func tokens(of question: Question) -> Int {
    if isSilent { return 0 }
    if let fixed { return fixed }
    return written(for: question) + assumedThoughts
  }

  /// Those of the reply itself.
  private func written(for question: Question) -> Int {
    guard let count = question.nameCount else {
      let found = unnamed?.unnamedCharacters(inBytes: question.messageBytes) ?? 0
      return max(1, Int((perUnnamedMovie + (perName ?? 0) * found).rounded()))
    }
    var lines = 0.0
    if let perName {
      lines = perName * Double(count)
    } else if let line {
      question.withNames { names in
        counter.forEachCount(of: names, endedBy: Question.endOfName) { lines += line + Double($0) }
      }
    } else {
      lines = Self.usualLine * Double(count)
    }
    return max(1, Int((perMovie + lines).rounded()))
  }
}

extension ModelParameters {
  /// What the model that they name thinks before it answers.
  package var thoughts: Thoughts {
    Thoughts(model: model, facts: ModelFacts.named(model), effort: reasoningEffort)
  }

  /// What a movie is taken to be thought about: no more than a reply may have.
  var assumedThoughts: Int { min(thoughts.assumed, maxOutputTokens ?? .max) }
}
