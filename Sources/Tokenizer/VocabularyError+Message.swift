import Basics

extension VocabularyError: CustomStringConvertible {
  /// What went wrong in one line, without a full stop.
  package var message: String {
    switch self {
    case .cannotRead(let path, let code):
      "cannot read vocabulary '\(path)': \(String(systemError: code))"
    case .wrongFile(let path, let encoding, let byteCount, let expected):
      "\(path.map { "vocabulary '\($0)'" } ?? "the downloaded vocabulary") is not the published "
        + "'\(encoding)': "
        + (byteCount == expected
          ? "its SHA-256 differs"
          : "\(byteCount) bytes instead of \(expected)")
    case .malformed(let path, let line):
      "\(path):\(line): not a line 'BASE64 RANK' of a vocabulary"
    case .cannotWrite(let path, let operation, let code):
      "cannot write '\(path)': \(operation): \(String(systemError: code))"
    }
  }

  /// What the user can do about it.
  package var advice: String {
    switch self {
    case .cannotRead:
      "check 'tokenizer.vocabulary' in the tropefile and the file's permissions"
    case .wrongFile(.some, _, _, _), .malformed:
      "'tokenizer.vocabulary' is for the published file of o200k_base, the vocabulary of gpt-4o and later; the tokens "
        + "of other models are estimated, so take the line out"
    case .wrongFile:
      "try again; a proxy may have answered in the server's place"
    case .cannotWrite:
      "check the permissions and free space of the folder"
    }
  }

  /// Message and advice in one line.
  package var description: String { "\(message) (\(advice))" }
}
