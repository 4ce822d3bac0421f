import Glibc

extension String {
  /// What the system says to a value of `errno`, beginning in lower case.
  package init(systemError code: Int32) {
    let text = String(cString: strerror(code))
    self = text.prefix(1).lowercased() + text.dropFirst()
  }
}
