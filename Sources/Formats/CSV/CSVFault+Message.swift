extension CSVFault.Problem {
  /// What is wrong and what to do about it.
  package var words: (message: String, advice: String?) {
    switch self {
    case .unclosedQuote:
      (
        "a quoted field that begins here has no end",
        "close it with a double quote; one inside is written twice"
      )
    case .textAfterQuote:
      (
        "text after the closing quote of a field",
        "a double quote inside a quoted field is written twice"
      )
    case .quoteInsideField:
      (
        "a quote inside a field that does not begin with one",
        "put the whole field in double quotes and write those inside twice"
      )
    }
  }
}
