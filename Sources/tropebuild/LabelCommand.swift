import ArgumentParser
import Engine
import Recipe
import TropeModel

/// Sets a label by hand.
struct LabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label", abstract: "Set the label of a character by hand.",
    discussion: """
      The label goes into the file 'recipe.overrides' (overrides.csv), wins over any model's, and stays through \
      builds, other prompts and models, and 'clean'. Nothing is asked for it. A trope is given by its name or \
      id; a field of a recipe of your own as FIELD=VALUE, and there may be several. docs/recipes.md explains \
      the file.

      Examples:
        tropebuild label 31186339 "Katniss Everdeen" "Chosen One"
        tropebuild label 31186339 Cato Rival --note "chapter 25"
        tropebuild label 31186339 Cato age=18 side=bad
        tropebuild label 31186339 Cato --remove      what the model said counts again
      """)

  @OptionGroup var projectOptions: ProjectOptions

  @Option(help: ArgumentHelp("Why, for whoever reads the file.", valueName: "text"))
  var note: String?

  @Flag(help: "Take the label away, or only the fields that are named.")
  var remove = false

  @Argument(
    help: ArgumentHelp("The movie, by Wikipedia id, or by the table's own.", valueName: "movie"),
    completion: .movies)
  var movie: MovieName

  @Argument(help: ArgumentHelp("The character's name.", valueName: "name"))
  var name: String

  @Argument(help: ArgumentHelp("The trope, or FIELD=VALUE.", valueName: "label"))
  var labels: [String] = []

  func validate() throws {
    if !remove, labels.isEmpty {
      throw ValidationError("name the label, or use --remove to take it away")
    }
    if remove, note != nil { throw ValidationError("--note goes with a label, not with --remove") }
  }

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions)
      let recipe = bench.project.recipe
      let change: HandEdit.Change =
        remove
        ? .remove(labels.isEmpty ? nil : labels)
        : .set(try labels.map { try Self.value($0, recipe) }, note: note)
      let outcome = try HandEdit(bench.project, command: bench.command).run(
        change, movie: try bench.movies([movie])[0], character: name)
      Console.print(HandText(outcome, recipe).text)
      return .upToDate
    }
  }

  /// Which field a word is for. A name of a trope may have a `=` in it.
  private static func value(
    _ text: String, _ recipe: Recipe
  ) throws -> (field: String, text: String) {
    let fields = recipe.fields.fields.map(\.name)
    if let sign = text.firstIndex(of: "=") {
      let field = String(text[..<sign])
      if fields.contains(field) || recipe.tropeField == nil {
        return (field, String(text[text.index(after: sign)...]))
      }
      // No trope is called so: a field was meant.
      if !isTrope(text, recipe) {
        throw HandError.problem(.unknownField(field, fields: fields))
      }
    }
    guard let field = recipe.tropeField ?? (fields.count == 1 ? fields[0] : nil) else {
      throw HandError.problem(.unknownField(text, fields: fields.map { $0 + "=…" }))
    }
    return (field, text)
  }
}

extension LabelCommand {
  private static func isTrope(_ text: String, _ recipe: Recipe) -> Bool {
    recipe.fields.fields.contains {
      $0.name == recipe.tropeField && (try? recipe.handAnswer(text, to: $0)) != nil
    }
  }
}

/// What is said of a label by hand.
struct HandText {
  private let outcome: HandEdit.Outcome
  private let recipe: Recipe

  init(_ outcome: HandEdit.Outcome, _ recipe: Recipe) {
    self.outcome = outcome
    self.recipe = recipe
  }

  var text: String {
    let whom = "\(outcome.movie) \(outcome.character)"
    switch outcome.wait {
    case .noRecord: return "\(whom): noted; the movie has no record yet"
    case .building: return "\(whom): noted; a build is under way, and applies it when it ends"
    case .newTrope: return "\(whom): noted; the catalog has changed, and the next build applies it"
    case nil: break
    }
    guard let now = outcome.now else { return "\(whom): noted; the record has nobody of that name" }
    guard now.isByHand else { return "\(whom): \(labels(now, all: true)), as the model said" }
    let model = labels(now.byModel, as: now)
    return "\(whom): \(labels(now, all: false)), by hand (the model said \(model))"
  }

  /// The labels of those fields that are by hand, or of all.
  private func labels(_ character: LabelledCharacter, all: Bool) -> String {
    let fields = recipe.fields.fields.map(\.name)
    let named = all ? fields : character.byHand.map(\.field)
    return words(character, named)
  }

  private func labels(_ character: LabelledCharacter, as other: LabelledCharacter) -> String {
    words(character, other.byHand.map(\.field))
  }

  private func words(_ character: LabelledCharacter, _ fields: [String]) -> String {
    fields.map { field in
      if field == recipe.tropeField {
        guard let id = character.tropeID else { return "nothing" }
        return recipe.catalog?.tropes.first { $0.id == id }?.name ?? id
      }
      let value = character[field: field].map { $0.text ?? "null" } ?? "nothing"
      return "\(field)=\(value)"
    }.joined(separator: ", ")
  }
}
