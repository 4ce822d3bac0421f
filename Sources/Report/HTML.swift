import Display

/// Pieces of the page.
enum HTML {
  /// A column of a table.
  struct Column {
    var title: String
    /// Numbers stand to the right.
    var isNumber: Bool

    /// A column of words.
    static func words(_ title: String) -> Column { Column(title: title, isNumber: false) }
    /// A column of numbers.
    static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
  }

  /// What each page begins with, up to its body.
  ///
  /// - Parameter more: further elements of the head, before the style.
  static func head(title: String, more: String = "", style: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta name="generator" content="tropebuild"/>
    <title>\(Markup.escaped(title))</title>\(more)
    <style>
    \(style)
    </style>
    </head>
    """
  }

  /// A paragraph of text.
  static func paragraph(_ text: String, classes: String = "") -> String {
    let classAttribute = classes.isEmpty ? "" : " class=\"\(classes)\""
    return "<p\(classAttribute)>\(Markup.escaped(text))</p>"
  }

  /// A table; its cells are text. The first cell of a row names it.
  ///
  /// - Parameter links: for each row where its cells lead to, by their columns; missing where they lead nowhere.
  static func table(
    _ columns: [Column], _ rows: [[String]], caption: String, links: [[Int: String]] = []
  ) -> String {
    func attribute(_ column: Int) -> String {
      columns[column].isNumber ? " class=\"number\"" : ""
    }
    let head = columns.indices.map {
      "<th scope=\"col\"\(attribute($0))>\(Markup.escaped(columns[$0].title))</th>"
    }
    let body = rows.enumerated().map { place, row in
      let cells = row.indices.map { column in
        let link = place < links.count ? links[place][column] : nil
        let text = Self.link(Markup.escaped(row[column]), to: link)
        return column == 0
          ? "<th scope=\"row\"\(attribute(column))>\(text)</th>"
          : "<td\(attribute(column))>\(text)</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(Markup.escaped(caption))"><table>
      <caption>\(Markup.escaped(caption))</caption>
      <thead><tr>\(head.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private static func link(_ markup: String, to address: String?) -> String {
    address.map { "<a href=\"\(Markup.escaped($0))\">\(markup)</a>" } ?? markup
  }

  /// Something that is opened when it is wanted.
  static func details(_ summary: String, _ content: String) -> String {
    "<details><summary>\(Markup.escaped(summary))</summary>\n\(content)\n</details>"
  }

  /// A chart with a heading, what is to be known about it, and its figures as a table where that adds anything.
  ///
  /// - Parameter isWide: whether it is scrolled rather than made small on a narrow screen.
  static func figure(
    _ title: String, _ svg: String, caption: String, table: String = "", isWide: Bool = false
  ) -> String {
    let chart =
      isWide
      ? "<div class=\"scroll wide\" tabindex=\"0\" role=\"region\" "
        + "aria-label=\"\(Markup.escaped(title))\">\n\(svg)\n</div>" : svg
    var parts = ["<figure>", "<h3>\(Markup.escaped(title))</h3>", chart]
    if !caption.isEmpty { parts.append("<figcaption>\(Markup.escaped(caption))</figcaption>") }
    if !table.isEmpty { parts.append(table) }
    parts.append("</figure>")
    return parts.joined(separator: "\n")
  }

  /// A part of the page with its heading and a sentence that says what it is.
  static func section(_ id: String, _ title: String, lede: String, _ content: [String]) -> String {
    """
    <section id="\(id)" aria-labelledby="\(id)-h">
    <h2 id="\(id)-h">\(Markup.escaped(title))</h2>
    \(lede.isEmpty ? "" : paragraph(lede, classes: "lede"))
    \(content.joined(separator: "\n"))
    </section>
    """
  }
}
