import Inputs
import Store
import TropeModel

/// Titles and years in tropes.db, from the movies' metadata: for people who read it by itself.
struct TitleStep {
  private let project: Project

  init(_ project: Project) { self.project = project }

  /// The metadata file in a form that differs when it has changed.
  private var source: String {
    guard let path = project.movieMetadataPath, let stamp = try? InputFile.stamp(ofPath: path)
    else { return "none" }
    return stamp.numbers.map(String.init).joined(separator: " ")
  }

  /// Whether the metadata are others than those that were read. A database without titles, as older versions made it, gets
  /// them when something else is written.
  func isStale(_ database: TropesDatabase?) throws -> Bool {
    guard let known = try database?.titlesSource() else { return false }
    return known != source
  }

  /// Writes what is missing, or all where the metadata have changed.
  func write(to database: TropesDatabase) throws {
    let source = source
    let isNew = try database.titlesSource() != source
    let wanted = try isNew ? database.recordedMovies() : database.moviesWithoutTitle()
    guard isNew || !wanted.isEmpty else { return }
    var titles: [MovieID: MovieTitle] = Dictionary(
      wanted.map { ($0, MovieTitle(movie: $0, title: nil, year: nil)) },
      uniquingKeysWith: { first, _ in first })
    _ = try project.forEachMovieMetadata(wanted: { titles[$0] != nil }) { movie in
      titles[movie.movie] = MovieTitle(
        movie: movie.movie, title: movie.title, year: movie.releaseDate?.year)
    }
    try database.setTitles(
      titles.values.sorted { $0.movie < $1.movie }, source: source, replacingAll: isNew)
  }
}
