/// What `stat` tells of a file: any difference in it means "look again", never "newer".
package struct FileStamp: Hashable, Sendable {
  /// Time of the last change of content, in nanoseconds since 1970.
  package var modifiedNanoseconds: Int64
  /// Size in bytes.
  package var size: Int64
  /// Time of the last change of content or of the inode, in nanoseconds since 1970.
  package var changedNanoseconds: Int64
  /// The inode number, its bits kept.
  package var inode: Int64

  package init(modifiedNanoseconds: Int64, size: Int64, changedNanoseconds: Int64, inode: Int64) {
    self.modifiedNanoseconds = modifiedNanoseconds
    self.size = size
    self.changedNanoseconds = changedNanoseconds
    self.inode = inode
  }

  /// Its four numbers, as they are written down.
  package var numbers: [Int64] { [modifiedNanoseconds, size, changedNanoseconds, inode] }

  /// The stamp with these `numbers`; `nil` for any other count of them.
  package init?(numbers: [Int64]) {
    guard numbers.count == 4 else { return nil }
    self.init(
      modifiedNanoseconds: numbers[0], size: numbers[1], changedNanoseconds: numbers[2],
      inode: numbers[3])
  }

  /// Stands for a file that is there and that nobody has looked at yet: equal to the stamp of no file, as none has inode 0.
  package static let notLookedAt = FileStamp(
    modifiedNanoseconds: 0, size: 0, changedNanoseconds: 0, inode: 0)
}

/// One input file as it was when its bytes were hashed.
package struct InputState: Hashable, Sendable {
  package var stamp: FileStamp
  /// SHA-256 of the very bytes that the question was rendered from.
  package var hash: Digest
  /// Whether an equal stamp proves equal content. False for a file that was not older than the scan that hashed
  /// it: it could have been written again within one tick of the file system's clock (git's "racy" case).
  package var isTrusted: Bool

  package init(stamp: FileStamp, hash: Digest, isTrusted: Bool) {
    self.stamp = stamp
    self.hash = hash
    self.isTrusted = isTrusted
  }
}

/// What a recipe consists of, hashed part by part so that a reason can name the part that changed.
package struct RecipeHashes: Hashable, Sendable {
  /// SHA-256 of the catalog; of none, where no field asks for a trope.
  package var catalog: Digest
  /// SHA-256 of the prompt and of the form of question and answer.
  package var prompt: Digest
  /// SHA-256 of the model's name and parameters.
  package var model: Digest
  /// SHA-256 of the fields that are asked of each character; `nil` where that is the trope alone, as it always
  /// was before there were others.
  package var fields: Digest?
  /// SHA-256 of all of them together: the recipe's identity.
  package var combined: Digest
  /// The model's name, which `model` has a part in; tells whether it or its parameters changed. `nil` where it is not known.
  package var modelName: String?

  package init(
    catalog: Digest, prompt: Digest, model: Digest, fields: Digest? = nil, combined: Digest,
    modelName: String? = nil
  ) {
    self.modelName = modelName
    self.catalog = catalog
    self.prompt = prompt
    self.model = model
    self.fields = fields
    self.combined = combined
  }
}

/// A row of the build log: what a target was last built from. There is one for each record and none without.
package struct BuildLogEntry: Hashable, Sendable {
  package var movie: MovieID
  package var plot: InputState
  /// `nil` where the movie had no cast file.
  package var cast: InputState?
  /// `RecipeHashes.combined` of the recipe it was built with.
  package var recipe: Digest
  /// The hash of the question it was built from.
  package var question: Digest

  package init(
    movie: MovieID, plot: InputState, cast: InputState?, recipe: Digest, question: Digest
  ) {
    self.movie = movie
    self.plot = plot
    self.cast = cast
    self.recipe = recipe
    self.question = question
  }
}
