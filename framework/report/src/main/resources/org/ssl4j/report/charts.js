/* Figures: a heading, a legend of buttons, a chart, and the numbers behind it as a table. */
(function (S) {
  const figures = [];

  /** Most curves are told apart by markers; so many of them fit on one. */
  const MARKERS = 12;

  function base() {
    const ink = S.css('--ink');
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { color: ink, fontFamily: S.FONTS },
      grid: { left: 8, right: 18, top: 16, bottom: 30, containLabel: true }
    };
  }

  S.axis = function (extra) {
    const line = S.css('--line');
    const quiet = S.css('--quiet');
    return {
      type: 'value',
      nameLocation: 'middle',
      nameTextStyle: { color: quiet },
      axisLine: { show: true, onZero: false, lineStyle: { color: quiet } },
      axisTick: { lineStyle: { color: quiet } },
      axisLabel: { color: quiet, hideOverlap: true },
      splitLine: { lineStyle: { color: line, opacity: 0.6 } },
      ...extra
    };
  };

  S.tooltip = function (extra) {
    return {
      confine: true,
      backgroundColor: S.css('--panel'),
      borderColor: S.css('--line'),
      textStyle: { color: S.css('--ink') },
      className: 'tip',
      ...extra
    };
  };

  /**
   * A figure.
   *
   * @param spec {id, title, text, height, option() -> ECharts option, legend() -> [{name, look, point}], numbers() -> table,
   *     when() -> true or the sentence that says why there is no chart, label() -> what a screen reader says, controls: [node]}
   */
  S.figure = function (host, spec) {
    const box = S.el('div', { class: 'chart', role: 'img' });
    box.style.height = (spec.height || 260) + 'px';
    const legend = S.el('div', { class: 'controls legend' });
    const controls = spec.controls && spec.controls.length ? S.el('div', { class: 'controls' }, spec.controls) : null;
    const reason = S.el('p', { class: 'notice' });
    const caption = S.el('figcaption', {});
    const node = S.el(
      'figure',
      { id: spec.id },
      spec.title ? S.el('h3', {}, spec.title) : null,
      spec.text ? caption : null,
      controls,
      legend,
      reason,
      box
    );
    host.append(node);
    const figure = { node, box, spec, chart: null, hidden: new Set(), seen: false, stale: true };
    figures.push(figure);

    figure.draw = function (afresh) {
      const answer = spec.when ? spec.when() : true;
      const there = answer === true;
      reason.hidden = there;
      if (controls) controls.hidden = !there && nothingToChoose(controls);
      box.hidden = !there;
      if (details) {
        details.hidden = !there;
        if (there) details.refresh();
      }
      reason.textContent = there ? '' : answer;
      if (spec.text) caption.textContent = typeof spec.text === 'function' ? spec.text() : spec.text;
      drawLegend(figure, legend, there);
      figure.stale = true;
      if (!there || !figure.seen) return;
      if (!figure.chart) figure.chart = echarts.init(box, null, { renderer: 'svg' });
      const option = { ...base(), ...spec.option(figure.hidden) };
      if (afresh) figure.chart.clear();
      figure.chart.setOption(option, afresh ? { notMerge: true } : { replaceMerge: ['series', 'xAxis', 'yAxis'] });
      box.setAttribute('aria-label', spec.label ? spec.label() : spec.title || '');
      figure.stale = false;
    };
    const details = spec.numbers ? S.foldedTable(node, 'Numbers', spec.numbers) : null;
    S.part(() => figure.draw(false));
    watch(figure);
    return figure;
  };

  function nothingToChoose(controls) {
    const selects = [...controls.querySelectorAll('select')];
    return selects.length > 0 && selects.every((select) => select.options.length === 0);
  }

  function drawLegend(figure, legend, there) {
    const items = there && figure.spec.legend ? figure.spec.legend() : [];
    legend.hidden = items.length === 0;
    legend.replaceChildren(
      ...items.map((item) => {
        const pressed = !figure.hidden.has(item.name);
        const toggle = () => {
          if (!figure.hidden.delete(item.name)) figure.hidden.add(item.name);
          figure.draw(false);
          legend.querySelectorAll('button')[items.indexOf(item)].focus();
        };
        return S.el(
          'button',
          { type: 'button', 'aria-pressed': String(pressed), title: (pressed ? 'hide' : 'show') + (item.whole ? ' ' + item.whole : ''), click: toggle },
          S.swatch(item.look, item.point),
          ' ' + item.name
        );
      })
    );
  }

  /* Charts are drawn when they come near the screen, the rest when the browser is idle or the page is printed. */
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => show(entry.target.figure)),
    { rootMargin: '300px' }
  );

  function watch(figure) {
    figure.box.figure = figure;
    observer.observe(figure.box);
  }

  function show(figure) {
    observer.unobserve(figure.box);
    figure.seen = true;
    if (figure.stale) figure.draw(false);
  }

  S.drawAll = () => figures.filter((figure) => !figure.seen).forEach(show);

  S.drawWhenIdle = function () {
    const later = window.requestIdleCallback || ((call) => setTimeout(call, 50));
    (function next() {
      const waiting = figures.find((figure) => !figure.seen);
      if (waiting) {
        later(() => {
          show(waiting);
          next();
        });
      }
    })();
  };

  S.redrawAll = () => figures.forEach((figure) => figure.draw(true));
  S.resizeAll = () => figures.forEach((figure) => figure.chart && !figure.box.hidden && figure.chart.resize());

  let resizing = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(resizing);
    resizing = requestAnimationFrame(S.resizeAll);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', S.redrawAll);
  matchMedia('print').addEventListener('change', (event) => print(event.matches));
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));

  S.preparePrint = () => print(matchMedia('print').matches);

  /** Paper is white, and as wide as it is. */
  function print(on) {
    if (Boolean(S.printing) === on) return;
    S.printing = on;
    document.documentElement.toggleAttribute('data-printing', on);
    const root = document.documentElement;
    if (on) {
      S.themeOnScreen = root.dataset.theme;
      root.dataset.theme = 'light';
      S.drawAll();
    } else if (S.themeOnScreen) root.dataset.theme = S.themeOnScreen;
    else delete root.dataset.theme;
    unfold(on);
    S.resizeAll();
    S.redrawAll();
  }

  /** What is folded for want of room on a screen stands open on paper. */
  function unfold(on) {
    document.querySelectorAll('details.unfolds').forEach((node) => {
      if (on) node.openOnScreen = node.open;
      node.open = on || Boolean(node.openOnScreen);
    });
  }

  /** Rows of a tooltip as elements, so that no name becomes markup. */
  S.tip = function (heading, rows) {
    return S.el(
      'div',
      { class: 'tip' },
      S.el('strong', {}, heading),
      S.el('table', {}, rows.map(([mark, name, value]) => S.el('tr', {}, S.el('td', {}, mark), S.el('td', {}, name), S.el('td', {}, value))))
    );
  };

  /**
   * A figure of lines over a number.
   *
   * @param spec {x, logX, fractions, y: {name, min, max, log}, lines() -> [{name, look, points: [[x, y]], width, faint, group}],
   *     marks() -> [{x, name}], and what S.figure takes}
   */
  S.lines = function (host, spec) {
    const groups = () => {
      const seen = new Map();
      spec.lines().forEach((line) => seen.has(line.group || line.name) || seen.set(line.group || line.name, line));
      return [...seen.entries()].map(([name, line]) => ({ name, look: line.look, whole: line.whole }));
    };
    return S.figure(host, {
      label: () => describe(spec),
      numbers: () => numbers(spec),
      ...spec,
      legend: () => (spec.legend === false ? [] : groups()),
      option: (hidden) => option(spec, hidden)
    });
  };

  function option(spec, hidden) {
    const lines = spec.lines().filter((line) => !hidden.has(line.group || line.name));
    const looks = new Map(lines.map((line) => [line.name, line.look]));
    const marks = spec.marks ? spec.marks() : [];
    const along = spec.logX ? Math.log10 : (x) => x;
    const xs = lines.flatMap((line) => line.points.map((point) => along(point[0])));
    const least = xs.length ? Math.min(...xs) : 0;
    const most = xs.length ? Math.max(...xs, least + (spec.logX ? 0.1 : 1)) : 1;
    const series = lines.map((line, i) => one(line, along, spec.y.log, i / lines.length));
    if (marks.length && series.length) series[0].markLine = vertical(marks);
    return {
      xAxis: S.axis({
        name: spec.x,
        nameGap: 22,
        min: least,
        max: most,
        minInterval: spec.logX || spec.fractions ? undefined : 1,
        interval: spec.logX ? TENTHS : undefined,
        axisTick: { show: !spec.logX },
        axisLabel: spec.logX
          ? { color: S.css('--quiet'), formatter: roundPower, showMaxLabel: false }
          : { color: S.css('--quiet'), hideOverlap: true, showMaxLabel: farFromTick(least, most), formatter: threeDigits },
        splitLine: { show: false }
      }),
      yAxis: S.axis({
        // Powers of ten are taken here: the library's logarithmic axis rounds small ticks to zero.
        axisLabel: { color: S.css('--quiet'), formatter: spec.y.log ? (value) => '1e' + value : undefined },
        minInterval: spec.y.log ? 1 : undefined,
        min: spec.y.min === undefined ? undefined : spec.y.min,
        max: spec.y.max === undefined ? undefined : spec.y.max,
        boundaryGap: ['4%', '4%'], // a line on the frame is hard to see
        scale: spec.y.scale !== false
      }),
      tooltip: S.tooltip({
        trigger: 'axis',
        // The library's default for z is lost on the way to a tooltip's pointer, and it complains.
        axisPointer: { type: 'line', z: 50, lineStyle: { color: S.css('--quiet') } },
        formatter: (items) =>
          S.tip(
            spec.x + ' ' + S.number(items[0].value[3]),
            items.map((item) => [S.swatch(looks.get(item.seriesName)), item.seriesName, S.number(item.value[2])])
          )
      }),
      series
    };
  }

  /** Whether the end of an axis has room for a label of its own, beside the last round one. */
  function farFromTick(least, most) {
    const step = (most - least) / 5;
    const ten = 10 ** Math.floor(Math.log10(step));
    const digit = step / ten;
    const round = ten * (digit < 1.5 ? 1 : digit < 2.5 ? 2 : digit < 4 ? 3 : digit < 7 ? 5 : 10); // as the library rounds
    const rest = most - Math.floor(most / round) * round;
    return rest < 1e-9 * most || rest > 0.7 * round; // on a phone a round step is as wide as a label and a half
  }

  /* On a logarithmic axis 1, 2, 5, 10, ... are labelled: near enough to tenths of a decade to be put there. */
  const TENTHS = 0.1;
  const roundPower = (value) => {
    const tenth = Math.round(10 * value);
    const digit = { 0: 1, 3: 2, 7: 5 }[tenth % 10];
    return digit ? String(digit * 10 ** Math.floor(tenth / 10)) : '';
  };

  /** An axis of fractions may begin and end at any of them. */
  const threeDigits = (value) => String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));

  function one(line, along, log, shift) {
    const every = Math.max(1, Math.round(line.points.length / MARKERS));
    const first = Math.floor(shift * every); // of curves that coincide, every one shows its marker somewhere
    const { symbol, itemStyle } = S.marker(line.look);
    return {
      type: 'line',
      id: line.name,
      name: line.name,
      data: line.points.map(([x, y]) => [along(x), log ? Math.log10(y) : y, y, x]),
      z: line.faint ? 1 : 2,
      zlevel: 0, // without it the library complains of the marker that a tooltip shows
      lineStyle: { color: line.look.color, type: line.look.dash, width: line.width || 2, opacity: line.faint ? 0.55 : 1 },
      itemStyle,
      symbol: symbol === 'none' || line.faint ? 'none' : every === 1 ? symbol : (value, item) => (item.dataIndex % every === first ? symbol : 'none'),
      symbolSize: 7,
      showSymbol: true,
      emphasis: { disabled: true },
      connectNulls: true
    };
  }

  function vertical(marks) {
    return {
      silent: true,
      symbol: 'none',
      lineStyle: { color: S.css('--bad'), type: [2, 2], width: 2 },
      label: { color: S.css('--bad'), formatter: (item) => item.name, position: 'insideEndTop' },
      data: marks.map((mark) => ({ xAxis: mark.x, name: mark.name }))
    };
  }

  function numbers(spec) {
    const lines = spec.lines().filter((line) => !line.limit);
    const xs = [...new Set(lines.flatMap((line) => line.points.map((point) => point[0])))].sort((a, b) => a - b);
    const maps = lines.map((line) => new Map(line.points));
    return {
      columns: [{ title: spec.x }, ...lines.map((line) => ({ title: line.name }))],
      rows: xs.map((x) => [x, ...maps.map((map) => (map.has(x) ? map.get(x) : null))]),
      rowHeader: true
    };
  }

  function describe(spec) {
    const ends = spec
      .lines()
      .filter((line) => line.points.length && !line.limit)
      .map((line) => {
        const first = line.points[0][1];
        const last = line.points[line.points.length - 1][1];
        return line.name + (first === last ? ' ' + S.number(last) : ' from ' + S.number(first) + ' to ' + S.number(last));
      });
    return 'Line chart' + (spec.title ? ' of ' + spec.title : '') + ': ' + ends.join('; ');
  }

  /** Points of two columns, without gaps. */
  S.points = (x, y) => x.map((value, i) => [value, y[i]]).filter((point) => S.isNumber(point[0]) && S.isNumber(point[1]));

  /** Colours from little to much that read the same with and without colour vision: cividis. */
  S.cividis = ['#00204d', '#31446b', '#666870', '#958f78', '#cbba69', '#ffea46'];

  /**
   * Levels at which the diagnosis changes its mind, over the whole width. They come with the data, from the rules themselves.
   *
   * @param limits [{name, value}], or nothing
   */
  S.limits = function (limits, xs) {
    if (!xs.length) return [];
    const first = Math.min(...xs);
    const wide = [first, Math.max(...xs, first + 1)]; // one epoch alone has no width
    return (limits || []).map((limit, i) => ({
      ...S.level(limit.name + ' ' + Number(limit.value.toPrecision(3)), limit.value, i, wide), look: S.limitLook(i), limit: true
    }));
  };

  /** What the levels mean, as a sentence to stand after another. */
  S.limitWords = (limits) => ((limits || []).length ? ' Limits: ' + limits.map((limit) => limit.meaning).join('; ') + '.' : '');

  /** A level over the whole width. */
  S.level = (name, value, i, xs) => ({
    name,
    look: S.referenceLook(i),
    width: 1.5,
    points: [
      [Math.min(...xs), value],
      [Math.max(...xs), value]
    ]
  });
})(SSL4J);
