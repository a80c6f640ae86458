/* Tables that sort, by mouse and by keyboard. */
(function (S) {
  /** What a cell is sorted by: {text|node, by} says it itself. */
  const key = (cell) => (cell && typeof cell === 'object' && 'by' in cell ? cell.by : cell);

  function shown(cell) {
    if (cell === null || cell === undefined) return '–';
    if (typeof cell === 'object' && 'show' in cell) return cell.show;
    return typeof cell === 'number' ? S.exact(cell) : cell;
  }

  /** Numbers by size, words by alphabet, nothing always last. */
  function compare(a, b, direction) {
    const missing = (value) => value === null || value === undefined || Number.isNaN(value) || value === '';
    if (missing(a) || missing(b)) return missing(a) - missing(b);
    const order =
      typeof a === 'number' && typeof b === 'number'
        ? a - b
        : String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' });
    return direction * order;
  }

  /**
   * @param spec {caption, columns: [{title, hint, words}], rows: [[cell]], sort: {column, direction}, rowHeader, mark(row)}
   *     where a cell is a number, text, null, or {show, by}
   */
  S.table = function (spec) {
    const heads = [];
    const body = S.el('tbody');
    const state = spec.sort ? { ...spec.sort } : { column: -1, direction: 1 };

    function fill() {
      const rows = spec.rows.slice();
      if (state.column >= 0) {
        rows.sort((a, b) => compare(key(a[state.column]), key(b[state.column]), state.direction));
      }
      body.replaceChildren(
        ...rows.map((row) =>
          S.el(
            'tr',
            { class: spec.mark && spec.mark(row) ? 'best' : null },
            row.map((cell, i) => {
              const words = spec.columns[i].words ? 'words' : null;
              return i === 0 && spec.rowHeader
                ? S.el('th', { scope: 'row', class: words }, shown(cell))
                : S.el('td', { class: words }, shown(cell));
            })
          )
        )
      );
      heads.forEach((head, i) => {
        if (i === state.column) head.setAttribute('aria-sort', state.direction > 0 ? 'ascending' : 'descending');
        else head.removeAttribute('aria-sort');
      });
    }

    spec.columns.forEach((column, i) => {
      const sort = () => {
        state.direction = state.column === i ? -state.direction : column.words ? 1 : column.first || 1;
        state.column = i;
        fill();
      };
      const button = S.el('button', { type: 'button', title: column.hint || null, click: sort }, column.title);
      heads.push(S.el('th', { scope: 'col', class: column.words ? 'words' : null }, button));
    });
    fill();
    const table = S.el(
      'table',
      { class: 'numbers' },
      spec.caption ? S.el('caption', {}, spec.caption) : null,
      S.el('thead', {}, S.el('tr', {}, heads)),
      body
    );
    return S.el('div', { class: spec.free ? 'scroll free' : 'scroll', tabindex: 0, role: 'group', 'aria-label': spec.label || 'table' }, table);
  };

  /** A table that is made when it is opened; its refresh() makes it again if it is open. */
  S.foldedTable = function (host, label, make) {
    const content = S.el('div');
    const details = S.el('details', { class: 'fold' }, S.el('summary', {}, label), content);
    const draw = () => content.replaceChildren(S.table({ label, ...make() }));
    details.addEventListener('toggle', () => {
      if (details.open) draw();
    });
    host.append(details);
    details.refresh = () => {
      if (details.open) draw();
    };
    return details;
  };

  /** Objects of unknown depth as two columns: path and value. */
  S.facts = function (object) {
    const rows = [];
    (function walk(path, value) {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
        Object.entries(value).forEach(([name, inner]) => walk(path ? path + ' / ' + name : name, inner));
      } else if (!Array.isArray(value) || value.every((item) => item === null || typeof item !== 'object')) {
        rows.push([path, Array.isArray(value) ? value.map(String).join(', ') : value === null ? null : typeof value === 'number' ? value : String(value)]);
      }
    })('', object);
    return rows;
  };
})(SSL4J);
