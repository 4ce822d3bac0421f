import Basics
package import Inputs
package import Recipe
import TropeModel

/// Renders questions again that were set aside, when they are sent: what is sent is what was counted, or nothing.
package struct QuestionTexts: Sendable {
  private let recipe: Recipe
  private let reader: InputReader
  /// Whose questions they are, with what was seen of their files; ascending by movie.
  private let targets: [BuildTarget]

  /// - Parameter targets: ascending by movie; whoever is missing has both its files read again.
  package init(recipe: Recipe, reader: InputReader, targets: [BuildTarget]) {
    self.recipe = recipe
    self.reader = reader
    self.targets = targets
  }

  /// Why a question cannot be sent in this run.
  enum Gone: Error {
    /// The files make another question now.
    case changed
    /// They cannot be read any more, or make no question.
    case unreadable(InputFault)
  }

  /// A question with its text.
  func rendered(_ question: Question) throws(Gone) -> Question {
    guard question.isSetAside else { return question }
    if let rendered = renderedWithItsNames(question) { return rendered }
    let fingerprint: Fingerprint
    do throws(InputFault) {
      // A cast that has come since it was counted makes another question, too.
      fingerprint = try reader.fingerprint(
        InputEntry(movie: question.movie, plot: .notLookedAt, cast: .notLookedAt), scanStart: 0)
    } catch {
      throw .unreadable(error)
    }
    let rendered = recipe.question(
      movie: question.movie, plot: fingerprint.plotText.utf8, cast: fingerprint.castNames)
    guard rendered.hash == question.hash else { throw .changed }
    return rendered
  }

  /// The question from its plot and the names that it has, where its cast is the one that was seen: that need not be opened
  /// again then, and what the plot says shows in the hash. `nil` where it takes more.
  private func renderedWithItsNames(_ question: Question) -> Question? {
    guard let target = targets.bisect(\.movie, question.movie),
      reader.isCast(of: question.movie, as: target.log.cast),
      let plot = try? reader.plotText(of: question.movie)
    else { return nil }
    let rendered = recipe.question(
      movie: question.movie, plot: plot.utf8, cast: question.names)
    return rendered.hash == question.hash ? rendered : nil
  }

  /// A request with the texts of its questions, without those that cannot be sent in this run; `nil` where none can.
  ///
  /// - Parameter leave: told of each that cannot, in words.
  func rendered(_ request: PendingRequest, leave: (String) -> Void) -> PendingRequest? {
    guard request.questions.contains(where: \.isSetAside) else { return request }
    var rendered = request
    rendered.questions = []
    for question in request.questions {
      do {
        rendered.questions.append(try self.rendered(question))
      } catch {
        leave(error.words(of: question.movie))
      }
    }
    return rendered.questions.isEmpty ? nil : rendered
  }
}

extension Optional where Wrapped == QuestionTexts {
  /// The same, and the request as it is where there is nobody to render it: then all questions have their texts.
  func rendered(_ request: PendingRequest, leave: (String) -> Void) -> PendingRequest? {
    guard let self else { return request }
    return self.rendered(request, leave: leave)
  }
}
