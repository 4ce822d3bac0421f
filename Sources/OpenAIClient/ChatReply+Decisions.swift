import Formats

/// Replies to questions of choice.
extension ChatReply {
  /// So many of the likeliest values of each answer are kept.
  private static let keptValues = 5

  /// What was decided: `{"answers":[…]}` with name, choice and confidence of each; `nil` where the body has no answers.
  static func decisions(in body: ServerValue) -> String? {
    guard let answers = body["answers"], answers.kind == .array else { return nil }
    let kept = answers.elements.map { answer in
      let members = ["type", "name", "choice", "confidence"].compactMap { key in
        answer[key].map { value in
          let spelled = JSON.spelled(String(decoding: value.rawBytes, as: UTF8.self))
          return JSONObject.Member(key, value.payload.map(JSON.string) ?? spelled)
        }
      }
      return JSON.object(JSONObject(members))
    }
    return JSON.object(["answers": .array(kept)]).line
  }

  /// The body with the likeliest values of each answer alone: all of them are twenty times as much as a chat reply.
  static func shortened(_ body: [UInt8]) -> [UInt8] {
    guard let root = try? JSON(parsing: body), let object = root.objectValue,
      let answers = object["answers"]?.arrayValue
    else { return body }
    let short = answers.map { answer -> JSON in
      guard let members = answer.objectValue?.members else { return answer }
      return .object(
        JSONObject(
          members.map { member in
            guard member.key == "probabilities", let values = member.value.arrayValue else {
              return member
            }
            let likeliest = values.enumerated().sorted {
              let left = $0.element["probability"]?.doubleValue ?? 0
              let right = $1.element["probability"]?.doubleValue ?? 0
              return left == right ? $0.offset < $1.offset : left > right
            }
            return JSONObject.Member(
              member.key, .array(likeliest.prefix(keptValues).map(\.element)))
          }))
    }
    let result = JSONObject(
      object.members.map { member in
        member.key == "answers" ? JSONObject.Member("answers", .array(short)) : member
      })
    var bytes: [UInt8] = []
    JSON.object(result).append(to: &bytes)
    return bytes
  }
}
