import Display
import Planner
import TropeModel

extension BuildError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noTropefile(let path):
      "no '\(path)': 'tropebuild init' writes one that fits what is here (tropefile.example explains every "
        + "key), or name the project with -C DIR"
    case .nothingToBuild(let directory):
      "no movie in '\(directory)': it must hold files named plot_summaries_<id>.txt, or 'corpus.raw' in the "
        + "tropefile must name the directory of the raw corpus, or 'corpus.table' a table of plots"
    case .notAnInput(let path, let directory):
      "-W '\(path)' is not a plot or cast file of the input directory '\(directory)'"
    case .faults(let faults): faults.map(\.description).joined(separator: "\n")
    case .cannotRead(let error, let key): "\(error) (named by '\(key)' in the tropefile)"
    case .badMetadata(let path, let problem, let key):
      "'\(path)' \(problem) (named by '\(key)' in the tropefile)"
    case .unknownMovies(let movies, let directory):
      "no plot of \(Self.list(movies)) in '\(directory)'"
    case .noKey:
      "no API key: set OPENAI_API_KEY in the environment or in the project's .env, "
        + "or rehearse without a key and at no cost with --sandbox"
    case .noKeyForBatches:
      "no API key for 'api.base_url', where batches go: set OPENAI_API_KEY in the environment or in the project's .env; "
        + "'--strategy realtime' asks the endpoints alone, once no batch is under way"
    case .noLocalServer(let ports):
      "no server of models answers on this machine (asked at port \(ports.map(String.init).joined(separator: ", "))): "
        + "start one (docs/local-models.md), or name its port with --port"
    case .outputIsKept(let path, let option, let role):
      "\(option) '\(path)' would replace \(role): name another file"
    case .tropefileExists(let file):
      "'\(file)' is there already and was left as it is; 'tropebuild -n' says what it builds, "
        + "'-f NAME' writes another"
    case .noDirectory(let path): "-C '\(path)': there is no such directory"
    case .file(let error): "\(error)"
    case .plan(let error): "\(error)"
    case .account(let fault): "\(fault)"
    case .endpoint(let name, let problem): "endpoint '\(name)': \(problem)"
    case .serverNotTrusted(let origin, let file, let key):
      "\(file) sends your key, \(key) of the environment, to '\(origin)': where that is meant, say "
        + "--trust-server once; a key in the project's .env goes there without"
    case .serverInTheClear(let origin):
      "'\(origin)' would get the key in the clear: name it by https, or say --allow-http "
        + "(tropefile: api.allow_http)"
    case .noFlex(let strategy, let why):
      "strategy '\(strategy.rawValue)' needs the tier flex, and \(why): name \(strategy == .flex ? "realtime or batch" : "hybrid or batch") "
        + "by --strategy or 'plan.strategy'; 'tropebuild plan\(Self.modelFlag(why))' shows what each costs"
    case .noDecisions(let model):
      "'recipe.endpoint: decisions' needs a model that makes decisions, and \(model) does not: name "
        + "\(ModelFacts.all.filter(\.hasDecisions).map(\.name).joined(separator: " or ")), or ask by 'endpoint: chat'"
    case .tooManyChoices(let count, let field, let most):
      "the server on this machine decides among \(most) values at most, and '\(field)' has \(count): name a shorter "
        + "'\(field == "trope" ? "recipe.catalog" : "recipe.fields")', or ask by 'endpoint: chat'"
    case .whichProject(let projects):
      projects.isEmpty
        ? "the organization has no project"
        : "the organization has several projects: name one by --project or OPENAI_PROJECT_ID: "
          + projects.joined(separator: ", ")
    case .noProjectOfAccount(let name, let there):
      "the organization has no project '\(name)'; it has \(there.isEmpty ? "none" : there.joined(separator: ", "))"
    case .badCondition(let condition, let why):
      "--where '\(condition)': \(why) (a condition of SQL over "
        + TargetChoice.columns.joined(separator: ", ") + ", as \"year < 1930\")"
    case .nothingUnsure:
      "--unsure: no label has a confidence: 'recipe.confidence: logprobs' asks for it from then on, votes for all"
    case .wouldPurge(let ledger, let replies, let dollars):
      "'\(ledger)' holds \(Format.counted(replies, "reply", "replies")) that cost "
        + "\(Format.dollars(dollars)), and nothing brings them back; "
        + "'tropebuild clean --purge --yes' removes them all the same, "
        + "'tropebuild ledger --backup FILE' keeps them"
    case .notPurged: "nothing was removed"
    case .noTitle(let words, _, hasTitles: false, isOfTable: true):
      "'\(words)' is no movie id, none of the table's, and titles are not known: the table has no column of titles, or nothing "
        + "was built since"
    case .noTitle(let words, _, hasTitles: false, isOfTable: false):
      "'\(words)' is no movie id, and titles are not known here: set 'corpus.movie_metadata' in the "
        + "tropefile to the corpus's movie.metadata.tsv, then 'tropebuild' reads them"
    case .noTitle(let words, let near, hasTitles: true, _):
      "no record of a movie called '\(words)'" + (near.map { " (did you mean '\($0)'?)" } ?? "")
    case .severalTitles(let words, let titles):
      "\(titles.count) movies have '\(words)' in their titles; name one by its id: "
        + titles.prefix(10).joined(separator: ", ") + (titles.count > 10 ? ", …" : "")
    case .noTrope(let words, let near):
      "no trope is called '\(words)'"
        + (near.map { " (did you mean '\($0)'?)" } ?? " ('tropebuild catalog' lists them)")
    case .tropeOfNobody(let name, let isInCatalog, let near):
      "no character has the trope '\(name)', which \(isInCatalog ? "is in the catalog" : "has left the catalog")"
        + (near.map { " (did you mean '\($0)'?)" } ?? "")
    case .noRawCorpus:
      "nothing to split: set 'corpus.raw' in the tropefile to the directory of plot_summaries.txt "
        + "and character.metadata.tsv, or 'corpus.table' to a table of plots"
    case .noPlanFits(let choice, let deadline, let budget):
      choice.text(deadline: deadline, budget: budget)
    case .modelIsGone(let end):
      "model '\(end.model)' was shut down on \(end.day), so nothing is sent\(end.wayOut)"
    case .noBatch(let number): "there is no batch \(number): 'tropebuild batches' lists them"
    case .batchOfOtherServer(let number, let isSandbox):
      isSandbox
        ? "batch \(number) is the sandbox's: it goes with --sandbox"
        : "batch \(number) is not the sandbox's: it goes without --sandbox"
    case .batchesUnderWay(let count):
      "\(Self.underWay(count)) and will be charged: let 'tropebuild' collect "
        + "\(count == 1 ? "it" : "them") first, or give up with --purge --force"
    case .nothingBuilt: "nothing has been built yet: run 'tropebuild'"
    case .noRecord(let movie):
      "no record of movie \(movie): 'tropebuild explain \(movie)' says why"
    case .trial(let error): "\(error)"
    case .diff(let error): "\(error)"
    case .cascade(let error): "\(error)"
    case .noCatalog:
      "this recipe has no catalog: no field of it is a trope ('tropebuild catalog --built-in' prints the "
        + "built-in one)"
    case .recordsWithoutTropes(let fields):
      "the records have no tropes to compare: their recipe asks "
        + (fields.isEmpty
          ? "about movies alone (a table of labelled movies has the column 'wikipedia_id' and one for each field)"
          : "for " + fields.map { "'\($0)'" }.joined(separator: ", "))
    case .mappingOfOtherCatalog:
      "the built-in mapping is for the built-in catalog, and the records have another: "
        + "'tropebuild eval --print-mapping' prints it to start your own from, --mapping names that"
    case .noDeaths(let path):
      "no records in '\(path)', which is to tell who died: build there first, with "
        + "'recipe.kind: deaths'"
    case .deathsNotAsked(let path):
      "the records in '\(path)' do not tell who dies: name the database of a build with "
        + "'recipe.kind: deaths'"
    case .importOfOtherModel(let asked, let answered):
      "the tropefile asks '\(asked)', but the records were answered by '\(answered)': set 'recipe.model' "
        + "to '\(answered)', or say with --model what answered them"
    case .importOfOtherKind(.tropes):
      "the database has tropes, the tropefile asks for others: import it with 'recipe.kind: tropes' and without "
        + "'recipe.movie_fields'"
    case .importOfOtherKind(let kind):
      "the database tells who dies, which the tropefile does not ask: import it with "
        + "'recipe.kind: \(kind.rawValue)' and without 'recipe.movie_fields'"
    }
  }

  /// `1 batch is under way`.
  package static func underWay(_ batches: Int) -> String {
    batches == 1 ? "1 batch is under way" : "\(batches) batches are under way"
  }

  private static func modelFlag(_ why: NoFlex) -> String {
    if case .model(let model) = why { " --model \(model)" } else { "" }
  }

  private static func list(_ movies: [MovieID]) -> String {
    let shown = movies.prefix(5).map(\.description).joined(separator: ", ")
    return movies.count > 5 ? "\(shown) and \(movies.count - 5) more" : shown
  }
}

extension NoFlex: CustomStringConvertible {
  package var description: String {
    switch self {
    case .model(let model): "\(model) is not served so"
    case .server: "only OpenAI's own server is known to have it"
    case .project(let name, let day):
      "project \(name) does not allow it (read on \(day); 'tropebuild limits' reads it again)"
    }
  }
}
