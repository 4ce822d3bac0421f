import Glibc
package import Inputs
package import TropeModel

extension Project {
  /// Where the movies' metadata is: as `corpus.movie_metadata` names it, else beside the raw corpus or
  /// what was made of a table, if it is there.
  package var movieMetadataPath: String? {
    if let path = paths.movieMetadata { return path }
    let path: String
    switch paths.corpus {
    case nil: return nil
    case .raw(let directory): path = directory + "/" + MetadataFile.name
    case .table: path = paths.input + "/" + PlotTable.metadataName
    }
    return access(path, F_OK) == 0 ? path : nil
  }

  /// Whether there is, or a split would make, something that tells titles and years.
  package var tellsOfMovies: Bool {
    if case .table = paths.corpus { return true }
    return movieMetadataPath != nil
  }

  /// Hands over what the metadata file knows of movies, in the order of its lines, each movie once.
  ///
  /// - Parameters:
  ///   - split: what a split would make before; `nil` where there is none to do.
  ///   - wanted: whether a movie is of interest.
  /// - Returns: what is wrong with single lines of the file, which were passed over; `nil` where there is no file.
  /// - Throws: `BuildError` where the file that the tropefile names cannot be read, and what `body` throws.
  package func forEachMovieMetadata(
    after split: PlannedFiles? = nil,
    wanted: (MovieID) -> Bool = { _ in true }, _ body: (MovieMetadata) throws -> Void
  ) throws -> MetadataFaults? {
    if let planned = split?.metadata, paths.movieMetadata == nil {
      return try MetadataFile.read(
        planned, path: paths.input + "/" + PlotTable.metadataName, wanted: wanted, body)
    }
    guard let path = movieMetadataPath else { return nil }
    do {
      return try MetadataFile.read(path, wanted: wanted, body)
    } catch let problem as FileProblem {
      let key = paths.movieMetadata == nil ? "corpus" : "corpus.movie_metadata"
      throw BuildError.badMetadata(path: path, problem, key: key)
    }
  }
}
