import Foundation
import Report
import Testing

/// The last comparison of variants.
extension BrowserTests {
  @Test func `the labels of any two variants stand side by side`() async throws {
    let found = try await notes(
      """
      var labels = function () {
        return Array.from(document.querySelectorAll("#beside-rows tr")).map(function (row) {
          return Array.from(row.cells).map(function (cell) { return cell.textContent; }).join("|");
        }).join(", ");
      };
      say(get("beside-head-one").textContent + "/" + get("beside-head-other").textContent);
      say(get("beside-count").textContent);
      say(labels());
      pick("beside-other", "2 again");
      say(get("beside-count").textContent);
      say(labels());
      get("beside-differ").click();
      say(labels());
      say(document.querySelector("#beside-rows a").getAttribute("href"));
      """, page: ReportTrialTests.page(ReportTrialTests.trial()))
    #expect(
      found == [
        "1: gpt-6-luna/2: gpt-6.1-terra",
        "They differ on 2 of 2 characters. Left out: 1 movie without an answer from both.",
        "Anna|Anna|Mentor|Anna, |Bert|Mentor|–",
        "They differ on 1 of 2 characters. Left out: 1 movie without an answer from both.",
        "Anna|Anna|Mentor|Anna", "Anna|Anna|Mentor|Anna, |Bert|Mentor|Mentor", "#movie=7",
      ])
  }

  @Test func `a box to tick is no larger than others, and stands before its words`() async throws {
    let found = try await notes(
      """
      var box = get("beside-differ").getBoundingClientRect();
      var words = get("beside-differ").labels[0].getBoundingClientRect();
      say(box.width < 24 && box.height < 24 ? "small" : box.width + " by " + box.height);
      say(box.right <= words.left && box.top < words.bottom && words.top < box.bottom
        ? "before" : "elsewhere");
      """, page: ReportTrialTests.page(ReportTrialTests.trial()))
    #expect(found == ["small", "before"])
  }
}
