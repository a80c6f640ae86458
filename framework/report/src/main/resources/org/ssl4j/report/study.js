/* The page of an ablation or a comparison. */
(function (S) {
  let study;

  const SUMMARY = [
    ['knn', 'k-NN top-1'],
    ['linear', 'linear probe top-1'],
    ['loss', 'loss'],
    ['stdRatio', 'std ratio'],
    ['meanCosine', 'mean cosine'],
    ['effectiveRank', 'effective rank'],
    ['topEigenvalueShare', 'top eigenvalue share'],
    ['secondsPerEpoch', 'seconds per epoch']
  ];

  const cells = () => study.cells || [];
  const mean = (cell, name) => {
    const summary = (cell.summary || {})[name];
    return summary && S.isNumber(summary.mean) ? summary.mean : null;
  };
  /* Shares of images are shown in per cent, here as on the pages of runs. */
  const PER_CENT = new Set(['knn', 'linear']);
  const scale = (name) => (PER_CENT.has(name) ? 100 : 1);
  const publishedLook = () => ({ ...S.look(1), symbol: 'emptyDiamond' });
  const unit = (name) => (PER_CENT.has(name) ? ', %' : '');
  const digits = (name, value) => (PER_CENT.has(name) ? (100 * value).toFixed(1) : S.number(value));
  const shown = (name, value) => (PER_CENT.has(name) ? S.percent(value) : S.number(value));
  function withSpread(name, summary) {
    if (!summary || !S.isNumber(summary.mean)) return '–';
    const value = digits(name, summary.mean);
    const places = value.includes('e') ? null : (value.split('.')[1] || '').length; // the spread has as many as the mean
    const spread = S.isNumber(summary.spread) && summary.n > 1
      ? ' ± ' + (places === null ? digits(name, summary.spread) : (scale(name) * summary.spread).toFixed(places)) : '';
    return value + spread + (PER_CENT.has(name) ? '\u00a0%' : '');
  }

  /** How often each verdict was given; pages of older studies know only a common one. */
  function verdicts(cell) {
    const summary = cell.summary || {};
    return Object.entries(summary.verdicts || (summary.verdict ? { [summary.verdict]: 1 } : {}));
  }
  const verdictWords = (cell) => verdicts(cell).map(([word, n], i, all) => (all.length > 1 ? n + ' ' : '') + S.verdict(word).title.toLowerCase()).join(', ');
  function verdictTags(cell) {
    const all = verdicts(cell);
    if (all.length < 2) return S.verdictTag(all.length ? all[0][0] : null);
    return S.el('span', {}, all.map(([word, n]) => [S.el('span', { class: 'tag ' + S.verdict(word).mood }, n + ' ' + S.verdict(word).title.toLowerCase()), ' ']));
  }

  const has = (name) => cells().some((cell) => mean(cell, name) !== null);
  const title = (cell) => cell.label || cell.id;
  /* In charts, what all names have in common is left out; tables, headings and what is shown on hover have the whole name. */

  /** Parts of a name, at commas outside of brackets. */
  function parts(name) {
    const found = [];
    let depth = 0;
    let part = '';
    for (const sign of name) {
      depth += sign === '[' || sign === '{' ? 1 : sign === ']' || sign === '}' ? -1 : 0;
      if (sign === ',' && depth <= 0) {
        found.push(part.trim());
        part = '';
      } else part += sign;
    }
    return [...found, part.trim()].filter(Boolean);
  }

  /** Parts that the names of all cells with numbers have. */
  function common() {
    const all = cells().filter((cell) => SUMMARY.some(([name]) => mean(cell, name) !== null) || runsOf(cell).length).map((cell) => parts(title(cell)));
    return all.length > 1 ? all[0].filter((part) => all.every((own) => own.includes(part))) : [];
  }

  function short(cell) {
    const left = common();
    const own = parts(title(cell)).filter((part) => !left.includes(part));
    return own.length ? own.join(', ') : title(cell);
  }

  const commonWords = () => (common().length ? [S.el('p', { class: 'quiet' }, 'All cells: ' + common().join(', ') + '.')] : []);

  const runsOf = (cell) => (cell.runs || []).filter((run) => run.data);

  S.showStudy = function (data) {
    study = data;
    masthead();
    answer();
    predictions();
    ranking();
    scores();
    plane();
    curves();
    multiples();
    refused();
  };

  function masthead() {
    const counts = new Map();
    cells().forEach((cell) => counts.set(cell.status, (counts.get(cell.status) || 0) + 1));
    const kinds = { ablation: 'ablation', comparison: 'comparison' };
    document.getElementById('masthead').append(
      S.el('h1', {}, study.title || study.name),
      S.el('p', { class: 'facts' }, [kinds[study.kind] || study.kind, cells().length + ' cells', ...[...counts].map(([status, n]) => n + ' ' + status)].filter(Boolean).join(' · ')),
      study.description ? S.paragraph(study.description) : '');
  }

  /* The answer on top, in words. */

  function answer() {
    const host = document.getElementById('content');
    const box = S.el('section', { class: 'verdict', id: 'answer' }, S.el('h2', {}, 'Result'));
    // Which difference counts is decided once, when study.json is written.
    if (study.answer) box.append(S.paragraph(S.typeset(study.answer)));
    (study.leads || []).forEach((lead) => box.append(S.paragraph(S.typeset(lead.sentence))));
    (study.notes || []).forEach((note) => box.append(S.paragraph(S.typeset(note))));
    box.classList.add(study.settled ? 'good' : 'unsure');
    const unhealthy = cells().filter((cell) => verdicts(cell).some(([word]) => word !== 'HEALTHY'));
    if (unhealthy.length) {
      box.append(S.paragraph('Not healthy: ' + unhealthy.map((cell) => title(cell) + ' (' + verdictWords(cell) + ')').join(', ') + '.'));
    }
    const waiting = cells().filter((cell) => cell.status === 'pending').length;
    if (waiting) box.append(S.paragraph(waiting + ' of ' + cells().length + ' cells have not run yet.'));
    if (box.childElementCount === 1) box.append(S.paragraph('No cell has a score yet.'));
    host.append(box);
  }

  /* Predicted beside observed. */

  function predictions() {
    const all = study.predictions || [];
    if (!all.length) return;
    const host = S.section('predictions', 'Predicted and observed');
    const mark = (one) => one.reproduced === true ? S.el('span', { class: 'tag good' }, '✓ reproduced')
      : one.reproduced === false ? S.el('span', { class: 'tag bad' }, '✗ not reproduced') : S.el('span', { class: 'tag unsure' }, '? undecided');
    host.append(S.table({
      label: 'Predictions', free: true,
      columns: ['prediction', 'source', 'expected', 'observed', 'outcome', 'evidence'].map((name) => ({ title: name, words: true })),
      rows: all.map((one) => [one.statement, one.source, text(one.expected), text(one.observed), { by: String(one.reproduced), show: mark(one) }, text(one.evidence)])
    }));
  }

  const text = (value) => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? value : S.typeset(String(value)));

  /* Ranking. */

  function ranking() {
    const host = S.section('ranking', study.kind === 'ablation' ? 'Cells' : 'Ranking',
      S.paragraph('Mean over the seeds ± standard deviation. Click a column heading to sort by it.', study.secondsNote ? ' ' + study.secondsNote : ''));
    const measures = SUMMARY.filter(([name]) => has(name));
    const published = ['knn', 'linear'].filter((name) => cells().some((cell) => cell.published && S.isNumber(cell.published[name])));
    const sources = [...new Set(cells().filter((cell) => cell.published && cell.published.source).map((cell) => cell.published.source))];
    // Which cells may be ranked, and by what, is decided once, when study.json is written.
    const by = study.rankedBy || (has('knn') ? 'knn' : 'linear');
    const place = (cell) => (cell.rank && S.isNumber(cell.rank[by]) ? cell.rank[by] : null);
    const axes = (study.axes || []).map((axis) => axis.path);
    const columns = [
      { title: 'rank', hint: 'by ' + (SUMMARY.find(([name]) => name === by) || [by, by])[1] },
      { title: 'cell', words: true },
      ...axes.map((path) => ({ title: path.split('.').pop(), hint: path, words: true })),
      { title: 'verdict', words: true },
      ...measures.map(([, words]) => ({ title: words, first: -1 })),
      { title: 'seeds' },
      ...published.map((name) => ({ title: 'published ' + (name === 'knn' ? 'k-NN' : 'linear'), first: -1 })),
      { title: 'status', words: true },
      { title: 'runs', words: true }
    ];
    const theirs = (cell, name) => {
      const value = cell.published ? cell.published[name] : null;
      const on = cell.published && cell.published.sameData === false ? ' on ' + (cell.published.dataset || 'an unknown data set') : '';
      return S.isNumber(value) ? { by: value, show: S.percent(value) + on + (cell.published.source ? ' [' + (sources.indexOf(cell.published.source) + 1) + ']' : '') } : null;
    };
    const rows = cells().map((cell) => [
      place(cell),
      title(cell),
      ...axes.map((path) => text((cell.settings || {})[path])),
      { by: verdictWords(cell), show: verdictTags(cell) },
      ...measures.map(([name]) => ({ by: mean(cell, name), show: withSpread(name, (cell.summary || {})[name]) })),
      Math.max(0, ...SUMMARY.map(([name]) => ((cell.summary || {})[name] || {}).n || 0)),
      ...published.map((name) => theirs(cell, name)),
      cell.status,
      { by: runsOf(cell).length, show: S.el('span', {}, runsOf(cell).map((run) => [run.page ? S.el('a', { href: run.page }, 'seed ' + run.seed) : 'seed ' + run.seed, ' '])) }
    ]);
    host.append(S.table({ label: 'Ranking', free: true, columns, rows, sort: { column: 0, direction: 1 } }));
    if (sources.length) {
      host.append(S.el('div', { class: 'quiet', id: 'sources' }, S.paragraph('Published values:'), S.el('ol', {}, sources.map((source) => S.el('li', {}, source)))));
    }
  }

  /* Scores as points with their spread. */

  function scores() {
    const host = S.section('scores', 'Scores', ...commonWords());
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    SUMMARY.filter(([name]) => has(name)).forEach(([name, words], i) => scoreChart(grid, name, words, i));
  }

  /** Pixels of a line of an axis' label, and most lines of one. */
  const LINE = 14;
  const MOST_LINES = 3;
  const LABEL_FONT = '12px ' + S.FONTS;

  /** Labels of an axis, broken into lines; of a very long name the middle is left out, because the ends are what differs. */
  function labels(order) {
    const width = innerWidth < 600 ? 18 : 32;
    const texts = order.map((cell) => {
      const whole = short(cell);
      const most = (width - 2) * MOST_LINES;
      const half = Math.floor(most / 2) - 2;
      return broken(whole.length <= most ? whole : whole.slice(0, half) + ' … ' + whole.slice(-half), width);
    });
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = LABEL_FONT;
    const lines = texts.flatMap((text) => text.split('\n'));
    // The library gives labels a quarter of the chart at most, and cuts what is longer.
    return { texts, left: 16 + Math.ceil(Math.max(0, ...lines.map((line) => pen.measureText(line).width))),
      row: 12 + LINE * Math.max(1, ...texts.map((text) => text.split('\n').length)) };
  }

  /** Breaks behind a space or a sign where there is one. */
  function broken(text, width) {
    const lines = [];
    let rest = text;
    while (rest.length > width) {
      const cut = Math.max(...[' ', ',', '_', '/', '.', '='].map((sign) => rest.lastIndexOf(sign, width - 1)));
      const at = cut < width / 3 ? width : cut + 1;
      lines.push(rest.slice(0, at).trim());
      rest = rest.slice(at).trim();
    }
    return [...lines, rest].join('\n');
  }

  /** As many digits as the page has. */
  const six = (value) => Number(value.toPrecision(6));

  function scoreChart(host, name, words) {
    const order = cells().filter((cell) => mean(cell, name) !== null).sort((a, b) => mean(a, name) - mean(b, name));
    // On one axis only what was measured on the same images; other published values stand in the table.
    const published = (cell) => (cell.published && cell.published.sameData && S.isNumber(cell.published[name]) ? cell.published[name] : null);
    const paper = order.some((cell) => published(cell) !== null);
    const by = scale(name);
    const names = labels(order);
    S.figure(host, {
      id: 'score-' + name, title: S.headline(words) + unit(name), height: 70 + names.row * order.length,
      text: [order.some((cell) => cell.summary[name].n > 1) ? 'Mean and standard deviation over the seeds.' : 'Each cell has one seed.',
        name === 'secondsPerEpoch' ? study.secondsNote : null].filter(Boolean).join(' '),
      label: () => words + ': ' + order.slice().reverse().map((cell) => title(cell) + ' ' + withSpread(name, cell.summary[name])).join('; '),
      numbers: () => ({
        columns: [{ title: 'cell', words: true }, { title: 'mean' + unit(name) }, { title: 'standard deviation' }, { title: 'seeds' }, ...(paper ? [{ title: 'published' + unit(name) }] : [])],
        rows: order.slice().reverse().map((cell) => [title(cell), six(by * mean(cell, name)), S.isNumber(cell.summary[name].spread) ? six(by * cell.summary[name].spread) : null,
          cell.summary[name].n, ...(paper ? [published(cell) === null ? null : six(by * published(cell))] : [])]),
        rowHeader: true
      }),
      legend: () => (paper ? [{ name: 'ours', look: S.look(0), point: true }, { name: 'published', look: publishedLook(), point: true }] : []),
      option: (hidden) => ({
        grid: { left: names.left, right: 24, top: 8, bottom: 28, containLabel: false },
        xAxis: S.axis({ scale: true }),
        yAxis: S.axis({ type: 'category', data: names.texts, splitLine: { show: true, lineStyle: { color: S.css('--line'), opacity: 0.4 } },
          axisLabel: { color: S.css('--ink'), fontSize: 12, lineHeight: LINE, interval: 0 } }),
        tooltip: S.tooltip({ trigger: 'item', formatter: (item) => S.tip(title(order[item.dataIndex]), [['', words, withSpread(name, order[item.dataIndex].summary[name])],
          ...(published(order[item.dataIndex]) === null ? [] : [['', 'published', shown(name, published(order[item.dataIndex]))]])]) }),
        series: [
          hidden.has('ours') ? null : { type: 'custom', id: 'spread', name: 'ours', encode: { x: [1, 2], y: 0 }, z: 2,
            data: order.map((cell, i) => [i, by * (mean(cell, name) - (cell.summary[name].spread || 0)), by * (mean(cell, name) + (cell.summary[name].spread || 0))]),
            renderItem: (params, api) => {
              const from = api.coord([api.value(1), api.value(0)]);
              const to = api.coord([api.value(2), api.value(0)]);
              const style = { stroke: S.look(0).color, lineWidth: 2, fill: 'none' };
              const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
              return { type: 'group', children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 5, from[0], from[1] + 5), line(to[0], to[1] - 5, to[0], to[1] + 5)] };
            } },
          hidden.has('ours') ? null : { type: 'scatter', id: 'ours', name: 'ours', symbol: S.look(0).symbol, symbolSize: 10, itemStyle: { color: S.look(0).color }, z: 3,
            data: order.map((cell, i) => [by * mean(cell, name), i]) },
          paper && !hidden.has('published') ? { type: 'scatter', id: 'published', name: 'published', symbolSize: 12, ...S.marker(publishedLook()), z: 3,
            data: order.map((cell, i) => [published(cell), i]).filter((point) => point[0] !== null).map(([value, i]) => [by * value, i]) } : null
        ].filter(Boolean)
      })
    });
  }

  /* Two axes make a plane. */

  function plane() {
    const axes = (study.axes || []).filter((axis) => (axis.values || []).length > 1);
    if (axes.length !== 2) return;
    const host = S.section('plane', 'One axis against the other');
    let figure = null;
    const select = S.el('select', { change: () => figure.draw(false) }, SUMMARY.filter(([name]) => has(name)).map(([name, words]) => S.el('option', { value: name }, words)));
    const names = (axis) => axis.values.map((value) => String(value));
    const at = (x, y) => cells().find((cell) => same(cell, axes[0], x) && same(cell, axes[1], y));
    const data = () => axes[0].values.flatMap((one, x) => axes[1].values.map((two, y) => [x, y, at(x, y) ? mean(at(x, y), select.value) : null]));
    const last = (axis) => axis.path.split('.').pop();
    figure = S.figure(host, {
      id: 'plane-map', title: 'By ' + axes.map((axis) => axis.path).join(' and '), height: 110 + 46 * axes[1].values.length,
      controls: [S.el('label', {}, 'Measure', select)],
      when: () => data().some((cell) => cell[2] !== null) || 'No cell has this measure yet.',
      numbers: () => ({
        columns: [{ title: axes[0].path, words: true }, { title: axes[1].path, words: true }, { title: select.selectedOptions[0].textContent + unit(select.value) }],
        rows: data().map(([x, y, value]) => [names(axes[0])[x], names(axes[1])[y], value === null ? null : six(scale(select.value) * value)])
      }),
      label: () => 'Heat map: ' + data().map(([x, y, value]) => axes[0].path + ' ' + axes[0].values[x] + ', ' + axes[1].path + ' ' + axes[1].values[y] + ': ' + shown(select.value, value)).join('; '),
      option: () => {
        const values = data().filter((cell) => cell[2] !== null);
        const all = values.map((cell) => cell[2]);
        return {
          grid: { left: 8, right: 18, top: 30, bottom: 80, containLabel: true },
          xAxis: S.axis({ type: 'category', data: names(axes[0]), axisLabel: { color: S.css('--quiet'), width: (Math.min(innerWidth, 1200) - 200) / axes[0].values.length, overflow: 'break', interval: 0 }, name: last(axes[0]), nameGap: 40 }),
          // Beside the axis a long name would be cut.
          yAxis: S.axis({ type: 'category', data: names(axes[1]), axisLabel: { color: S.css('--quiet'), width: innerWidth < 600 ? 90 : 220, overflow: 'break', interval: 0 }, name: last(axes[1]), nameLocation: 'end', nameGap: 8, nameTextStyle: { align: 'left', color: S.css('--quiet') } }),
          visualMap: { min: Math.min(...all), max: Math.max(...all), orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, precision: 3,
            text: [shown(select.value, Math.max(...all)), shown(select.value, Math.min(...all))], textStyle: { color: S.css('--quiet') },
            inRange: { color: S.cividis } },
          tooltip: S.tooltip({ formatter: (item) => S.tip(title(at(item.value[0], item.value[1])), [['', select.selectedOptions[0].textContent, shown(select.value, item.value[2])]]) }),
          series: [{ type: 'heatmap', id: 'plane', data: values, label: { show: true, formatter: (item) => shown(select.value, item.value[2]) }, itemStyle: { borderColor: S.css('--ground'), borderWidth: 2 } }]
        };
      }
    });
  }

  const same = (cell, axis, i) => String((cell.settings || {})[axis.path]) === String(axis.values[i]);

  /* Curves of all cells over each other. */

  const look = (cell) => S.look(cells().indexOf(cell));

  /** Levels of the rules that the runs share; where runs differ in a level, it is left out. */
  function limits(name, layer, lines) {
    const all = cells().flatMap(runsOf).map((run) => ((run.data.thresholds || {}).measures || {})[name] || []);
    const first = all[0] || [];
    const shared = first.filter((limit) => all.every((run) => run.some((other) => other.name === limit.name && other.value === limit.value)));
    // A limit of the rank is that of one layer, whose name it has.
    const own = name === 'effectiveRank' ? shared.filter((limit) => limit.name.includes(layer)) : shared;
    return S.limits(own, lines.flatMap((line) => line.points.map((point) => point[0])));
  }

  const withLimits = (name, layer, make) => () => {
    const lines = make();
    return [...lines, ...limits(name, layer(), lines)];
  };

  function overlaid(names, source, factor) {
    return () => cells().flatMap((cell) => runsOf(cell).flatMap((run, i) => {
      const curve = run.data[source][names.find((name) => run.data[source][name])];
      return curve ? [{ name: short(cell) + (i ? ', seed ' + run.seed : ''), group: short(cell), whole: title(cell), look: look(cell), faint: i > 0, width: i ? 1.5 : 2, points: S.points(curve.x, curve.y).map(([x, y]) => [x, factor ? factor * y : y]) }] : [];
    }));
  }

  /** Scores with what needs no training: one level for all runs, their mean where they differ. */
  function scoreLines(name, kind) {
    const lines = overlaid([name], 'curves', 100)();
    const xs = lines.flatMap((line) => line.points.map((point) => point[0]));
    if (!xs.length) return lines;
    const levels = ['untrained', 'pixels'].map((level) => {
      const values = cells().flatMap(runsOf).map((run) => (run.data.baselines || {})[level + kind]).filter(S.isNumber);
      const one = Math.max(...values) - Math.min(...values) < 1e-9;
      return values.length ? [level + (one ? '' : ', mean of the runs'), (100 * values.reduce((sum, value) => sum + value, 0)) / values.length] : null;
    });
    return [...lines, ...levels.filter(Boolean).map(([level, value], i) => S.level(level, value, i, [0, ...xs]))];
  }

  function curves() {
    if (!cells().some((cell) => runsOf(cell).length)) return;
    const host = S.section('curves', 'Curves of all cells',
      S.paragraph('The first seed of each cell has a strong line; the other seeds have faint lines. Click a name to hide or show its lines.'), ...commonWords());
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    const layers = () => [...new Set(cells().flatMap(runsOf).flatMap((run) => Object.keys(run.data.curves)).filter((key) => key.startsWith('layers.'))
      .map((key) => key.slice(7, key.lastIndexOf('.'))))];
    const layered = [];
    const select = S.el('select', { change: () => layered.forEach((figure) => figure.draw(false)) }, layers().map((layer) => S.el('option', { value: layer, selected: layer === 'projector' }, layer)));
    const chart = (id, heading, x, lines, y, extra) => {
      if (!lines().length && !extra) return;
      const figure = S.lines(grid, { id, title: heading, x, y: y || {}, height: 280, lines, when: () => lines().length > 0 || 'No cell has data for this curve.', ...extra });
      if (extra) layered.push(figure);
    };
    chart('curve-knn', 'k-NN top-1 by epoch, %', 'epoch', () => scoreLines('knn.top1', 'Knn'));
    chart('curve-probe', 'Online linear probe top-1 by epoch, %', 'epoch', () => scoreLines('probe.top1', 'Probe'));
    chart('curve-loss', 'Loss by epoch', 'epoch', overlaid(['loss'], 'curves'));
    grid.append(S.el('div', { class: 'controls' }, S.el('label', {}, 'Layer of the charts below', select)));
    const ofLayer = (id, name, y) => chart(id, S.headline(S.measureName(name)) + ' by epoch', 'epoch',
      withLimits(name, () => select.value, () => overlaid(['layers.' + select.value + '.' + name], 'curves')()), y, { text: S.headline(S.measureHint(name)) + '.' });
    ofLayer('curve-std', 'stdRatio', { min: 0, scale: false });
    ofLayer('curve-rank', 'effectiveRank', { min: 0, scale: false });
    ofLayer('curve-cosine', 'meanCosine', { max: 1 });
    ofLayer('curve-share', 'topEigenvalueShare', { min: 0, max: 1, scale: false });
    chart('curve-step-std', 'Std ratio of the projector by step', 'step', overlaid(['stdRatio'], 'steps'), { min: 0, scale: false });
    chart('curve-step-loss', 'Loss by step', 'step', overlaid(['loss'], 'steps'));
  }

  /* One small chart per cell, all to one scale. */

  function multiples() {
    if (!cells().some((cell) => runsOf(cell).length)) return;
    const host = S.section('multiples', 'Cell by cell');
    S.block(host, () => S.paragraph('Std ratio of the projector (', S.swatch(S.look(0)), ') and its effective rank as a share of the untrained network’s (', S.swatch(S.look(1)),
      '), all on the same scale, for the first seed of each cell. The red lines are the limits below which the diagnosis reports a collapse (',
      S.swatch(S.limitLook(0)), ' std ratio, ', S.swatch(S.limitLook(1)), ' rank).'));
    const grid = S.el('div', { class: 'charts small' });
    host.append(grid);
    const shares = (cell) => {
      const all = runsOf(cell)[0].data.curves;
      const ratio = all['layers.projector.stdRatio'];
      const rank = all['layers.projector.effectiveRank'];
      const lines = [];
      const shares = (runsOf(cell)[0].data.thresholds || {}).shares || {};
      if (ratio) lines.push({ name: 'std ratio', look: S.look(0), points: S.points(ratio.x, ratio.y) });
      if (rank && rank.y[0] > 0) lines.push({ name: 'rank / untrained', look: S.look(1), points: S.points(rank.x, rank.y.map((value) => value / rank.y[0])) });
      const xs = lines.flatMap((line) => line.points.map((point) => point[0]));
      const level = (name, value) => (S.isNumber(value) ? S.limits([{ name, value }], xs) : []);
      return [...lines, ...level('limit of the std ratio', shares.headStdRatio),
        ...level('limit of the rank', shares.rankLeft).map((line) => ({ ...line, look: S.limitLook(1) }))];
    };
    const shown = cells().filter((cell) => runsOf(cell).length);
    const top = Math.max(1.2, ...shown.flatMap(shares).flatMap((line) => line.points.map((point) => point[1])));
    shown.forEach((cell) => {
      const place = S.el('div');
      grid.append(place);
      place.append(S.el('h3', {}, title(cell), ' ', verdicts(cell).length ? verdictTags(cell) : null));
      const reasons = diagnosisOf(cell);
      if (reasons) place.append(S.el('p', { class: 'quiet' }, reasons));
      S.lines(place, { id: 'cell-' + cells().indexOf(cell), x: 'epoch', y: { min: 0, max: Math.ceil(10 * top) / 10, scale: false }, height: 180, legend: false, lines: () => shares(cell),
        when: () => shares(cell).length > 0 || 'The projector was not measured.' });
    });
  }

  function diagnosisOf(cell) {
    const diagnosis = runsOf(cell).map((run) => run.data.diagnosis).find(Boolean);
    if (!diagnosis) return null;
    const cause = (diagnosis.causes || [])[0];
    return [diagnosis.onset ? (diagnosis.onset.step === 0 ? 'Onset before the first step. ' : 'Onset at step ' + diagnosis.onset.step + '. ') : null, cause ? 'Most likely cause: ' + cause.cause + '.' : null].filter(Boolean).join('') || null;
  }

  /* What did not run, and why. */

  function refused() {
    const left = cells().filter((cell) => cell.status !== 'done');
    if (!left.length) return;
    const host = S.section('open', 'Cells without a result');
    host.append(S.table({ label: 'Cells without a result', free: true, columns: [{ title: 'cell', words: true }, { title: 'status', words: true }, { title: 'reason', words: true }],
      rows: left.map((cell) => [title(cell), cell.status, cell.reason]) }));
  }
})(SSL4J);
