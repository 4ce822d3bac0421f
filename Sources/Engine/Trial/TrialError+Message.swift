import Display

extension TrialError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .tooManyVariants(let count):
      "\(Format.grouped(count)) variants are more than the \(TrialVariant.most) that can be compared at once: leave out "
        + "values of --model, --effort, --prompt, --catalog or --movies-per-request"
    case .noCharacters:
      "variants are compared by what they say of characters, and with 'recipe.characters: none' none is asked about: build "
        + "the same movies by one and then by the other, as with --sample 100; 'tropebuild diff' compares what they answered"
    case .noMovies: "no movie can be asked: 'tropebuild -n' says why"
    case .noReference(let name, let count):
      "--reference '\(name)' is neither a number from 1 to \(count) nor the model of just one variant"
    case .nothingToAsk:
      "--movies 0 asks about labelled characters alone: name their file by --gold"
    case .overBudget(let cost, let budget):
      "asking is expected to cost \(Format.dollars(cost)), more than the budget of \(Format.budget(budget)): compare fewer "
        + "variants, or fewer movies by --movies"
    case .needsConsent(let cost):
      "asking would cost about \(Format.dollars(cost)), and there is no terminal to say yes on: --yes agrees, "
        + "--budget DOLLARS agrees up to a limit, -n only shows the plan"
    case .noTropefile:
      "--adopt writes into the tropefile, and there is none: 'tropebuild init' writes one"
    case .notEditable(let path, let key, let line, let value):
      "'\(path)' was left as it is: what stands on line \(line) is no plain value on one line, so write "
        + "'\(key): \(value)' there yourself"
    case .nothingToAdopt:
      "--adopt has nothing to write: no list was given, so the one variant is what the tropefile says"
    case .labelsExist(let path):
      "'\(path)' is there already and may hold labels: name another file by -o"
    case .nobodyToLabel:
      "there is nobody to label: no two variants were ranked, or the two leading ones do not differ on any character"
    case .unknownCharacters(let movies):
      "who is in \(Format.counted(movies, "movie")) is not known yet, as \(movies == 1 ? "it has" : "they have") no cast and no answer "
        + "of 'recipe.model': --random draws from all characters, so build first"
    case .allLabelled:
      "there is nobody to label: the files of 'recipe.cascade.gold' have a label for all"
    case .noVariant(let number, let count):
      count == 1
        ? "there is no variant \(number), only one"
        : "there is no variant \(number): they are 1 to \(count)"
    }
  }
}
