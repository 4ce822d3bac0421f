import Testing
import TropeModel

/// Values for tests, made from small numbers.
enum Given {
  static func movie(_ number: Int64) throws -> MovieID {
    try #require(MovieID(number: number))
  }

  /// A digest that is equal for equal words.
  static func digest(_ word: String) throws -> Digest {
    let bytes = Array(word.utf8.prefix(32))
    return try #require(Digest(bytes: bytes + [UInt8](repeating: 0, count: 32 - bytes.count)))
  }

  static func stamp(
    modified: Int64 = 100, size: Int64 = 10, changed: Int64 = 100, inode: Int64 = 1
  ) -> FileStamp {
    FileStamp(
      modifiedNanoseconds: modified, size: size, changedNanoseconds: changed, inode: inode)
  }

  static func state(
    _ content: String, stamp: FileStamp = Given.stamp(), isTrusted: Bool = true
  ) throws -> InputState {
    InputState(stamp: stamp, hash: try digest(content), isTrusted: isTrusted)
  }

  static func recipe(
    prompt: String = "prompt", catalog: String = "catalog", model: String = "model",
    fields: String? = nil
  ) throws -> RecipeHashes {
    RecipeHashes(
      catalog: try digest(catalog), prompt: try digest(prompt), model: try digest(model),
      fields: try fields.map(digest),
      combined: try digest("\(prompt) \(catalog) \(model) \(fields ?? "")"))
  }

  /// A row of the log of a movie with plot "plot" and cast "cast", asked by the usual recipe.
  static func logged(
    _ number: Int64 = 1, plot: FileStamp = stamp(), cast: FileStamp? = stamp(),
    isTrusted: Bool = true, castIsTrusted: Bool = true
  ) throws -> BuildLogEntry {
    BuildLogEntry(
      movie: try movie(number), plot: try state("plot", stamp: plot, isTrusted: isTrusted),
      cast: try cast.map { try state("cast", stamp: $0, isTrusted: castIsTrusted) },
      recipe: try recipe().combined, question: try digest("question"))
  }

  static func entry(
    _ number: Int64 = 1, plot: FileStamp? = stamp(), cast: FileStamp? = stamp()
  ) throws -> InputEntry {
    InputEntry(movie: try movie(number), plot: plot, cast: cast)
  }
}
