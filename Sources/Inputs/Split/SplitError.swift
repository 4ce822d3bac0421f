package import TropeModel

/// Why the corpus cannot be split. `description` is the sentence for people.
package enum SplitError: Error, Hashable, Sendable {
  /// A raw file cannot be read.
  case raw(path: String, FileProblem)
  /// The table of plots cannot be read.
  case table(path: String, FileProblem)
  /// What is split, or the numbers kept beside it, was read and is wrong; nothing was written.
  case faults(Diagnostics)
  /// The directory of the products cannot be listed.
  case inputs(InputError)
  /// A product cannot be written; the number is a value of `errno`.
  case product(path: String, ProductStep, Int32)
  /// A file that is split was another one at the end: what was written may be of two corpora.
  case changedMeanwhile(path: String)
  /// The manifest could not be kept; the text says why.
  case notRemembered(String)
}

/// What was being done to a product. The raw value is the verb that people read.
package enum ProductStep: String, Hashable, Sendable {
  /// Making the directory of the products, or one above it.
  case makeDirectory = "make"
  /// Making a file that is not there.
  case create
  /// Writing its content.
  case write
  /// Putting it in the place of an older one.
  case replace
  /// Removing one for which there is nothing any more.
  case remove
}
