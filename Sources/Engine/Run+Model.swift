import Basics
import Display
import OpenAIClient
import Planner
import TropeModel

/// Whether the model is still there.
extension Run {
  /// Tells what is known of the model's end, asks OpenAI for it, once a run, and refuses a run that would send something to
  /// one that is gone.
  ///
  /// Its word wins over the table; where it does not answer, the table holds. Another server may have the model for as long
  /// as it likes: it is not asked, and nothing is refused.
  ///
  /// - Returns: the end that the server tells; `nil` where it tells none.
  func checkModel(
    _ preview: Preview, _ scope: BuildScope, _ client: OpenAIClient?
  ) async throws -> ModelEnd? {
    if let notice = preview.shutdownNotice { door.report(.notice(notice)) }
    let endpoint = preview.endpoints.first { $0.isOpenAI && !$0.isOtherModel }
    guard preview.endpoints.isEmpty ? door.isOpenAI : endpoint != nil,
      scope.asks(preview.survey)
    else { return nil }
    let client = try endpoint.map { door.client(try door.endpointAccount($0.endpoint)) } ?? client
    let model = preview.terms.model
    let today = door.time.now().day
    let known = try? await client?.model(named: model)
    let told = (known?.shutdownDate).flatMap { CivilDay($0) }.flatMap {
      ModelEnd(of: model, told: $0)
    }
    if let told {
      if told.isPast(on: today) { throw BuildError.modelIsGone(told) }
      if told.day != preview.modelEnd?.day, let notice = told.notice(today: today) {
        door.report(.notice(notice))
      }
      return ModelEnd(model: model, day: told.day, successor: told.successor)
    }
    if known == nil, let end = preview.modelEnd, end.isPast(on: today) {
      throw BuildError.modelIsGone(end)
    }
    return nil
  }
}
