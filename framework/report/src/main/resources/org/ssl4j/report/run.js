/* The page of one run. */
(function (S) {
  let run; // the run's data; replaced when a live page learns more
  const stepFigures = [];
  let refreshTiles = () => {};

  /** Share of the first eigenvalue below which another is rounding. */
  const ROUNDING = 1e-14;

  const column = (name) => run.columns[name] || [];
  const epochs = () => column('epoch');
  const curve = (name) => S.points(epochs(), column(name));
  const lastOf = (name) => column(name).filter(S.isNumber).pop();
  const firstOf = (name) => column(name).find(S.isNumber);

  /** Whether an epoch has been trained: before, every number is the untrained network's. */
  const trained = () => epochs().some((epoch) => epoch > 0);

  /** The last value of a trained network. */
  const trainedOf = (name) => column(name).filter((value, i) => epochs()[i] > 0 && S.isNumber(value)).pop();

  /** The newest value of a number that every step has. */
  const newest = (name) => (run.steps[name] ? run.steps[name].y.filter(S.isNumber).pop() : undefined);

  const thresholds = () => run.thresholds || {};
  const limits = (name) => (thresholds().measures || {})[name];

  /** Tapped layers in the order of the metric files. */
  function layers() {
    const names = new Set();
    Object.keys(run.columns).forEach((key) => {
      if (key.startsWith('layers.')) names.add(key.slice(7, key.lastIndexOf('.')));
    });
    return [...names];
  }

  function measures() {
    const names = new Set();
    Object.keys(run.columns).forEach((key) => {
      if (key.startsWith('layers.')) names.add(key.slice(key.lastIndexOf('.') + 1));
    });
    const order = (name) => (S.measureOrder.includes(name) ? S.measureOrder.indexOf(name) : 1000);
    return [...names].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
  }

  const measure = (layer, name) => 'layers.' + layer + '.' + name;
  const mainLayer = () => (layers().includes('projector') ? 'projector' : layers()[0]);

  function chance() {
    if (run.baselines && S.isNumber(run.baselines.chance)) return run.baselines.chance;
    const classes = (run.provenance && run.provenance.train && run.provenance.train.classes) ||
      (run.gallery && run.gallery.classNames.length);
    return classes > 0 ? 1 / classes : null;
  }

  const UNTRAINED = 'untrained network';

  function baselines() {
    const known = run.baselines || {};
    return [
      [UNTRAINED, known.untrainedKnn],
      ['raw pixels', known.pixelsKnn],
      ['chance', chance()]
    ].filter((entry) => S.isNumber(entry[1]));
  }

  S.showRun = function (data) {
    run = data;
    masthead();
    S.block(document.getElementById('content'), verdict);
    const place = S.block(document.getElementById('content'), tiles);
    refreshTiles = () => place.replaceChildren(...[tiles()].filter(Boolean));
    loss();
    geometry();
    spectrum();
    usefulness();
    S.showGallery(() => run);
    numbers();
    origin();
  };

  S.updateRun = function (data) {
    run = data;
    S.refreshAll();
  };

  /** Only steps are new: the rest of the page is left alone. */
  S.updateSteps = function (data) {
    run = data;
    stepFigures.forEach((figure) => figure.draw(false));
    refreshTiles();
  };

  S.currentRun = () => run;

  function masthead() {
    const head = document.getElementById('masthead');
    S.block(head, () => {
      const planned = run.epochsPlanned;
      const reached = lastOf('epoch') || 0;
      const state = run.finished ? 'finished' : run.live ? 'running' : 'not finished';
      return [
        S.el('h1', {}, run.name),
        S.el('p', { class: 'facts' }, [run.method, run.dataset, 'epoch ' + reached + (planned ? ' of ' + planned : ''), state, run.directory]
          .filter(Boolean).join(' · '))
      ];
    });
  }

  /* What is wrong, since when, and why: as the diagnosis says it. */

  function verdict() {
    if (!run.diagnosis) {
      return S.el('section', { class: 'verdict', id: 'verdict' }, S.el('h2', {}, 'No verdict yet'),
        S.paragraph(epochs().length
          ? 'No epoch has been trained yet. The numbers on this page are those of the untrained network: a baseline, not a result.'
          : 'This run has measured nothing yet.'),
        comparison());
    }
    return S.verdictSection(run.diagnosis, soFar(), comparison());
  }

  /** Said of a run that has not ended: the next measurement may overturn its verdict. */
  function soFar() {
    if (!run.soFar) return null;
    const measured = epochs().filter((epoch, i) => layers().some((layer) => S.isNumber(column(measure(layer, 'stdRatio'))[i]))).pop() || 0;
    return 'After epoch ' + measured + (run.epochsPlanned ? ' of ' + run.epochsPlanned : '') + '. The run is not finished, so a later measurement may change this verdict.';
  }

  /**
   * What a diagnosis says: why, since when, the layers that decide and the causes; then what else stands with it, and the other
   * layers, folded, because there are many and they decide nothing.
   *
   * @param soFar a sentence if the verdict is not the last word
   */
  S.verdictSection = function (diagnosis, soFar, ...more) {
    const says = S.verdict(diagnosis.verdict);
    const severity = diagnosis.severity === 'NONE' ? null : String(diagnosis.severity).toLowerCase();
    const all = diagnosis.layers || [];
    const heads = DECIDING.map((name) => all.find((layer) => layer.name === name)).filter(Boolean);
    const deciding = heads.length ? heads : all;
    return S.el('section', { class: 'verdict ' + says.mood, id: 'verdict' },
      S.el('h2', {}, soFar ? says.title + ', so far' : says.title, severity ? S.el('span', { class: 'quiet' }, ' (' + severity + ')') : null),
      soFar ? S.paragraph(soFar) : null,
      S.paragraph(says.text),
      reasons(diagnosis),
      onset(diagnosis),
      layerList(deciding),
      causes(diagnosis.causes || []),
      more,
      otherLayers(all.filter((layer) => !deciding.includes(layer))));
  };

  /** The layers that decide for a run, the most telling first. */
  const DECIDING = ['projector', 'backbone'];

  const sentences = (evidence) => (evidence || []).map((item) => item.sentence).filter(Boolean);

  /** What speaks for the verdict on the whole; of a collapse, the layers say it. */
  function reasons(diagnosis) {
    const said = sentences(diagnosis.evidence);
    if (said.length) return S.el('ul', { class: 'reasons' }, said.map((sentence) => S.el('li', {}, S.headline(sentence), '.')));
    return (diagnosis.layers || []).length || !diagnosis.sentence ? null : S.paragraph(diagnosis.sentence);
  }

  function onset(diagnosis) {
    const onset = diagnosis.onset;
    if (!onset) return null;
    const at = 'at step ' + onset.step + (S.isNumber(onset.epoch) ? ' (epoch ' + onset.epoch + ')' : '');
    if (diagnosis.verdict === 'DIVERGED') return S.paragraph('Training diverged ' + at + '.');
    if (onset.step === 0) return S.paragraph('The problem existed before the first step; it shows in: ' + S.measureName(onset.signal) + '.');
    return S.paragraph('The problem began ' + at + (onset.signal ? '; it shows in: ' + S.measureName(onset.signal) : '') + '.');
  }

  function layerList(layers) {
    if (!layers.length) return null;
    return S.el('ul', { class: 'layers' }, layers.map((layer) =>
      S.el('li', {}, S.el('strong', {}, layer.name), ' ', S.verdictTag(layer.verdict), ' ', sentences(layer.evidence).join('; '))));
  }

  let othersOpen = false; // kept when a live page shows the verdict anew

  function otherLayers(layers) {
    if (!layers.length) return null;
    const counts = new Map();
    layers.forEach((layer) => counts.set(layer.verdict, (counts.get(layer.verdict) || 0) + 1));
    const count = [...counts].map(([word, n]) => n + ' ' + S.verdict(word).title.toLowerCase()).join(', ');
    return S.el('details', { class: 'unfolds', open: othersOpen, toggle: (event) => { if (!S.printing) othersOpen = event.target.open; } },
      S.el('summary', {}, (layers.length === 1 ? '1 other layer' : layers.length + ' other layers') + ' that do not decide the verdict: ' + count),
      layerList(layers));
  }

  function causes(causes) {
    if (!causes.length) return null;
    return [
      S.el('h3', {}, 'Likely causes, most likely first'),
      S.el('ol', {}, causes.map((cause) =>
        S.el('li', {}, cause.cause,
          cause.setting ? [' ', S.el('code', {}, cause.setting + (cause.value === undefined || cause.value === null ? '' : '=' + cause.value))] : null,
          cause.confidence !== undefined && cause.confidence !== null ? S.el('span', { class: 'quiet' }, ' confidence ' +
            (S.isNumber(cause.confidence) ? S.number(cause.confidence) : cause.confidence)) : null,
          cause.test ? '. Test: ' + cause.test : null)))
    ];
  }

  /** k-NN of the trained network; before there is one, of the untrained. */
  const knnScore = () => (trained() ? trainedOf('knn.top1') : lastOf('knn.top1'));

  /** Binomial standard error of the last k-NN score; older runs do not say on how many images it was measured. */
  function scoreError() {
    const score = knnScore();
    const queries = run.knn && run.knn.queries;
    return S.isNumber(score) && queries > 0 ? Math.sqrt((score * (1 - score)) / queries) : null;
  }

  /** Facts that need no threshold: the score against what it must beat. */
  function comparison() {
    const score = knnScore();
    if (!S.isNumber(score)) return null;
    const error = scoreError();
    const queries = run.knn && run.knn.queries;
    // Before an epoch the score is the untrained network's own.
    const words = baselines().filter(([name]) => trained() || name !== UNTRAINED).map(([name, value]) => {
      // Chance is known, the other two were measured on as many images.
      const others = name === 'chance' || error === null ? 0 : (value * (1 - value)) / queries;
      const within = error !== null && Math.abs(score - value) < 2 * Math.sqrt(error * error + others);
      return (within ? 'within its error of ' : score > value ? 'above ' : score < value ? 'below ' : 'equal to ') + (name === UNTRAINED ? 'the ' : '') + name + ' (' + S.percent(value) + ')';
    });
    return S.paragraph('k-NN on the ' + (trained() ? '' : 'untrained ') + 'backbone: ' + S.percent(score) + (error === null ? '' : ' ± ' + S.percent(error)) + (words.length ? ', ' + words.join(', ') : '') + '.',
      error === null ? null : S.el('span', { class: 'quiet' }, ' ± is one standard error on ' + queries + ' held-out images. "Within its error" means closer than two standard errors of the difference.'));
  }

  const rate = () => (S.isNumber(newest('learningRate')) ? newest('learningRate') : lastOf('learningRate'));

  function tiles() {
    const tile = (name, value, ...notes) =>
      value === undefined || value === null ? null : S.el('div', { class: 'tile' }, S.el('dt', {}, name),
        S.el('dd', {}, value, notes.filter(Boolean).map((note) => S.el('small', {}, note))));
    const layer = mainLayer();
    const of = (name) => measure(layer, name);
    const was = (name) => (trained() && S.isNumber(firstOf(name)) ? 'untrained ' + S.number(firstOf(name)) : null);
    const before = trained() ? '' : ', untrained';
    const has = (name) => (S.isNumber(lastOf(name)) ? S.number(lastOf(name)) : null);
    const reference = (run.references || {}).loss || {};
    const probe = (run.evaluation || {}).linear;
    const shown = [
      tile('k-NN top-1' + before, S.isNumber(knnScore()) ? S.percent(knnScore()) : null,
        scoreError() === null ? null : '± ' + S.percent(scoreError()) + ' standard error', ...baselines().filter(([name]) => trained() || name !== UNTRAINED).slice(0, 2).map(([name, value]) => name + ' ' + S.percent(value))),
      probe && S.isNumber(probe.top1) ? tile('linear probe top-1', S.percent(probe.top1), S.isNumber(probe.top5) ? 'top-5 ' + S.percent(probe.top5) : null)
        : tile('online probe top-1' + before, S.isNumber(lastOf('probe.top1')) ? S.percent(lastOf('probe.top1')) : null),
      tile('loss', has('loss'), S.isNumber(reference.floor) ? 'floor ' + S.number(reference.floor) : 'no floor',
        S.isNumber(reference.chance) ? 'chance ' + S.number(reference.chance) : null),
      layer ? tile(layer + ' std ratio' + before, has(of('stdRatio')), was(of('stdRatio'))) : null,
      layer ? tile(layer + ' effective rank' + before, has(of('effectiveRank')), S.isNumber(lastOf(of('dim'))) ? 'of ' + lastOf(of('dim')) + ' dimensions' : null,
        was(of('effectiveRank'))) : null,
      tile('learning rate', S.isNumber(rate()) ? S.number(rate()) : null, 'of the last step'),
      tile('gradient norm', S.isNumber(newest('gradientNorm')) ? S.number(newest('gradientNorm')) : null, 'of the last step'),
      tile('seconds per epoch', S.isNumber(trainedOf('seconds')) ? trainedOf('seconds').toFixed(1) : null,
        S.isNumber(lastOf('imagesPerSecond')) ? Math.round(lastOf('imagesPerSecond')) + ' images/s' : null)
    ].filter(Boolean);
    return shown.length ? S.el('dl', { class: 'tiles' }, shown) : null;
  }

  /* Loss. */

  function loss() {
    const host = S.section('loss', 'Loss',
      S.paragraph('Each part of the loss is shown with its floor (its lowest possible value) and its chance level (its value if the network cannot tell any two images apart). ' +
        'A low loss is no evidence of a good representation: a collapsed network often has the lowest loss.'));
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    const known = new Set();
    S.part(() => {
      ['loss', ...Object.keys(run.columns).filter((key) => key.startsWith('terms.'))]
        .filter((name) => !known.has(name))
        .forEach((name) => {
          known.add(name);
          term(grid, name);
        });
    });
    const steps = S.el('div', { class: 'charts' });
    host.append(S.el('h3', {}, 'Step by step'),
      S.el('p', { class: 'quiet' }, 'These values are measured on the projector’s output for each training batch, in training mode. They give the step at which a collapse began. The rank is computed from at most ' + (run.rankRows || 64) + ' images of the batch; n images can show at most n - 1 directions.'), steps);
    stepChart(steps, 'steps-loss', 'Loss by step', ['loss'], {});
    stepChart(steps, 'steps-spread', 'Spread by step', ['stdRatio', 'meanCosine'], {});
    stepChart(steps, 'steps-rank', 'Effective rank by step', ['effectiveRank'], { min: 0, scale: false });
    stepChart(steps, 'steps-gradient', 'Norm of the gradient by step', ['gradientNorm'], { min: 0, scale: false });
    stepChart(steps, 'steps-rate', 'Learning rate by step', ['learningRate'], { min: 0, scale: false });
    let target = false; // only methods with a moving target have it
    S.part(() => {
      if (target || !run.steps.tau) return;
      target = true;
      stepChart(steps, 'steps-tau', 'Tau of the target by step', ['tau'], {});
    });
  }

  function term(host, name) {
    const short = name.replace('terms.', '');
    S.lines(host, {
      id: 'loss-' + short,
      title: name === 'loss' ? 'Total loss' : 'Term: ' + short,
      height: 220,
      x: 'epoch',
      y: {},
      text: () => (curve(name).length ? S.limitWords(limits(name)).trim() : ''),
      when: () => curve(name).length > 0 || 'No epoch has been trained yet.',
      lines: () => {
        const reference = (run.references || {})[short] || {};
        const points = curve(name);
        const xs = points.map((point) => point[0]);
        return [
          { name: short, look: S.look(0), points },
          ...['floor', 'chance'].filter((level) => S.isNumber(reference[level]) && xs.length)
            .map((level, i) => S.level(level, reference[level], i, xs)),
          ...S.limits(limits(name), xs)
        ];
      }
    });
  }

  const stepLimits = (names) => (thresholds().steps || []).filter((limit) => names.includes(limit.measure));

  function stepChart(host, id, title, names, y) {
    const figure = S.lines(host, {
      id, title, x: 'step', y, height: 220,
      text: () => (stepLimits(names).length ? S.limitWords(stepLimits(names)).trim() : ''),
      when: () => names.some((name) => run.steps[name]) ||
        (run.steps.loss ? 'This value is not in the steps.jsonl of this run, because an earlier version of SSL4J wrote the file.' : 'No step has been recorded in this run directory yet.'),
      lines: () => {
        const lines = names.filter((name) => run.steps[name]).map((name, i) => ({
          name: name === 'loss' ? 'loss' : S.measureName(name),
          look: S.look(i),
          points: S.points(run.steps[name].x, run.steps[name].y)
        }));
        return [...lines, ...S.limits(stepLimits(names), lines.flatMap((line) => line.points.map((point) => point[0])))];
      },
      marks: () => (run.diagnosis && run.diagnosis.onset && S.isNumber(run.diagnosis.onset.step) ? [{ x: run.diagnosis.onset.step, name: 'onset' }] : [])
    });
    stepFigures.push(figure);
  }

  /* Geometry of the embeddings. */

  const layerLines = (name) => layers()
    .map((layer, i) => ({ name: layer, look: S.look(i), points: curve(measure(layer, name)) }))
    .filter((line) => line.points.length);

  /** Curves of all layers, and the levels at which the diagnosis changes its mind. */
  function withLimits(name) {
    const lines = layerLines(name);
    return [...lines, ...S.limits(limits(name), lines.flatMap((line) => line.points.map((point) => point[0])))];
  }

  function measureChart(host, id, name, y, extra) {
    S.lines(host, {
      id,
      title: S.headline(S.measureName(name)),
      text: () => S.headline(S.measureHint(name)) + '.' + S.limitWords(limits(name)),
      x: 'epoch', y,
      when: () => layerLines(name).length > 0 || 'Nothing has been measured yet.',
      lines: () => withLimits(name),
      ...extra
    });
  }

  function geometry() {
    const host = S.section('geometry', 'Spread and rank',
      S.paragraph('Measured on the same held-out images in inference mode. Epoch 0 is the untrained network: a baseline that may look collapsed. ' +
        'Neither the spread nor the rank is sufficient alone, so read them together.'));
    const grid = S.el('div', { class: 'charts' });
    host.append(grid);
    measureChart(grid, 'std-ratio', 'stdRatio', { min: 0, scale: false });
    measureChart(grid, 'mean-cosine', 'meanCosine', { max: 1 });
    measureChart(grid, 'effective-rank', 'effectiveRank', { min: 0, scale: false });
    anyMeasure(grid);
    heatMap(host);
    S.block(host, unmeasured);
    S.block(host, layerTable);
  }

  function anyMeasure(host) {
    let figure = null;
    const select = S.el('select', { change: () => figure.draw(false) });
    S.part(() => {
      const names = measures().filter((name) => !['stdRatio', 'meanCosine', 'effectiveRank', 'rows', 'dim'].includes(name));
      if (names.length !== select.options.length) {
        const chosen = select.value || 'topEigenvalueShare';
        select.replaceChildren(...names.map((name) => S.el('option', { value: name, selected: name === chosen }, S.measureName(name))));
      }
    });
    figure = S.lines(host, {
      id: 'any-measure', title: 'Any measure', x: 'epoch', y: {}, height: 220,
      controls: [S.el('label', {}, 'Measure', select)],
      text: () => S.headline(S.measureHint(select.value) || S.measureName(select.value)) + '.' + S.limitWords(limits(select.value)),
      when: () => layerLines(select.value).length > 0 || 'Nothing has been measured yet.',
      lines: () => withLimits(select.value)
    });
  }

  /** Share of the directions that the images allow: comparable between layers of different width. */
  function rankShare(layer, i) {
    const rank = column(measure(layer, 'effectiveRank'))[i];
    const most = Math.min(column(measure(layer, 'dim'))[i], column(measure(layer, 'rows'))[i] - 1);
    return S.isNumber(rank) && most > 0 ? Math.round((1e4 * rank) / most) / 1e4 : null;
  }

  /* Shares of the rank below which the diagnosis calls a projector or a backbone collapsed, or has doubts. */
  const collapsedShare = () => thresholds().shares.collapsedRank;
  const doubtfulShare = () => thresholds().shares.doubtfulRank;

  /** Shares up to this have the darkest colour: which of two collapsed layers has less is of no interest. */
  const LEAST_SHARE = 0.005;

  const CIVIDIS = S.cividis.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

  /** Place of a share on the scale of colours, which is logarithmic, from 0 to 1. */
  const place = (share) => 1 - Math.log10(Math.max(share, LEAST_SHARE)) / Math.log10(LEAST_SHARE);

  /** Colour of a place: what has collapsed is dark blue, what is in doubt grey, and so the scale bends at the two thresholds. */
  function shade(at) {
    const bends = [[0, 0], [place(collapsedShare()), 0.25], [place(doubtfulShare()), 0.45], [1, 1]];
    const i = bends.findIndex(([end]) => at <= end + 1e-9);
    const [from, to] = i < 1 ? [bends[0], bends[1]] : [bends[i - 1], bends[i]];
    const t = (CIVIDIS.length - 1) * (from[1] + ((at - from[0]) / (to[0] - from[0])) * (to[1] - from[1]));
    const k = Math.min(CIVIDIS.length - 2, Math.max(0, Math.floor(t)));
    return 'rgb(' + CIVIDIS[k].map((value, c) => Math.round(value + (t - k) * (CIVIDIS[k + 1][c] - value))).join(',') + ')';
  }

  const shades = () => Array.from({ length: 93 }, (unused, i) => shade(i / 92));

  const perCent = (share) => +(100 * share).toFixed(1) + '\u00a0%';

  /** The scale of colours with its thresholds, as wide as there is room for. */
  function shareScale() {
    const narrow = innerWidth < 450;
    const width = narrow ? 220 : 320;
    const quiet = S.css('--quiet');
    const tick = (share, y1, stroke, lineWidth) =>
      ({ type: 'line', id: 'tick' + share, shape: { x1: place(share) * width, x2: place(share) * width, y1, y2: 16 }, style: { stroke, lineWidth } });
    const words = (id, share, y, text, align, fill) =>
      ({ type: 'text', id, x: place(share) * width, y, style: { text, align, fill, font: '11px system-ui, sans-serif' } });
    const mark = (share) => [tick(share, 12, quiet, 1), words('share' + share, share, 18, perCent(share), 'center', quiet)];
    const threshold = (name, share, align) => [tick(share, -4, S.css('--ink'), 2), words(name, share, -17, name + ' < ' + perCent(share), align, S.css('--ink'))];
    return {
      type: 'group', id: 'scale', left: 'center', bottom: 4, silent: true,
      children: [
        { type: 'rect', id: 'bar', shape: { x: 0, y: 0, width, height: 12 },
          style: { fill: new echarts.graphic.LinearGradient(0, 0, 1, 0, shades().map((color, i, all) => ({ offset: i / (all.length - 1), color }))) } },
        ...(narrow ? [LEAST_SHARE, 0.02, 0.2, 1] : [LEAST_SHARE, 0.01, 0.02, 0.2, 0.5, 1]).flatMap(mark),
        ...threshold('collapsed', collapsedShare(), 'right'), ...threshold('uncertain', doubtfulShare(), 'left')
      ]
    };
  }

  function heatMap(host) {
    const shown = () => {
      const measured = epochs().map((epoch, i) => i).filter((i) => layers().some((layer) => S.isNumber(rankShare(layer, i))));
      const most = 120; // cells narrower than a few pixels cannot be told apart
      const step = Math.max(1, measured.length / most);
      const kept = new Set();
      for (let k = 0; k < measured.length; k += step) kept.add(measured[Math.floor(k)]);
      if (measured.length) kept.add(measured[measured.length - 1]);
      return [...kept];
    };
    S.figure(host, {
      id: 'rank-map', title: 'Rank by layer and epoch', height: 270,
      text: () => 'Effective rank as a share of the largest possible, min(N - 1, d); the colour scale is logarithmic. A projector or backbone below ' +
        perCent(collapsedShare()) + ' (dark blue) has collapsed to a few directions; below ' + perCent(doubtfulShare()) + ' the verdict is uncertain. Projectors of recorded healthy runs kept 7 % or more. Other layers do not decide the verdict, because a healthy predictor may have a rank as low.',
      when: () => shown().length > 0 || 'Nothing has been measured yet.',
      label: () => 'Heat map of the effective rank as a share of the largest possible. ' + layers().map((layer) => {
        const at = shown();
        return layer + ' from ' + S.percent(rankShare(layer, at[0])) + ' to ' + S.percent(rankShare(layer, at[at.length - 1]));
      }).join('; '),
      numbers: () => ({
        columns: [{ title: 'epoch' }, ...layers().map((layer) => ({ title: layer }))],
        rows: epochs().map((epoch, i) => [epoch, ...layers().map((layer) => rankShare(layer, i))]),
        rowHeader: true
      }),
      option: () => {
        const at = shown();
        const names = layers().slice().reverse();
        const data = at.flatMap((i, x) => names.map((layer, y) => [x, y, place(rankShare(layer, i)), rankShare(layer, i)])).filter((cell) => S.isNumber(cell[3]));
        return {
          grid: { left: 8, right: 18, top: 10, bottom: 88, containLabel: true },
          xAxis: S.axis({ type: 'category', data: at.map((i) => epochs()[i]), name: 'epoch', nameGap: 24, splitLine: { show: false } }),
          yAxis: S.axis({ type: 'category', data: names, splitLine: { show: false } }),
          visualMap: { show: false, min: 0, max: 1, dimension: 2, inRange: { color: shades() } },
          graphic: [shareScale()],
          tooltip: S.tooltip({ formatter: (item) => S.tip('epoch ' + epochs()[at[item.value[0]]], [['', names[item.value[1]], S.percent(item.value[3])]]) }),
          series: [{
            type: 'heatmap', id: 'rank', data,
            label: { show: at.length <= 16 && innerWidth > 600, formatter: (item) => (100 * item.value[3]).toFixed(item.value[3] < 0.1 ? 1 : 0) + ' %', fontSize: 11 },
            itemStyle: { borderColor: S.css('--ground'), borderWidth: at.length <= 40 ? 1 : 0 },
            emphasis: { disabled: true }
          }]
        };
      }
    });
  }

  /** What was due and is missing above, and why. */
  function unmeasured() {
    const missing = run.notMeasured || [];
    if (!missing.length) return null;
    return S.el('div', { class: 'notice', id: 'not-measured' }, 'Not measured:', S.el('ul', {}, missing.map((one) =>
      S.el('li', {}, S.el('code', {}, one.what), (one.first === one.last ? ' at epoch ' + one.first : ' from epoch ' + one.first + ' to ' + one.last) + ': ' + one.why))));
  }

  /** Every measure of every layer: at the end, and before training. */
  function layerTable() {
    const names = layers();
    if (!names.length) return null;
    const when = !trained() ? 'before training' : run.finished ? 'at the end' : 'so far';
    return [
      S.el('h3', {}, 'Every measure, ' + when),
      S.table({
        label: 'Measures of each layer, ' + when,
        caption: (trained() ? 'Last measured epoch, with the untrained network’s value in brackets.' : 'Values of the untrained network.') + ' A dash is undefined, not zero.',
        columns: [{ title: 'measure', words: true }, ...names.map((layer) => ({ title: layer })), { title: 'how to read it', words: true }],
        rows: measures().map((name) => [
          S.measureName(name),
          ...names.map((layer) => {
            const key = measure(layer, name);
            const last = lastOf(key);
            const first = firstOf(key);
            return { by: last, show: S.number(last) + (trained() && S.isNumber(first) && !['rows', 'dim'].includes(name) ? ' (' + S.number(first) + ')' : '') };
          }),
          S.measureHint(name)
        ]),
        rowHeader: true
      })
    ];
  }

  /* Eigen spectrum. */

  /** Eigenvalues as shares of the first, by index. */
  S.spectrumPoints = function (index, spectrum) {
    const first = spectrum[0];
    return index.map((at, i) => [at, spectrum[i] / first]).filter((point) => S.isNumber(point[1]) && point[1] > ROUNDING);
  };

  S.spectrumIntro = () => S.paragraph('Eigenvalues of the embeddings’ covariance, largest first. An eigenvalue is the variance in one direction; it is shown as a share of the largest ' +
    'one. Both axes are logarithmic. The horizontal line marks 1/10,000 of the first eigenvalue. The further to the right a curve crosses this line, the more directions are in use. ' +
    'In a collapsed layer, the second eigenvalue is at most 1/100 of the first, and the curve crosses the line after a few directions.');

  /** Below it an eigenvalue counts as near-singular. */
  S.spectrumLevel = (lines, share) => {
    const xs = lines.flatMap((line) => line.points.map((point) => point[0]));
    return xs.length && S.isNumber(share) ? [S.level(share.toExponential(0) + ' of the first', share, 1, xs)] : [];
  };

  function spectrum() {
    const host = S.section('spectrum', 'Eigen spectrum', S.spectrumIntro());
    const has = () => (run.spectra.epochs || []).length > 0;
    let untouched = true;
    let figure = null;
    const move = () => {
      untouched = false;
      set();
      figure.draw(false);
    };
    const slider = S.el('input', { type: 'range', id: 'spectrum-epoch', min: 0, max: 0, value: 0, 'aria-label': 'Epoch of the spectrum', input: move });
    const output = S.el('output', { for: 'spectrum-epoch' });
    const select = S.el('select', { change: () => figure.draw(false) });
    function set() {
      if (!has()) return;
      const all = run.spectra.epochs;
      slider.max = all.length - 1;
      if (untouched) slider.value = Math.floor((all.length - 1) / 2);
      output.textContent = 'epoch ' + all[Number(slider.value)];
      slider.setAttribute('aria-valuetext', output.textContent);
      const names = Object.keys(run.spectra.layers);
      if (names.length !== select.options.length) {
        const chosen = select.value || (names.includes('projector') ? 'projector' : names[0]);
        select.replaceChildren(...names.map((name) => S.el('option', { value: name, selected: name === chosen }, name)));
      }
    }
    S.part(set);
    const values = (position) => {
      const layer = run.spectra.layers[select.value];
      const spectrum = layer && layer.values[position];
      return spectrum ? S.spectrumPoints(layer.index, spectrum) : [];
    };
    figure = S.lines(host, {
      id: 'spectrum-chart', title: 'Eigenvalues by index, as shares of the first', x: 'index of the eigenvalue', logX: true, y: { log: true, max: 0 }, height: 340,
      controls: [S.el('label', {}, 'Layer', select), S.el('label', {}, 'Epoch', slider, output)],
      text: () => {
        const layer = has() && run.spectra.layers[select.value];
        return layer ? live(select.value) + 'Eigenvalues below 1e-14 of the first are zero up to rounding and are left out.' : '';
      },
      when: () => has() || 'This run directory has no spectra.jsonl. Either an earlier version of SSL4J wrote the run, or no epoch has been measured yet.',
      lines: () => {
        const all = run.spectra.epochs;
        const last = all.length - 1;
        const line = (position, name, look, width) => ({ name, look, width, points: values(position) });
        const at = Number(slider.value);
        if (last === 0) {
          const only = [line(0, 'epoch ' + all[0], S.look(0), 3)];
          return [...only, ...S.spectrumLevel(only, thresholds().shares.nearSingular)];
        }
        const lines = [
          line(0, 'first: epoch ' + all[0], S.referenceLook(0), 1.5),
          line(last, 'last: epoch ' + all[last], { ...S.look(1), symbol: 'none' }, 1.5),
          line(at, 'chosen: epoch ' + all[at], S.look(0), 3)
        ];
        return [...lines, ...S.spectrumLevel(lines, thresholds().shares.nearSingular)];
      }
    });
  }

  /** Directions with a ten-thousandth of the first one's variance, counted on all eigenvalues, not on those drawn. */
  function live(layer) {
    const dim = lastOf(measure(layer, 'dim'));
    const count = (share) => Math.round((1 - share) * dim);
    const last = lastOf(measure(layer, 'nearSingularFraction'));
    const first = firstOf(measure(layer, 'nearSingularFraction'));
    return S.isNumber(last) && S.isNumber(dim)
      ? count(last) + ' of ' + dim + ' directions have at least 1/10,000 of the variance of the first direction ' +
        (!trained() ? 'in the untrained network. ' : (run.finished ? 'at the end, ' : 'so far, ') + count(first) + ' in the untrained network. ') : '';
  }

  /* What the features are good for. */

  function usefulness() {
    const host = S.section('usefulness', 'k-NN and probes',
      S.paragraph('Scores of the frozen backbone’s features, and of baselines that need no training. A method has learned something when it beats both the untrained network and raw pixels. Scores change later than spread and rank.'));
    S.lines(host, {
      id: 'knn', title: 'Top-1 by epoch', x: 'epoch', y: { scale: true }, height: 300,
      text: () => {
        const knn = run.knn;
        return knn ? 'Weighted k-NN: k ' + knn.k + ', T ' + knn.temperature + ', bank of ' + knn.bank + ' training images, ' + knn.queries + ' held-out queries, ' + knn.layer + ', weights: ' + knn.weights + '.' : '';
      },
      when: () => curve('knn.top1').length + curve('probe.top1').length > 0 || 'No score yet: the images have no labels, evaluation is off, or no epoch has been evaluated yet.',
      lines: () => {
        const scores = [
          { name: 'k-NN', look: S.look(0), points: curve('knn.top1') },
          { name: 'online linear probe', look: S.look(1), points: curve('probe.top1') }
        ].filter((line) => line.points.length);
        const xs = scores.flatMap((line) => line.points.map((point) => point[0]));
        return [...scores, ...baselines().map(([name, value], i) => S.level(name, value, i, xs))];
      }
    });
    S.block(host, () => Object.entries(run.evaluation || {}).map(([name, result]) => S.evaluation(name, result)));
  }

  /** A result of ssl4j evaluate: its numbers, and tables of what is a list of objects. */
  S.evaluation = function (name, result) {
    const titles = { linear: 'Linear probe', knn: 'k-NN, evaluated offline', retrieval: 'Retrieval' };
    const lists = Object.entries(result).filter(([, value]) => Array.isArray(value) && value.length && value.every((item) => item && typeof item === 'object' && !Array.isArray(item)));
    const matrix = Object.entries(result).filter(([, value]) => Array.isArray(value) && value.length && value.every(Array.isArray));
    const classes = (run.gallery && run.gallery.classNames) || [];
    return [
      S.el('h3', {}, titles[name] || name),
      S.table({ label: titles[name] || name, columns: [{ title: 'measure', words: true }, { title: 'value', words: true }], rows: S.facts(result), rowHeader: true }),
      lists.map(([key, items]) => {
        const keys = [...new Set(items.flatMap(Object.keys))];
        return fold(S.measureName(key), () => ({ columns: keys.map((item) => ({ title: S.measureName(item), words: typeof items[0][item] === 'string' })),
          rows: items.map((item) => keys.map((inner) => (item[inner] !== null && typeof item[inner] === 'object' ? JSON.stringify(item[inner]) : item[inner]))) }));
      }),
      matrix.map(([key, rows]) => fold(S.measureName(key) + ' (rows: true class, columns: predicted class)', () => ({
        columns: [{ title: '', words: true }, ...rows[0].map((cell, i) => ({ title: classes[i] || String(i) }))],
        rows: rows.map((row, i) => [classes[i] || String(i), ...row]), rowHeader: true })))
    ];
  };

  function fold(label, make) {
    const host = S.el('div');
    S.foldedTable(host, label, make);
    return host;
  }

  /* Every number, and where it comes from. */

  function numbers() {
    const host = S.section('numbers', 'Numbers by epoch');
    S.block(host, () => {
      const keys = Object.keys(run.columns).filter((key) => !key.startsWith('layers.'));
      const thinned = run.epochsRecorded > epochs().length
        ? ' ' + run.epochsRecorded + ' epochs are recorded; ' + epochs().length + ' of them, evenly spaced, are on this page.' : '';
      return S.table({
        label: 'Numbers of every epoch',
        caption: 'Numbers are rounded to six digits; metrics.jsonl has all digits. The measures of the layers are below the charts above.' + thinned,
        columns: keys.map((key) => ({ title: key.replace('terms.', 'term: ') })),
        rows: epochs().map((epoch, i) => keys.map((key) => column(key)[i])),
        rowHeader: true
      });
    });
  }

  function origin() {
    const host = S.section('origin', 'Config and provenance');
    S.block(host, () => [
      run.provenance
        ? S.table({ label: 'Provenance', free: true, columns: [{ title: 'fact', words: true }, { title: 'value', words: true }], rows: S.facts(run.provenance), rowHeader: true })
        : S.notice('This run directory has no provenance.json.'),
      S.el('h3', {}, 'config.yaml, resolved'),
      S.el('pre', { tabindex: 0 }, run.configText)
    ]);
  }
})(SSL4J);
