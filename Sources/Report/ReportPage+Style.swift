extension ReportPage {
  /// The page's style sheet. Text has a contrast of at least 4.5 to 1 on what it stands on; the colours of heat maps
  /// go from orange over grey to blue, which colour-blind people tell apart.
  static var style: String {
    """
    :root{color-scheme:light;\(lightColours)}
    :root[data-theme=dark]{color-scheme:dark;\(darkColours)}
    @media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;\(darkColours)}}
    \(rules)
    \(browseRules)
    \(chartRules)
    \(narrowAndPrint)
    @media print{:root,:root:not([data-theme=light]),:root[data-theme=dark]{\(lightColours)}}
    """
  }

  private static let lightColours = """
    --paper:#fff;--raised:#f6f7f8;--ink:#1b2027;--muted:#57606b;--line:#dfe3e7;--grid:#eceef1;
    --accent:#1d6b8f;--weak:#b9cdd8;--second:#b4530a;--third:#6a4fb3;--fourth:#3d7a3d;--notice:#fdf3e1;--notice-line:#c98a1b;
    --below3:#a94f08;--below3-ink:#fff;--below2:#eba55f;--below2-ink:#1b2027;--below1:#f7dfc4;--below1-ink:#1b2027;
    --level:#eef0f2;--level-ink:#1b2027;--above1:#d3e4f1;--above1-ink:#1b2027;--above2:#86b8dc;--above2-ink:#1b2027;
    --above3:#1f639f;--above3-ink:#fff
    """

  private static let darkColours = """
    --paper:#14171b;--raised:#1c2026;--ink:#e7eaed;--muted:#a2abb5;--line:#343a42;--grid:#262b31;
    --accent:#6fb9dd;--weak:#3c5666;--second:#f0a35c;--third:#b7a2f2;--fourth:#86c586;--notice:#2d2413;--notice-line:#d9a13b;
    --below3:#f2a55a;--below3-ink:#14171b;--below2:#9a5a16;--below2-ink:#fff;--below1:#4d3820;--below1-ink:#e7eaed;
    --level:#262b31;--level-ink:#e7eaed;--above1:#223f56;--above1-ink:#e7eaed;--above2:#2f6da0;--above2-ink:#fff;
    --above3:#86c4ee;--above3-ink:#14171b
    """

  private static let rules = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif}
    header,main,footer{max-width:1080px;margin:0 auto;padding:0 28px}
    header{padding-top:36px}
    .bar-top{display:flex;justify-content:space-between;align-items:center;gap:16px}
    .eyebrow{margin:0;font-size:13px;letter-spacing:.08em;text-transform:uppercase;color:var(--muted)}
    h1{margin:6px 0 4px;font-size:38px;line-height:1.15;font-weight:680;letter-spacing:-.02em;overflow-wrap:anywhere}
    h2{margin:0 0 6px;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
    h3{margin:0 0 14px;font-size:16px;line-height:1.35;font-weight:620}
    p{margin:0 0 12px}
    .subtitle{margin:0;color:var(--muted)}
    .lede{max-width:72ch;margin-bottom:24px;color:var(--muted)}
    .faint-text{max-width:80ch;font-size:14px;color:var(--muted)}
    nav{margin-top:22px;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
    nav ul{display:flex;flex-wrap:wrap;gap:2px 24px;margin:0;padding:10px 0;list-style:none;font-size:15px}
    a{color:var(--accent);text-decoration:none}
    a:hover{text-decoration:underline}
    :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
    section{padding:34px 0;border-bottom:1px solid var(--line);scroll-margin-top:8px}
    section:last-child{border-bottom:0}
    button{padding:5px 14px;border:1px solid var(--line);border-radius:6px;background:var(--raised);color:var(--ink);
    font:inherit;font-size:14px;cursor:pointer}
    .notice{margin-top:26px;padding:14px 18px;border-left:4px solid var(--notice-line);border-radius:4px;
    background:var(--notice)}
    .notice p{max-width:84ch;margin:0}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:22px 28px;margin:0}
    .tiles dt{font-size:14px;color:var(--muted)}
    .tiles dd{margin:0}
    .big{display:block;font-size:31px;line-height:1.25;font-weight:640;letter-spacing:-.015em;
    font-variant-numeric:tabular-nums}
    .note{display:block;font-size:14px;line-height:1.4;color:var(--muted)}
    .columns{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:36px 44px;align-items:start}
    figure{margin:0 0 36px}
    .columns figure,section>figure:last-child{margin-bottom:0}
    figcaption{max-width:84ch;margin-top:10px;font-size:14px;line-height:1.5;color:var(--muted)}
    details{margin-top:12px;font-size:15px}
    summary{cursor:pointer;color:var(--accent);font-size:14px}
    #failed summary{font-size:16px;color:var(--ink)}
    .scroll{overflow-x:auto}
    .scroll.wide{scrollbar-width:thin}
    table{width:100%;margin:14px 0 18px;border-collapse:collapse;font-size:14px;line-height:1.4;
    font-variant-numeric:tabular-nums}
    caption{padding-bottom:8px;text-align:left;font-size:16px;font-weight:620;line-height:1.35}
    details caption{font-size:14px;color:var(--muted);font-weight:400}
    th,td{padding:6px 14px 6px 0;border-bottom:1px solid var(--grid);text-align:left;vertical-align:baseline}
    th:last-child,td:last-child{padding-right:2px}
    thead th{border-bottom-color:var(--line);color:var(--muted);font-weight:500;white-space:nowrap}
    tbody th{font-weight:500}
    .number{text-align:right;white-space:nowrap}
    td.number,th.number{padding-left:10px}
    .number+:not(.number){padding-left:14px}
    footer{padding-top:8px;padding-bottom:48px;font-size:14px;color:var(--muted)}
    """

  private static let chartRules = """
    svg{display:block;max-width:100%;height:auto}
    .wide svg{max-width:none}
    svg text{fill:var(--ink);font-size:13px;font-variant-numeric:tabular-nums}
    svg .mark,svg .faint{fill:var(--muted)}
    svg .mark{font-size:12px}
    .bar{fill:var(--accent)}
    .bar.weak{fill:var(--weak)}
    .bar:hover{fill:var(--second)}
    .axis{fill:none;stroke:var(--muted)}
    .grid{fill:none;stroke:var(--grid)}
    .bound{fill:none;stroke:var(--muted);stroke-dasharray:3 4}
    .course{fill:none;stroke-width:2;stroke-linejoin:round}
    .line1{stroke:var(--accent)}
    .line2{stroke:var(--second);stroke-dasharray:7 3}
    .line3{stroke:var(--third);stroke-dasharray:2 3}
    .line4{stroke:var(--fourth);stroke-dasharray:9 3 2 3}
    .point{fill:currentColor}
    .cell text{font-size:12px}
    svg a:hover rect,svg a:focus-visible rect{stroke:var(--ink);stroke-width:2}
    svg a:focus-visible{outline:none}
    .cell.none rect{fill:none;stroke:var(--grid)}
    .cell.none text{fill:var(--muted)}
    \(levelRules)
    .legend{display:flex;flex-wrap:wrap;gap:4px 16px;margin:14px 0 0;padding:0;list-style:none;font-size:13px;
    color:var(--muted)}
    .legend li{display:flex;align-items:center;gap:6px}
    .swatch{width:22px;height:13px;border-radius:3px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
    """

  private static var levelRules: String {
    ["below3", "below2", "below1", "level", "above1", "above2", "above3"].map { name in
      ".cell.\(name) rect{fill:var(--\(name))}.cell.\(name) text{fill:var(--\(name)-ink)}"
        + ".swatch.\(name){background:var(--\(name))}"
    }.joined(separator: "\n")
  }

  private static let narrowAndPrint = """
    @media (max-width:760px){
    header,main,footer{padding-left:18px;padding-right:18px}
    header{padding-top:22px}
    h1{font-size:30px}
    h2{font-size:21px}
    .columns{grid-template-columns:minmax(0,1fr)}
    .tiles{grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:18px 20px}
    .big{font-size:26px}
    section{padding:28px 0}
    nav ul{gap:4px 18px}
    tbody th:not(.number){min-width:150px}
    \(narrowBrowseRules)
    }
    @media print{
    body{font-size:11pt}
    header,main,footer{max-width:none;padding-left:0;padding-right:0}
    nav,#theme,summary{display:none}
    .scroll{overflow:visible}
    .wide svg{max-width:100%}
    figure,tr,.tiles div{break-inside:avoid}
    h2,h3,caption,.lede{break-after:avoid}
    svg *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    \(printedBrowseRules)
    }
    """
}
