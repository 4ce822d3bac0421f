import ArgumentParser
import Basics
import Engine
import Recipe
import Tropefile

/// Where the recipe is: in the project that one is in, or, where there is none, built in.
struct RecipeOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Change to DIR before doing anything.", valueName: "dir"))
  var directory: String?

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("Read FILE as the tropefile, if it exists.", valueName: "file"))
  var file = "tropefile"

  func validate() throws {
    try checkNames("-f", file)
  }

  /// The project; `nil` where there is no tropefile and none was named.
  ///
  /// - Parameter ignoringPrompt: leave the prompt that the tropefile names unread.
  func project(ignoringPrompt: Bool = false) throws -> Project? {
    let path = Project.resolve(file, in: directory ?? ".")
    guard
      file != "tropefile" || directory != nil || NamedThing.exists(path)
    else { return nil }
    let options = try ProjectOptions.parse(["-f", file] + (directory.map { ["-C", $0] } ?? []))
    let more = ignoringPrompt ? [Setting("recipe.prompt", "null", by: "--built-in")] : []
    return try Workbench(options, more: more, needsInput: false).project
  }
}

/// Prints the catalog in use, to start one's own from.
struct CatalogCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Print the catalog of tropes as CSV.",
    discussion: """
      Prints the catalog named in the tropefile, or the built-in one if there is no such name or no tropefile.

      Example:
        tropebuild catalog --built-in > catalog.csv      then 'recipe.catalog: catalog.csv' in the tropefile
      """)

  @OptionGroup var options: RecipeOptions

  @Flag(help: "Print the built-in catalog, whatever the tropefile says.")
  var builtIn = false

  func run() async throws {
    try await Console.run {
      let project = builtIn ? nil : try options.project()
      if let project, project.recipe.catalog == nil {
        throw BuildError.noCatalog
      }
      guard let project, let path = project.settings.recipe.catalog else {
        Console.print(Catalog.builtInCSV)
        return .upToDate
      }
      let bytes = try GivenFile.read(Project.resolve(path, in: project.directory))
      let text = String(decoding: bytes, as: UTF8.self)
      Console.print(text.hasSuffix("\n") ? String(text.dropLast()) : text)
      return .upToDate
    }
  }
}

/// Prints what the recipe tells the model, to start one's own from.
struct PromptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt", abstract: "Print the prompt of the recipe, or its response schema.",
    discussion: """
      Prints the prompt named in the tropefile. If it names none, prints the built-in prompt for its kind of \
      recipe; without a tropefile, the one for tropes. {{catalog}}, {{fields}} and {{movie_fields}} stand for the \
      lists of tropes, of the characters' fields and of the movie's own.

      Examples:
        tropebuild prompt --built-in > prompt.txt        then 'recipe.prompt: prompt.txt' in the tropefile
        tropebuild prompt --filled                       the system message as the model reads it
        tropebuild prompt --schema                       the JSON schema that answers must match
      """)

  @OptionGroup var options: RecipeOptions

  @Flag(help: "Print the built-in prompt, whatever the tropefile says.")
  var builtIn = false

  @Flag(help: "Print the text with its lists filled in, as it is sent.")
  var filled = false

  @Flag(help: "Print instead the response schema of a request for one movie.")
  var schema = false

  func validate() throws {
    if schema, filled || builtIn {
      throw ValidationError("--schema prints no prompt; leave out the other flag")
    }
  }

  func run() async throws {
    try await Console.run {
      // What is printed may just be on its way into the file that the tropefile names, which then is empty.
      let project = try options.project(ignoringPrompt: builtIn)
      let fields = project?.recipe.fields ?? .tropes
      let recipe = Recipe(
        fields: fields, catalog: project?.recipe.catalog ?? .builtIn,
        prompt: project?.recipe.prompt ?? .builtIn(for: fields),
        parameters: project?.recipe.parameters ?? ModelParameters(model: ""))
      if schema, recipe.asksForDecisions {
        throw ValidationError(
          "decisions have no schema: 'tropebuild explain MOVIE --question' prints what is asked")
      }
      if schema {
        Console.print(String(decoding: recipe.schemaJSON, as: UTF8.self))
      } else {
        Console.print(filled ? recipe.systemMessage : recipe.prompt.text)
      }
      return .upToDate
    }
  }
}
