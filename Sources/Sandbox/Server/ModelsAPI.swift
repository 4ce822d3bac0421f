import Formats

/// `/v1/models`.
struct ModelsAPI {
  /// What it acts on.
  let state: SandboxState

  /// `GET /v1/models`: those that still answer.
  func list() -> Reply {
    let now = state.clock.now()
    let models = ModelTable.all.flatMap { model in
      ([model.name] + model.snapshots).filter { !state.isGone($0, at: now) }
        .map { json(model, name: $0) }
    }
    return Reply(["object": "list", "data": .array(models)])
  }

  /// `GET /v1/models/{name}`.
  func retrieve(_ name: String) throws(APIFailure) -> Reply {
    guard let model = state.engine.model(named: name), !state.isGone(name, at: state.clock.now())
    else {
      throw .unknownModel(name)
    }
    return Reply(json(model, name: name))
  }

  private func json(_ model: ModelFacts, name: String) -> JSON {
    [
      "id": .string(name), "object": "model", "created": .integer(model.created),
      "owned_by": name == ModelTable.sandboxName ? "tropebuild" : "openai",
      "shutdown_date": JSON(state.shutdownDate(name, model)),
    ]
  }
}
