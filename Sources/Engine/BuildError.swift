package import Basics
package import Display
package import Inputs
package import OpenAIClient
package import Planner
package import TropeModel

/// Why the tier flex cannot be asked for.
package enum NoFlex: Error, Sendable, Hashable {
  case model(String)
  /// The server is not OpenAI's.
  case server
  /// The project does not allow it, as `tropebuild limits` read on that day.
  case project(String, readOn: CivilDay)
}

/// Why one of several servers of the real-time lane cannot be asked.
package enum EndpointProblem: Error, Sendable, Hashable {
  /// Its own name for the model is another than the recipe's, and nobody says whether it is the same model.
  case modelIsUnclear(String, recipe: String)
  /// The two are said to be one model, and the tables know both as two.
  case modelsDiffer(String, recipe: String)
  /// What is needed of its model is neither given nor in a table.
  case plan(PlanError)
  /// The variable that its key is to be in is not set; `nil`: none is named.
  case noKey(variable: String?)
  /// Its address or its key cannot be used.
  case account(AccountFault)
  /// It is a sandbox and others are none, or the other way round.
  case isSandbox(Bool, unlike: String)
}

/// Why a command could not work at all.
package enum BuildError: Error, Sendable {
  // The project.
  case noTropefile(path: String)
  /// There is one already where another was to be written.
  case tropefileExists(file: String)
  /// `-C` names no directory.
  case noDirectory(String)
  /// The project's files cannot be read as they are: every fault that was found.
  case faults([Diagnostic])
  /// A file that a tropefile names cannot be read.
  case cannotRead(FileError, key: String)
  /// The movie metadata that it names, or finds beside the corpus, are not what they should be.
  case badMetadata(path: String, FileProblem, key: String)
  /// A file of the project cannot be used.
  case file(FileError)
  /// The model cannot be planned for.
  case plan(PlanError)
  /// An output is to be written where something is that must not be lost.
  case outputIsKept(path: String, option: String, role: String)

  /// The ledger holds replies that cost money, and nobody can be asked whether they are to go.
  case wouldPurge(ledger: String, replies: Int, dollars: Double)
  /// Whoever was asked did not say yes.
  case notPurged

  // The inputs.
  /// The input directory holds no movie, and nothing was ever built.
  case nothingToBuild(directory: String)
  /// There is no raw corpus to split.
  case noRawCorpus
  /// `-W FILE` names something that is no input.
  case notAnInput(path: String, directory: String)
  /// Movies that were asked for are not there.
  case unknownMovies([MovieID], directory: String)

  /// `--unsure`, where no label has a confidence.
  case nothingUnsure
  /// The condition of `--where` is none that SQLite understands; what it says.
  case badCondition(String, why: String)

  /// No record is of a movie of that title; one of a title near it, and whether titles are known at all.
  case noTitle(String, near: String?, hasTitles: Bool, isOfTable: Bool)
  /// Several titles have these words.
  case severalTitles(String, [String])
  /// The catalog has no trope of that name; one that is near.
  case noTrope(String, near: String?)
  /// No character that was looked at has that trope; one that is near and that some have.
  case tropeOfNobody(String, isInCatalog: Bool, near: String?)

  // Whom to ask, and when.
  /// There is no key, and no sandbox either.
  case noKey
  /// The same, where endpoints share the real-time lane and only batches go to the server of `api.base_url`.
  case noKeyForBatches
  /// No server of models listens on this machine, at none of these ports.
  case noLocalServer(ports: [UInt16])
  /// The environment describes no account.
  case account(AccountFault)
  /// A project's file names this server, and the user's key would go there.
  case serverNotTrusted(String, namedBy: String, key: String)
  /// The key would go to this server in the clear.
  case serverInTheClear(String)
  /// The organization has several projects, or none: which is meant has to be said.
  case whichProject([String])
  /// It has no project of this name or id.
  case noProjectOfAccount(String, there: [String])
  /// The strategy asks at the tier flex, and model, server or project have none.
  case noFlex(strategy: Strategy, why: NoFlex)
  /// OpenAI's own server makes no decisions by this model.
  case noDecisions(model: String)
  /// The server makes decisions among fewer values than a field has.
  case tooManyChoices(Int, field: String, most: Int)
  /// No plan keeps the deadline and the budget.
  case noPlanFits(PlanChoice, deadline: Duration?, budget: Double?)

  /// Something about one of several servers of the real-time lane, by its name.
  case endpoint(String, EndpointProblem)

  /// The model is not there any more.
  case modelIsGone(ModelEnd)

  // Batches.
  case noBatch(Int)
  /// The batch belongs to the other kind of server; `isSandbox`: to a sandbox.
  case batchOfOtherServer(Int, isSandbox: Bool)
  /// The ledger was to be removed while so many batches are under way.
  case batchesUnderWay(Int)

  // What was built.
  case nothingBuilt
  case noRecord(MovieID)
  /// The recipe has no catalog.
  case noCatalog
  /// The records have no trope to compare; these are their fields.
  case recordsWithoutTropes(fields: [String])
  /// The records have another catalog than the built-in mapping.
  case mappingOfOtherCatalog
  /// There are no records of deaths where the tropefile says.
  case noDeaths(path: String)
  /// The records there do not tell who dies.
  case deathsNotAsked(path: String)

  // Comparing variants.
  case trial(TrialError)

  // Comparing labels.
  case diff(DiffError)

  // Cascades.
  case cascade(CascadeError)

  // The original's database.
  case importOfOtherModel(asked: String, answered: String)
  /// It has tropes, or tells who dies, and the tropefile asks for something else.
  case importOfOtherKind(RecipeKind)
}
