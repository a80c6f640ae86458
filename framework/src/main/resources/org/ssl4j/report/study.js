/* The page of an ablation or a comparison. */
(function (S) {
  let study;

  const SUMMARY = [
    ['knn', 'k-NN top-1'],
    ['linear', 'linear probe top-1'],
    ['loss', 'loss'],
    ['stdRatio', 'std ratio'],
    ['effectiveRank', 'effective rank'],
    ['secondsPerEpoch', 'seconds per epoch']
  ];

  const cells = () => study.cells || [];
  const mean = (cell, name) => {
    const summary = (cell.summary || {})[name];
    return summary && S.isNumber(summary.mean) ? summary.mean : null;
  };
  const has = (name) => cells().some((cell) => mean(cell, name) !== null);
  const title = (cell) => cell.label || cell.id;
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

  const ranked = (name) => cells().filter((cell) => mean(cell, name) !== null).sort((a, b) => mean(b, name) - mean(a, name));

  function answer() {
    const host = document.getElementById('content');
    const box = S.el('section', { class: 'verdict', id: 'answer' }, S.el('h2', {}, study.kind === 'ablation' ? 'What came out' : 'Which is best'));
    if (study.answer) box.append(S.paragraph(study.answer));
    const judged = (study.predictions || []).filter((one) => one.reproduced !== null && one.reproduced !== undefined);
    if (judged.length) {
      const yes = judged.filter((one) => one.reproduced).length;
      if (!study.answer) box.append(S.paragraph(yes + ' of ' + judged.length + ' predictions of the papers ' + (judged.length === 1 ? 'was' : 'were') + ' reproduced' +
        ((study.predictions.length > judged.length) ? '; ' + (study.predictions.length - judged.length) + ' cannot be judged yet.' : '.')));
      box.classList.add(yes === judged.length ? 'good' : 'unsure');
    }
    for (const [name, words] of SUMMARY.slice(0, 2)) {
      const order = ranked(name);
      if (order.length > 1) box.append(S.paragraph(best(order, name, words)));
    }
    const unhealthy = cells().filter((cell) => cell.summary && cell.summary.verdict && cell.summary.verdict !== 'HEALTHY');
    if (unhealthy.length) {
      box.append(S.paragraph('Not healthy: ' + unhealthy.map((cell) => title(cell) + ' (' + S.verdict(cell.summary.verdict).title.toLowerCase() + ')').join(', ') + '.'));
    }
    const waiting = cells().filter((cell) => cell.status === 'pending').length;
    if (waiting) box.append(S.paragraph(waiting + ' of ' + cells().length + ' cells have not run yet.'));
    if (box.childElementCount === 1) box.append(S.paragraph('No cell has a score yet.'));
    host.append(box);
  }

  /** A lead counts only when it is more than the seeds scatter, and nothing is said about that from one seed. */
  function best(order, name, words) {
    const [first, second] = order;
    const one = first.summary[name];
    const two = second.summary[name];
    const lead = one.mean - two.mean;
    let weight = 'with one seed each, it is not known whether that lead would repeat';
    if (one.n > 1 && two.n > 1) {
      const scatter = Math.sqrt((one.spread * one.spread) / one.n + (two.spread * two.spread) / two.n);
      weight = lead > 2 * scatter ? 'more than twice the standard error of the difference' : 'within twice the standard error of the difference, so no clear winner';
    }
    return 'By ' + words + ': ' + title(first) + ' (' + S.withSpread(one) + ') before ' + title(second) + ' (' + S.withSpread(two) + '); ' + weight + '.';
  }

  /* Predicted beside observed. */

  function predictions() {
    const all = study.predictions || [];
    if (!all.length) return;
    const host = S.section('predictions', 'Predicted and observed');
    const mark = (one) => one.reproduced === true ? S.el('span', { class: 'tag good' }, '✓ reproduced')
      : one.reproduced === false ? S.el('span', { class: 'tag bad' }, '✗ not reproduced') : S.el('span', { class: 'tag unsure' }, '? open');
    host.append(S.table({
      label: 'Predictions', free: true,
      columns: ['prediction', 'source', 'expected', 'observed', 'outcome', 'evidence'].map((name) => ({ title: name, words: true })),
      rows: all.map((one) => [one.statement, one.source, text(one.expected), text(one.observed), { by: String(one.reproduced), show: mark(one) }, text(one.evidence)])
    }));
  }

  const text = (value) => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : typeof value === 'number' ? value : String(value));

  /* Ranking. */

  function ranking() {
    const host = S.section('ranking', study.kind === 'ablation' ? 'Cells' : 'Ranking',
      S.paragraph('Mean over the seeds ± their standard deviation. Press a heading to sort by it.'));
    const shown = SUMMARY.filter(([name]) => has(name));
    const published = cells().some((cell) => cell.published);
    const places = new Map(ranked(has('knn') ? 'knn' : 'linear').map((cell, i) => [cell, i + 1]));
    const axes = (study.axes || []).map((axis) => axis.path);
    const columns = [
      { title: 'rank' },
      { title: 'cell', words: true },
      ...axes.map((path) => ({ title: path.split('.').pop(), hint: path, words: true })),
      { title: 'verdict', words: true },
      ...shown.map(([, words]) => ({ title: words, first: -1 })),
      { title: 'seeds' },
      ...(published ? [{ title: 'published k-NN' }, { title: 'published linear' }, { title: 'source', words: true }] : []),
      { title: 'status', words: true },
      { title: 'runs', words: true }
    ];
    const rows = cells().map((cell) => [
      places.get(cell) || null,
      title(cell),
      ...axes.map((path) => text((cell.settings || {})[path])),
      { by: cell.summary && cell.summary.verdict, show: S.verdictTag(cell.summary && cell.summary.verdict) },
      ...shown.map(([name]) => ({ by: mean(cell, name), show: S.withSpread((cell.summary || {})[name]) })),
      Math.max(0, ...SUMMARY.map(([name]) => ((cell.summary || {})[name] || {}).n || 0)),
      ...(published ? [cell.published ? text(cell.published.knn) : null, cell.published ? text(cell.published.linear) : null, cell.published ? text(cell.published.source) : null] : []),
      cell.status,
      { by: runsOf(cell).length, show: S.el('span', {}, runsOf(cell).map((run) => [run.page ? S.el('a', { href: run.page }, 'seed ' + run.seed) : 'seed ' + run.seed, ' '])) }
    ]);
    host.append(S.table({ label: 'Ranking', free: true, columns, rows, sort: { column: 0, direction: 1 } }));
  }

  /* Scores as points with their spread. */

  function scores() {
    const host = S.section('scores', 'Scores');
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    SUMMARY.filter(([name]) => has(name)).forEach(([name, words], i) => scoreChart(grid, name, words, i));
  }

  function scoreChart(host, name, words) {
    const order = cells().filter((cell) => mean(cell, name) !== null).sort((a, b) => mean(a, name) - mean(b, name));
    const published = (cell) => (cell.published && S.isNumber(cell.published[name]) ? cell.published[name] : null);
    const paper = order.some((cell) => published(cell) !== null);
    const wordy = order.some((cell) => title(cell).length > 26); // takes two lines, because the ends are what differs
    S.figure(host, {
      id: 'score-' + name, title: S.headline(words), height: 70 + (wordy ? 36 : 26) * order.length,
      text: order.some((cell) => cell.summary[name].n > 1) ? 'Mean and standard deviation over the seeds.' : 'One seed each.',
      label: () => words + ': ' + order.slice().reverse().map((cell) => title(cell) + ' ' + S.withSpread(cell.summary[name])).join('; '),
      legend: () => (paper ? [{ name: 'ours', look: S.look(0), point: true }, { name: 'published', look: { ...S.look(1), symbol: 'emptyDiamond' }, point: true }] : []),
      option: (hidden) => ({
        grid: { left: 8, right: 24, top: 8, bottom: 28, containLabel: true },
        xAxis: S.axis({ scale: true }),
        yAxis: S.axis({ type: 'category', data: order.map(title), splitLine: { show: true, lineStyle: { color: S.css('--line'), opacity: 0.4 } },
          axisLabel: { color: S.css('--ink'), width: innerWidth < 600 ? 120 : 220, overflow: 'break', lineHeight: 14, interval: 0 } }),
        tooltip: S.tooltip({ trigger: 'item', formatter: (item) => S.tip(title(order[item.dataIndex]), [['', words, S.withSpread(order[item.dataIndex].summary[name])],
          ...(published(order[item.dataIndex]) === null ? [] : [['', 'published', S.number(published(order[item.dataIndex]))]])]) }),
        series: [
          hidden.has('ours') ? null : { type: 'custom', id: 'spread', name: 'ours', encode: { x: [1, 2], y: 0 }, z: 2,
            data: order.map((cell, i) => [i, mean(cell, name) - (cell.summary[name].spread || 0), mean(cell, name) + (cell.summary[name].spread || 0)]),
            renderItem: (params, api) => {
              const from = api.coord([api.value(1), api.value(0)]);
              const to = api.coord([api.value(2), api.value(0)]);
              const style = { stroke: S.look(0).color, lineWidth: 2, fill: 'none' };
              const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style });
              return { type: 'group', children: [line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 5, from[0], from[1] + 5), line(to[0], to[1] - 5, to[0], to[1] + 5)] };
            } },
          hidden.has('ours') ? null : { type: 'scatter', id: 'ours', name: 'ours', symbol: S.look(0).symbol, symbolSize: 10, itemStyle: { color: S.look(0).color }, z: 3,
            data: order.map((cell, i) => [mean(cell, name), i]) },
          paper && !hidden.has('published') ? { type: 'scatter', id: 'published', name: 'published', symbol: 'emptyDiamond', symbolSize: 12, itemStyle: { color: S.look(1).color }, z: 3,
            data: order.map((cell, i) => [published(cell), i]).filter((point) => point[0] !== null) } : null
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
    figure = S.figure(host, {
      id: 'plane-map', title: 'By ' + axes.map((axis) => axis.path).join(' and '), height: 90 + 46 * axes[1].values.length,
      controls: [S.el('label', {}, 'Measure', select)],
      when: () => data().some((cell) => cell[2] !== null) || 'No cell has this measure yet.',
      label: () => 'Heat map: ' + data().map(([x, y, value]) => axes[0].path + ' ' + axes[0].values[x] + ', ' + axes[1].path + ' ' + axes[1].values[y] + ': ' + S.number(value)).join('; '),
      option: () => {
        const values = data().filter((cell) => cell[2] !== null);
        const all = values.map((cell) => cell[2]);
        return {
          grid: { left: 24, right: 18, top: 10, bottom: 80, containLabel: true },
          xAxis: S.axis({ type: 'category', data: names(axes[0]), name: axes[0].path, nameGap: 26 }),
          yAxis: S.axis({ type: 'category', data: names(axes[1]), name: axes[1].path.split('.').pop(), nameGap: 60 }),
          visualMap: { min: Math.min(...all), max: Math.max(...all), orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, precision: 3,
            text: [S.number(Math.max(...all)), S.number(Math.min(...all))], textStyle: { color: S.css('--quiet') },
            inRange: { color: ['#00204d', '#31446b', '#666870', '#958f78', '#cbba69', '#ffea46'] } },
          tooltip: S.tooltip({ formatter: (item) => S.tip(title(at(item.value[0], item.value[1])), [['', select.selectedOptions[0].textContent, S.number(item.value[2])]]) }),
          series: [{ type: 'heatmap', id: 'plane', data: values, label: { show: true, formatter: (item) => S.number(item.value[2]) }, itemStyle: { borderColor: S.css('--ground'), borderWidth: 2 } }]
        };
      }
    });
  }

  const same = (cell, axis, i) => String((cell.settings || {})[axis.path]) === String(axis.values[i]);

  /* Curves of all cells over each other. */

  const look = (cell) => S.look(cells().indexOf(cell));

  function overlaid(names, source) {
    return () => cells().flatMap((cell) => runsOf(cell).flatMap((run, i) => {
      const curve = run.data[source][names.find((name) => run.data[source][name])];
      return curve ? [{ name: title(cell) + (i ? ', seed ' + run.seed : ''), group: title(cell), look: look(cell), faint: i > 0, width: i ? 1.5 : 2, points: S.points(curve.x, curve.y) }] : [];
    }));
  }

  function curves() {
    if (!cells().some((cell) => runsOf(cell).length)) return;
    const host = S.section('curves', 'Curves of all cells',
      S.paragraph('The first seed of each cell is drawn strong, the others faint. Press a name to hide or show it.'));
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    const layers = () => [...new Set(cells().flatMap(runsOf).flatMap((run) => Object.keys(run.data.curves)).filter((key) => key.startsWith('layers.'))
      .map((key) => key.slice(7, key.lastIndexOf('.'))))];
    const layered = [];
    const select = S.el('select', { change: () => layered.forEach((figure) => figure.draw(false)) }, layers().map((layer) => S.el('option', { value: layer, selected: layer === 'projector' }, layer)));
    const chart = (id, heading, x, lines, y, extra) => {
      if (!lines().length && !extra) return;
      const figure = S.lines(grid, { id, title: heading, x, y: y || {}, height: 280, lines, when: () => lines().length > 0 || 'No cell has this curve.', ...extra });
      if (extra) layered.push(figure);
    };
    chart('curve-knn', 'k-NN top-1 by epoch', 'epoch', overlaid(['knn.top1'], 'curves'));
    chart('curve-loss', 'Loss by epoch', 'epoch', overlaid(['loss'], 'curves'));
    grid.append(S.el('div', { class: 'controls' }, S.el('label', {}, 'Layer of the charts below', select)));
    const ofLayer = (id, name, y) => chart(id, S.headline(S.measureName(name)) + ' by epoch', 'epoch',
      () => overlaid(['layers.' + select.value + '.' + name], 'curves')(), y, { text: S.measureHint(name) });
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
      '), all to one scale; first seed of each cell.'));
    const grid = S.el('div', { class: 'charts small' });
    host.append(grid);
    const shares = (cell) => {
      const all = runsOf(cell)[0].data.curves;
      const ratio = all['layers.projector.stdRatio'];
      const rank = all['layers.projector.effectiveRank'];
      const lines = [];
      if (ratio) lines.push({ name: 'std ratio', look: S.look(0), points: S.points(ratio.x, ratio.y) });
      if (rank && rank.y[0] > 0) lines.push({ name: 'rank / untrained', look: S.look(1), points: S.points(rank.x, rank.y.map((value) => value / rank.y[0])) });
      return lines;
    };
    const shown = cells().filter((cell) => runsOf(cell).length);
    const top = Math.max(1.2, ...shown.flatMap(shares).flatMap((line) => line.points.map((point) => point[1])));
    shown.forEach((cell) => {
      const place = S.el('div');
      grid.append(place);
      place.append(S.el('h3', {}, title(cell), ' ', cell.summary && cell.summary.verdict ? S.verdictTag(cell.summary.verdict) : null));
      const reasons = diagnosisOf(cell);
      if (reasons) place.append(S.el('p', { class: 'quiet' }, reasons));
      S.lines(place, { id: 'cell-' + cells().indexOf(cell), x: 'epoch', y: { min: 0, max: Math.ceil(10 * top) / 10, scale: false }, height: 180, legend: false, lines: () => shares(cell),
        when: () => shares(cell).length > 0 || 'No projector was measured.' });
    });
  }

  function diagnosisOf(cell) {
    const diagnosis = runsOf(cell).map((run) => run.data.diagnosis).find(Boolean);
    if (!diagnosis) return null;
    const cause = (diagnosis.causes || [])[0];
    return [diagnosis.onset ? 'Onset at step ' + diagnosis.onset.step + '. ' : null, cause ? 'Likeliest cause: ' + cause.cause + '.' : null].filter(Boolean).join('') || null;
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
