package import TropeModel

/// Why the input directory, or one file of it, cannot be read. `description` is the sentence for people.
package enum InputError: Error, Hashable, Sendable {
  /// Nothing can be built: the directory itself cannot be listed.
  case directory(path: String, DirectoryProblem)
  /// One movie cannot be built.
  case file(path: String, FileProblem)
}

/// What is wrong with the input directory. The numbers are values of `errno`.
package enum DirectoryProblem: Hashable, Sendable {
  /// It is not there, is no directory, or may not be read.
  case cannotOpen(Int32)
  /// It was opened, and reading its names failed.
  case cannotList(Int32)
  /// A file in it cannot be looked at: mostly a directory that may be listed but not searched.
  case cannotStat(name: String, Int32)
}

/// What is wrong with one input file. The numbers are values of `errno`.
package enum FileProblem: Error, Hashable, Sendable {
  /// It is gone or may not be read.
  case cannotOpen(Int32)
  /// It was opened, and the system does not tell its size and times.
  case cannotStat(Int32)
  /// Reading it failed on the way: mostly a fault of the disk.
  case cannotRead(Int32)
  /// Something else goes by the name of an input file.
  case notAFile(FileKind)
  /// Sizes in bytes.
  case tooLarge(size: Int64, limit: Int64)
  /// It was another one after each of so many readings.
  case keepsChanging(readings: Int)
}

/// What can stand in a directory beside a regular file. The raw value is what people read.
package enum FileKind: String, Hashable, Sendable {
  case directory = "a directory"
  case fifo = "a named pipe"
  case socket = "a socket"
  case device = "a device"
  case other = "not a regular file"
}

/// Why a movie cannot be asked about: one of its two files is at fault.
package enum InputFault: Error, Hashable, Sendable {
  /// A file cannot be read.
  case unreadable(InputError)
  /// The plot was read and is not a plot.
  case plot(path: String, PlotFault)
  /// The cast was read and is not a cast.
  case cast(Diagnostic)
}
