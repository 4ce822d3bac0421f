package import TropeModel

/// What a split did, or would do.
package struct SplitReport: Hashable, Sendable {
  /// Movies of the raw corpus: all that have a plot.
  package var movies = 0
  /// Those of them with rows in the raw casts.
  package var casts = 0
  /// Rows of movies that have no plot, which are left out.
  package var rowsWithoutPlot = 0
  /// What is to be said of the casts that a table has.
  package var castNotes = CastNotes()
  /// Files made or replaced.
  package var written = 0
  /// The paths of those that were changed after the last split: somebody's edit, which is lost.
  package var edited: [String] = []
  /// Files whose content is what it should be.
  package var unchanged = 0
  /// Movies whose cast file, made by an earlier split, was removed because their rows are gone; ascending.
  package var castsRemoved: [MovieID] = []
  /// Names of files beside the products that an earlier split kept and this one has nothing for; they were removed.
  package var removedBeside: [String] = []
  /// Movies without rows whose cast file no split has made; it is left as it is; ascending.
  package var foreignCasts: [MovieID] = []
  /// Movies of an earlier split that are gone from the raw corpus; their files are left; ascending.
  package var leftovers: [MovieID] = []
  /// Those whose files were removed, since that was asked for; ascending.
  package var pruned: [MovieID] = []
  /// How many files that were.
  package var prunedFiles = 0
  /// Whether it was asked for: then `leftovers` are those with files that are not, or may not be, what a split made.
  package var isPruned = false

  /// Nothing done.
  package init() {}

  /// Whether any file was or would be touched.
  package var hasChanges: Bool {
    written > 0 || prunedFiles > 0 || !castsRemoved.isEmpty || !removedBeside.isEmpty
  }
}

/// What a table's cells of characters look like, where something may be wrong with them.
package struct CastNotes: Hashable, Sendable {
  /// Cells that hold nothing but a word for a missing value, and were taken as empty.
  package var missing = 0
  /// Casts of one name.
  package var ofOneName = 0
  /// A sign in many of these that often parts names, and how many have it; `nil` where there is none.
  package var unparted: Unparted?

  /// A sign that may part names, and does not.
  package struct Unparted: Hashable, Sendable {
    package var sign: String
    package var casts: Int

    package init(sign: String, casts: Int) {
      self.sign = sign
      self.casts = casts
    }
  }

  package init() {}
}

/// A finished split: what it did, and what the caller is to keep for the next one.
package struct SplitResult: Hashable, Sendable {
  /// What was done.
  package var report: SplitReport
  /// To be kept, and given to the next split.
  package var manifest: SplitManifest
  /// To be kept: tells when the next split is needed.
  package var stamp: SplitStamp
}
