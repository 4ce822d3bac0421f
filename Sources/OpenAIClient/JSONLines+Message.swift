extension JSONLinesError: CustomStringConvertible {
  /// What is wrong and what to do about it, in lower case, for the user.
  package var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .lineTooLong(let path, let line, let longest):
      "'\(path)' line \(line) has more than \(longest) bytes, which no answer has; remove the file, and the next run "
        + "downloads it again"
    }
  }
}
