import Basics
import Inputs
package import Report

extension Project {
  /// Where the links of a report lead. Plots have none where nobody knows where the report will lie; and articles none where the
  /// ids come from a table, whose ids may be any.
  ///
  /// - Parameter page: the report's path; `nil` for one that is not written to a file.
  package func reportLinks(from page: String?) -> ReportLinks {
    var links = ReportLinks()
    if case .table = paths.corpus {
    } else {
      links.articles = ReportLinks.Address(before: "https://en.wikipedia.org/?curid=")
    }
    if let page, let page = Directories.absolute(page),
      let input = Directories.absolute(paths.input)
    {
      let way = RelativePath.from(Directories.parent(of: page), to: input)
      links.plots = ReportLinks.Address(
        before: PercentEncoding.encoded("\(way)/\(InputKind.plot.prefix)", keeping: "/"),
        after: "\(InputKind.plot.suffix)")
    }
    return links
  }
}
