// The words about endpoints of the real-time lane.

extension EndpointFault {
  /// The words, and what to do about it where that is not plain.
  var words: (message: String, advice: String?) {
    func shown(_ text: String) -> String { "'\(TropefileFault.shown(text))'" }
    func listed(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: ", ") }
    return switch self {
    case .notAList(let kind):
      (
        "'endpoints' is a list of servers, not \(TropefileFault.name(of: kind))",
        "write a line '- base_url: ADDRESS' below it for each"
      )
    case .emptyList:
      (
        "the list of endpoints is empty",
        "remove 'endpoints' to ask the server of 'api.base_url'"
      )
    case .isNoDescription(let number, let kind):
      (
        "endpoint \(number) is described by \(TropefileFault.name(of: kind))",
        "write '- base_url: ADDRESS'"
      )
    case .unknownKey(let key, let section, let near):
      (
        "unknown key \(shown(key)) "
          + (section.map { "in '\($0)' of an endpoint" } ?? "of an endpoint"),
        near.map { "did you mean '\($0)'?" }
          ?? (section.map { "they have " + listed(Self.keys(of: $0)) }
            ?? "an endpoint has " + listed(EndpointReader.keys))
      )
    case .isOfBatches(let key, let section):
      (
        "\(shown(key)) concerns batches, and an endpoint gets none",
        "batches go to 'api.base_url'; their figures belong in the tropefile's own section '\(section)'"
      )
    case .noAddress(let number): ("endpoint \(number) has no 'base_url'", nil)
    case .isNull(let key):
      ("'\(key)' of an endpoint has no value", "remove the line for the default")
    case .badVariable:
      (
        "'key_env' names the variable that holds the endpoint's key, as OPENAI_API_KEY_2",
        "the key itself belongs in the environment or in .env, under that name"
      )
    case .badHeader(let name, let complaint):
      TropefileFault.words(
        for: complaint, name: name, type: "a header", found: nil,
        keyBelongs: "name its variable in 'key_env', and its header in 'key_header'")
    case .sameModelWithoutModel:
      (
        "'same_model' says what the endpoint's 'model' is, and it names none",
        "remove it: the endpoint is asked for the recipe's model"
      )
    case .doubled(let name, let first):
      (
        "\(shown(name)) is endpoint \(first) already, with the same key",
        "a second account needs a 'key_env' of its own"
      )
    case .doubledName(let name, let first):
      (
        "endpoint \(first) is called \(shown(name)) already",
        "the ledger books by name: give each its own"
      )
    }
  }

  private static func keys(of section: String) -> [String] {
    section == "limits" ? EndpointReader.limitKeys : EndpointReader.priceKeys
  }
}
