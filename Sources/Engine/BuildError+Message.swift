import TropeModel

extension BuildError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noTropefile(let path):
      "no '\(path)': 'tropebuild init' writes one that fits what is here (tropefile.example explains every "
        + "key), or name the project with -C DIR"
    case .nothingToBuild(let directory):
      "no movie in '\(directory)': it must hold files named plot_summaries_<id>.txt, or 'corpus.raw' in the "
        + "tropefile must name the directory of the raw corpus"
    case .notAnInput(let path, let directory):
      "-W '\(path)' is no plot or cast file of the input directory '\(directory)'"
    case .faults(let faults): faults.map(\.description).joined(separator: "\n")
    case .cannotRead(_, let key, let why): "\(why) (named by '\(key)' in the tropefile)"
    case .unknownMovies(let movies, let directory):
      "no plot of \(Self.list(movies)) in '\(directory)'"
    case .noKey(let why):
      "\(why): set OPENAI_API_KEY in the environment or in the project's .env, "
        + "or rehearse without a key and at no cost with --sandbox"
    case .outputIsKept(let path, let option, let role):
      "\(option) '\(path)' would replace \(role): name another file"
    case .other(let words): words
    }
  }

  private static func list(_ movies: [MovieID]) -> String {
    let shown = movies.prefix(5).map(\.description).joined(separator: ", ")
    return movies.count > 5 ? "\(shown) and \(movies.count - 5) more" : shown
  }
}
