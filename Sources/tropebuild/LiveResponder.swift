import HTTPServing
import Report

/// Answers the requests to `serve`.
struct LiveResponder: Sendable {
  let gate: LiveGate
  let project: LiveProject

  func respond(to request: HTTPRequest) async -> HTTPResponse {
    do throws(LiveGate.Refusal) {
      let page = try gate.page(
        request.method, hosts: request.values(of: "Host"), path: request.path)
      return await answer(page).response
    } catch {
      return LiveAnswer(refusing: error).response
    }
  }

  private func answer(_ page: LiveGate.Page) async -> LiveAnswer {
    switch page {
    case .withoutSlash: return .moved(to: "/\(gate.token)/")
    case .progress: return .page(await progress())
    case .now: return .text(await progress().fragment, .html)
    case .status:
      return await telling(as: .json) { .text(try await project.standing().json + "\n", .json) }
    case .report:
      return await telling(as: .html) {
        let report = try await project.report()
        return LiveAnswer(
          kind: .html, body: report.html,
          policy: .page(scripts: report.scripts, frames: true))
      }
    case .reportAge:
      return await telling(as: .text) {
        .text(try await project.reportAge() ?? "There is no report yet.", .text)
      }
    case .plot(let movie):
      return await telling(as: .text) {
        LiveAnswer(kind: .text, body: try project.plot(of: movie), policy: .framed)
      }
    }
  }

  private func progress() async -> LivePage {
    do {
      return LivePage(project: project.name, .status(try await project.standing().status))
    } catch {
      return LivePage(project: project.name, .fault("\(error)"))
    }
  }

  /// What `body` answers, or why it cannot.
  private func telling(
    as kind: LiveAnswer.Kind, _ body: () async throws -> LiveAnswer
  ) async -> LiveAnswer {
    do {
      return try await body()
    } catch {
      return LiveAnswer(telling: error, as: kind, project: project.name)
    }
  }
}
