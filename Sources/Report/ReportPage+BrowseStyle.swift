extension ReportPage {
  /// The style of the list, its filters and a chosen record, and of controls in other parts.
  static let browseRules = """
    #filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:14px 18px;align-items:end;
    margin:14px 0 18px}
    .control{display:block;min-width:0;margin:0;padding:0;border:0}
    .control[hidden]{display:none}
    .control.wide{grid-column:span 2}
    .control label,.control legend{display:block;margin-bottom:4px;padding:0;font-size:14px;color:var(--muted)}
    fieldset.control{display:grid;grid-template-columns:auto minmax(0,1fr) auto minmax(0,1fr);gap:0 8px;align-items:center}
    fieldset.control legend{grid-column:1/-1}
    fieldset.control label{margin:0}
    .control input,select{width:100%;min-height:40px;padding:6px 10px;border:1px solid var(--muted);border-radius:6px;
    background:var(--paper);color:var(--ink);font:inherit;font-size:15px}
    #filters button{min-height:40px}
    button:disabled{color:var(--muted);cursor:default}
    #count{min-height:1.5em;margin:0 0 4px;font-size:15px}
    #meaning p{max-width:84ch;margin:6px 0;padding-left:12px;border-left:3px solid var(--line);font-size:15px}
    #hits caption{font-size:15px;font-weight:500}
    #hits td,#hits th{overflow-wrap:break-word}
    .term{margin:0;font-size:inherit}
    .term summary{display:inline;color:inherit;font-size:inherit;
    text-decoration:underline dotted var(--muted);text-underline-offset:3px}
    .term summary::-webkit-details-marker{display:none}
    .term p{max-width:48ch;margin:4px 0;color:var(--muted)}
    #pages{display:flex;flex-wrap:wrap;gap:8px 12px;align-items:center;font-size:14px;color:var(--muted)}
    #pages select{width:auto;min-height:34px;padding:3px 8px;font-size:14px}
    #pages label{margin-left:auto}
    #record{margin-top:22px;padding:20px 24px;border:1px solid var(--line);border-radius:8px;background:var(--raised)}
    #record:focus{outline:2px solid var(--accent)}
    #record h3{margin-bottom:4px;font-size:20px}
    #record table{margin-bottom:4px}
    #record .close{float:right}
    #record dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 18px;margin:14px 0}
    #record dt{color:var(--muted)}
    #record dd{margin:0;overflow-wrap:break-word}
    .plot iframe{display:block;width:100%;height:340px;margin:10px 0;border:1px solid var(--line);border-radius:6px;
    background:#fff;color-scheme:light}
    """

  /// The same on a telephone.
  static let narrowBrowseRules = """
    #filters{grid-template-columns:repeat(2,minmax(0,1fr));gap:12px}
    #hits tbody th,#record tbody th{min-width:0}
    #hits td,#hits th{padding-right:8px}
    #pages button{flex:1 1 20%;min-height:44px}
    #pages #place{order:-1;flex:1 1 100%}
    .control input,select,#filters button{min-height:44px;font-size:16px}
    #record{padding:16px}
    """

  /// The same on paper: the list and the record as they are chosen, without what chooses.
  static let printedBrowseRules = """
    #filters,#pages,#record .close,#record .plot,.term a,#search.unfiltered #count,#search.unfiltered #hits{display:none}
    #search:not(.chosen){display:none}
    .term summary{display:inline;text-decoration:none}
    #record{padding:0;border:0;background:none}
    thead{display:table-header-group}
    """
}
