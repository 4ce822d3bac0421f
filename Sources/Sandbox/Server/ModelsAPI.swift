import Formats

/// `/v1/models`.
enum ModelsAPI {
  /// `GET /v1/models`.
  static func list() -> Reply {
    let models = ModelTable.all.flatMap { model in
      ([model.name] + model.snapshots).map { json(model, name: $0) }
    }
    return Reply(["object": "list", "data": .array(models)])
  }

  /// `GET /v1/models/{name}`.
  static func retrieve(_ name: String) throws(APIFailure) -> Reply {
    guard let model = ModelTable.find(name) else { throw .unknownModel(name) }
    return Reply(json(model, name: name))
  }

  private static func json(_ model: ModelFacts, name: String) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .integer(model.created),
      "owned_by": name == ModelTable.sandboxName ? "tropebuild" : "openai",
      "shutdown_date": JSON(model.shutdownDate),
    ]
  }
}
