extension QualityError: CustomStringConvertible {
  /// What is wrong, in words for the command line.
  package var description: String {
    switch self {
    case .empty: "name models and their accuracies, as gpt-6-luna=78%, or 'usual'"
    case .notAnAssignment(let item):
      "'\(item)' is not of the form 'model=accuracy', as gpt-6-luna=78%, nor 'usual'"
    case .unknownModel(let name):
      "unknown model '\(name)'; there are "
        + ModelTable.all.map(\.name).joined(separator: ", ")
        + ", and the rates 'left-out' and 'mixed-up'"
    case .badShare(let item): "'\(item)' has no share from 0 to 100%"
    }
  }
}

extension TruthError: CustomStringConvertible {
  /// What is wrong, in words for the command line.
  package var description: String {
    switch self {
    case .unreadable(let why): why
    case .notUTF8(let path): "\(path): not UTF-8"
    case .noHeader(let path):
      "\(path):1: the first line must name the columns wikipedia_id, character and trope, with tabs between them"
    case .badLine(let path, let line):
      "\(path):\(line): there must be a movie id, a character and a trope, with tabs between them"
    case .doubled(let path, let line):
      "\(path):\(line): this character of this movie has another trope above"
    case .noPlots(let path, let directory):
      "\(path): none of its movies has a plot_summaries_<id>.txt in '\(directory)'"
    case .needsPlots:
      "'--truth' needs '--plots', the directory of the plots: movies are told by their plots"
    case .needsQuality: "'--truth' and '--plots' go with '--quality'"
    }
  }
}
