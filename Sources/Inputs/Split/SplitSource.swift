import TropeModel

/// What a split makes files of: the corpus as it is published, or a table of plots.
protocol SplitSource: ~Copyable {
  /// The movies in the order of the source, each of them once.
  var movies: [MovieID] { get }
  /// Those of them that have a cast, ascending.
  var moviesWithCast: [MovieID] { get }
  /// Rows that are left out, since they have no plot.
  var rowsWithoutPlot: Int { get }
  /// What is to be said of the casts.
  var castNotes: CastNotes { get }
  /// Those of the files of `CorpusOrigin.files`, in their order, from before they were read.
  var stamps: [FileStamp] { get }
  /// What is kept beside the products, by the files' names; an empty one is not to be there.
  var filesBeside: [(name: String, bytes: [UInt8])] { get }

  /// The plot file of a movie.
  ///
  /// - Parameter index: its place in `movies`.
  func plot(_ index: Int) throws(SplitError) -> [UInt8]
  /// The cast file of a movie.
  ///
  /// - Parameter index: its place in `moviesWithCast`.
  func cast(_ index: Int) throws(SplitError) -> [UInt8]
}
