import OpenAIClient

extension BatchStep {
  /// The word of docs/events.md, which is stable.
  package var word: String {
    switch self {
    case .written: "written"
    case .uploading: "uploading"
    case .waitingForRoom: "waiting_for_room_in_the_queue"
    case .submitted: "submitted"
    case .remote(let status): status.text.replacing(" ", with: "_")
    case .collected: "collected"
    case .givenUp: "given_up"
    }
  }

  /// The same for people.
  package var spoken: String { word.replacing("_", with: " ") }
}
