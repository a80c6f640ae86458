/* The page of arrays of one kind of collapse. It draws pictures that come as data, so it knows no kind. */
(function (S) {
  const MOOD = { HEALTHY: 'good', UNCERTAIN: 'unsure' };

  S.showFace = function (face) {
    document.getElementById('masthead').append(
      S.el('h1', {}, face.name),
      S.el('p', { class: 'facts' }, 'kind: ' + face.kind));
    S.block(document.getElementById('content'), () => verdict(face));
    const pictures = S.section('pictures', 'Pictures');
    const charts = S.el('div', { class: 'charts' });
    pictures.append(charts);
    face.pictures.forEach((picture) => draw(charts, picture));
    measures(face);
    list('limits', 'What these numbers cannot tell', face.limits);
    list('input', 'Input', [...face.input, ...face.notes]);
  };

  function verdict(face) {
    const general = face.verdict.replaceAll('_', ' ').toLowerCase();
    return S.el('section', { class: 'verdict ' + (MOOD[face.verdict] || 'bad'), id: 'verdict' },
      S.el('h2', {}, S.headline(face.finding), general === face.finding ? null : S.el('span', { class: 'quiet' }, ' (' + general + ')')),
      S.el('ul', { class: 'reasons' }, face.evidence.map((one) => S.el('li', {}, S.typeset(S.headline(one.sentence)), '.'))));
  }

  function list(id, title, sentences) {
    if (sentences.length) S.section(id, title).append(S.el('ul', {}, sentences.map((one) => S.el('li', {}, S.typeset(one)))));
  }

  function measures(face) {
    const baseline = face.measures.some((one) => S.isNumber(one.baseline));
    S.block(S.section('measures', 'Measures'), () => S.table({
      label: 'Measures',
      caption: 'A dash is undefined, not zero.',
      columns: [
        { title: 'measure', words: true }, { title: 'value' }, ...(baseline ? [{ title: 'baseline' }] : []), { title: 'how to read it', words: true }
      ],
      rows: face.measures.map((one) => [
        one.title,
        { by: one.value, show: S.number(one.value) },
        ...(baseline ? [{ by: one.baseline, show: S.number(one.baseline) }] : []),
        S.typeset(one.reading)
      ]),
      rowHeader: true,
      free: true
    }));
  }

  function draw(host, picture) {
    if (picture.type === 'MAP') map(host, picture);
    else if (picture.type === 'BARS') bars(host, picture);
    else curves(host, picture);
  }

  /** Looks by place; levels and baselines are grey. */
  function looks(series) {
    let coloured = 0;
    let grey = 0;
    return series.map((one) => (one.reference ? S.referenceLook(grey++) : S.look(coloured++)));
  }

  function curves(host, picture) {
    const fits = (value, log) => S.isNumber(value) && (!log || value > 0);
    S.lines(host, {
      id: picture.id, title: picture.title, text: () => S.typeset(picture.text), x: picture.x, logX: picture.logX, height: 300,
      fractions: picture.series.some((one) => one.x.some((value) => !Number.isInteger(value))),
      y: { log: picture.logY, min: picture.least, max: picture.most },
      when: () => picture.series.some((one) => one.y.some((value) => fits(value, picture.logY))) || 'There is nothing above zero to draw.',
      lines: () => {
        const all = looks(picture.series);
        return picture.series.map((one, i) => ({
          name: one.name, look: all[i], width: one.reference ? 1.5 : 2,
          points: S.points(one.x, one.y).filter(([x, y]) => fits(x, picture.logX) && fits(y, picture.logY))
        })).filter((line) => line.points.length);
      }
    });
  }

  function bars(host, picture) {
    S.figure(host, {
      id: picture.id, title: picture.title, text: () => S.typeset(picture.text), height: 300,
      label: () => 'Bars of ' + picture.title + ': ' + picture.labels.map((label, i) =>
        label + ' ' + picture.series.map((one) => S.number(one.y[i]) + (picture.series.length > 1 ? ' (' + one.name + ')' : '')).join(', ')).join('; '),
      legend: () => {
        const all = looks(picture.series);
        return picture.series.length > 1 ? picture.series.map((one, i) => ({ name: one.name, look: { ...all[i], symbol: 'rect' }, point: true })) : [];
      },
      numbers: () => ({
        columns: [{ title: '', words: true }, ...picture.series.map((one) => ({ title: one.name }))],
        rows: picture.labels.map((label, i) => [label, ...picture.series.map((one) => one.y[i])]),
        rowHeader: true
      }),
      option: (hidden) => {
        const all = looks(picture.series);
        return {
          xAxis: S.axis({ type: 'category', data: picture.labels, splitLine: { show: false } }),
          yAxis: S.axis({ min: 0 }),
          tooltip: S.tooltip({ formatter: (item) => S.tip(item.name, [['', item.seriesName, S.number(item.value)]]) }),
          series: picture.series.map((one, i) => ({
            type: 'bar', id: one.name, name: one.name, data: hidden.has(one.name) ? [] : one.y, itemStyle: { color: all[i].color }, emphasis: { disabled: true },
            label: { show: true, position: 'top', color: S.css('--ink'), formatter: (item) => S.number(item.value) }
          }))
        };
      }
    });
  }

  function map(host, picture) {
    const values = picture.cells.flat().filter(S.isNumber);
    const least = S.isNumber(picture.least) ? picture.least : Math.min(...values);
    const most = S.isNumber(picture.most) ? picture.most : Math.max(...values, least + 1e-9);
    S.figure(host, {
      id: picture.id, title: picture.title, text: () => S.typeset(picture.text), height: Math.max(220, Math.min(560, 110 + 24 * picture.rows.length)),
      when: () => values.length > 0 || 'There is nothing to draw.',
      label: () => 'Map of ' + picture.title + ', from ' + S.number(Math.min(...values)) + ' to ' + S.number(Math.max(...values)),
      numbers: () => ({
        columns: [{ title: picture.y }, ...picture.labels.map((label) => ({ title: picture.x + ' ' + label }))],
        rows: picture.cells.map((row, i) => [picture.rows[i], ...row]),
        rowHeader: true
      }),
      option: () => ({
        grid: { left: 26, right: 18, top: 10, bottom: 74, containLabel: true },
        xAxis: S.axis({ type: 'category', data: picture.labels, name: picture.x, nameGap: 24, splitLine: { show: false } }),
        yAxis: S.axis({ type: 'category', data: picture.rows, name: picture.y, nameGap: 24, splitLine: { show: false } }),
        visualMap: {
          min: least, max: most, dimension: 2, calculable: false, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 160,
          text: [S.number(most), S.number(least)], textStyle: { color: S.css('--quiet') }, inRange: { color: S.cividis }
        },
        tooltip: S.tooltip({
          formatter: (item) => S.tip(picture.y + ' ' + picture.rows[item.value[1]], [['', picture.x + ' ' + picture.labels[item.value[0]], S.number(item.value[2])]])
        }),
        series: [{
          type: 'heatmap', id: picture.id,
          data: picture.cells.flatMap((row, y) => row.map((value, x) => [x, y, value])).filter((cell) => S.isNumber(cell[2])),
          label: { show: picture.labels.length <= 8 && innerWidth > 600, formatter: (item) => item.value[2].toFixed(2), fontSize: 11 },
          itemStyle: { borderColor: S.css('--ground'), borderWidth: picture.labels.length <= 40 ? 1 : 0 },
          emphasis: { disabled: true }
        }]
      })
    });
  }
})(SSL4J);
