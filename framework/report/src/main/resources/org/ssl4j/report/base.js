'use strict';
/* What every part of the page uses: elements, numbers, names, colours. Text of a run reaches the page as text nodes only. */
const SSL4J = {};

(function (S) {
  /** An element; a child may be text, a node, a list of either, or null. Attributes that are functions are listeners. */
  S.el = function (tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === 'function') node.addEventListener(name, value);
      else node.setAttribute(name, value === true ? '' : value);
    }
    node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  };

  S.FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

  S.isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

  /** For reading: three or four digits. */
  S.number = function (value) {
    if (!S.isNumber(value)) return '–';
    const size = Math.abs(value);
    if (Number.isInteger(value) && size < 1e7) return String(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
    return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3);
  };

  /** For tables: six digits, and all digits of a whole number. */
  S.exact = function (value) {
    if (!S.isNumber(value)) return '–';
    if (Number.isInteger(value)) return String(value);
    const six = Number(value.toPrecision(6));
    return Math.abs(six) < 1e-3 ? six.toExponential() : String(six);
  };

  /** The blank is one at which no line breaks. */
  S.percent = (value) => (S.isNumber(value) ? (100 * value).toFixed(1) + '\u00a0%' : '–');

  /** A sentence as files have it, as a page shows it: ± for +-, and no line breaks before a per cent sign. */
  S.typeset = (sentence) => sentence.replaceAll('+-', '±').replaceAll(' %', '\u00a0%');

  const MEASURES = {
    stdRatio: ['std ratio', 'about 1: healthy; 0: collapsed'],
    meanCosine: ['mean cosine', 'well below 1: healthy; 1: collapsed'],
    effectiveRank: ['effective rank', 'number of directions in use; many: healthy; about 1: collapsed'],
    rankMe: ['RankMe', 'the effective rank without subtracting the mean'],
    participationRatio: ['participation ratio', 'number of directions in use; the largest eigenvalues dominate it'],
    stableRank: ['stable rank', 'total variance divided by the variance of the first direction'],
    topEigenvalueShare: ['top eigenvalue share', 'near 1: all embeddings lie on one line'],
    cevAuc: ['CEV-AUC', '1/2: flat spectrum; 1: collapsed'],
    alphaReq: ['alpha-ReQ', 'about 1: healthy; far above 1: collapsed'],
    alphaReqR2: ['alpha-ReQ fit R²', 'near 1: alpha-ReQ can be trusted'],
    alphaReqPoints: ['alpha-ReQ points', 'number of eigenvalues in the fit'],
    nearSingularFraction: ['near-singular fraction', 'share of the eigenvalues that are below 1e-4 of the first'],
    conditionNumber: ['condition number', 'first eigenvalue divided by the last'],
    uniformity: ['uniformity', 'towards -4: healthy; 0: collapsed'],
    alignment: ['alignment', 'small is good only if the std ratio is healthy'],
    meanPositiveCosine: ['mean positive cosine', 'mean cosine of two views of the same image'],
    offDiagonalCorrelation: ['off-diagonal correlation', 'near 0: healthy; 1: all dimensions carry the same information'],
    rawStd: ['raw std', 'standard deviation without normalisation; losses with a variance term aim at 1'],
    meanNorm: ['mean norm', 'mean length of an embedding; it should not drift'],
    zeroRowFraction: ['zero rows', 'share of embeddings that are all zero'],
    pointShare: ['rows on few points', 'share of the embeddings that equal one of a few vectors up to scale; not shown if there are no such vectors'],
    points: ['points', 'number of these vectors'],
    constantDims: ['constant dimensions', 'number of columns that do not vary'],
    faintDims: ['faint dimensions', 'number of columns that vary far less than the others'],
    offsetDims: ['offset dimensions', 'number of columns that hold a common offset'],
    isoScore: ['IsoScore', '1: all directions are used alike; 0: one direction'],
    hubness: ['hubness', 'below about 1: healthy; well above 1: a few embeddings are near to many; many duplicates make it meaningless'],
    maxKOccurrence: ['most neighbour lists', 'number of lists of ten nearest neighbours that one embedding is in; 10 on average'],
    antihubShare: ['antihubs', 'share of embeddings that are in no such list'],
    deadUnits: ['dead units', 'number of columns that are zero for every image'],
    sparsity: ['sparsity', 'share of values that are exactly zero: about 1/2 after a ReLU is usual'],
    clusters: ['clusters', 'number of points onto which the embeddings have contracted; a dash (none): healthy'],
    centredDegenerate: ['all images equal', 'no: healthy; yes: all embeddings are one point, up to rounding'],
    lidar: ['LiDAR', 'number of directions in which images differ more than the views of one image'],
    rows: ['images measured', ''],
    dim: ['dimensions', '']
  };

  /** Name of a measure; one that this page does not know is spelled out. */
  S.measureName = (key) =>
    MEASURES[key] ? MEASURES[key][0] : key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  S.measureHint = (key) => (MEASURES[key] ? MEASURES[key][1] : '');

  /** Some measures are answers, not numbers. */
  S.measureValue = (value) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : S.number(value));
  S.measureOrder = Object.keys(MEASURES);

  /** With a capital letter, unless that would misspell it. */
  S.headline = (words) => (words.startsWith('k-NN') ? words : words.charAt(0).toUpperCase() + words.slice(1));

  const VERDICTS = {
    HEALTHY: ['good', 'Healthy', 'The embeddings use many directions and tell images apart.'],
    COMPLETE_COLLAPSE: ['bad', 'Complete collapse', 'All images, or nearly all, are mapped to the same point.'],
    DIMENSIONAL_COLLAPSE: ['bad', 'Dimensional collapse', 'The embeddings vary, but only along a few directions.'],
    CLUSTER_COLLAPSE: ['bad', 'Cluster collapse', 'Most embeddings sit on a few points or in a few tight clusters.'],
    NOT_LEARNING: ['bad', 'Not learning', 'The embeddings have not collapsed, but no measure shows that the network has learned anything.'],
    SHORTCUT: ['bad', 'Shortcut', 'The pretext task is solved, but the features do not tell classes apart any better.'],
    DIVERGED: ['bad', 'Diverged', 'A loss, a gradient or an embedding is not finite, or the loss has exploded.'],
    UNCERTAIN: ['unsure', 'Uncertain', 'The measures contradict each other, or there are too few of them for a verdict.']
  };

  /** {mood, title, text} of a verdict; an unknown word is shown as it is. */
  S.verdict = function (word) {
    const [mood, title, text] = VERDICTS[word] || ['unsure', String(word), ''];
    return { mood, title, text };
  };

  S.verdictTag = function (word) {
    if (!word) return '–';
    const verdict = S.verdict(word);
    return S.el('span', { class: 'tag ' + verdict.mood }, verdict.title);
  };

  /* Okabe and Ito's colours, shifted where they are too pale on white or too dark on black. Never colour alone: every line
     also has a dash and a marker of its own, every class a marker. */
  const LIGHT = ['#0072b2', '#d55e00', '#008a64', '#a8408f', '#7a6200', '#2a9fd6', '#6a3d9a', '#5a5f66', '#c28400', '#1b1f24'];
  const DARK = ['#56b4e9', '#ff8f4a', '#2fcf9f', '#e39ac9', '#e8cf4f', '#9fd4ff', '#b9a0f2', '#a9b0b8', '#f0b429', '#ffffff'];
  const DASHES = ['solid', [7, 4], [2, 3], [9, 3, 2, 3], [4, 2], [12, 4], [2, 2, 6, 2], [1, 4], [6, 2, 2, 2, 2, 2], [10, 2]];
  const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond', 'arrow', 'pin'];
  const REFERENCE_DASHES = [[3, 4], [10, 5], [1, 3], [6, 3, 1, 3]];

  const LIMIT_DASHES = [[5, 3], [2, 2], [8, 2, 2, 2]];

  S.dark = function () {
    const chosen = document.documentElement.dataset.theme;
    if (S.printing) return false;
    return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  };

  /** Look of the i-th of several things. Beyond ten, colours repeat with another dash and marker. */
  S.look = function (i) {
    const round = Math.floor(i / 10);
    return {
      color: (S.dark() ? DARK : LIGHT)[i % 10],
      dash: DASHES[(i + 3 * round) % 10],
      symbol: SYMBOLS[(i + 3 * round) % 10]
    };
  };

  /** Look of the i-th level that curves are compared with: grey and without markers. */
  S.referenceLook = (i) => ({
    color: S.dark() ? '#a4adb8' : '#5f6873',
    dash: REFERENCE_DASHES[i % REFERENCE_DASHES.length],
    symbol: 'none'
  });

  /** Look of the i-th level at which the diagnosis changes its mind: red, thin and without markers. */
  S.limitLook = (i) => ({ color: S.css('--bad'), dash: LIMIT_DASHES[i % LIMIT_DASHES.length], symbol: 'none' });

  S.css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** A piece of line with its marker, for legends. */
  S.swatch = function (look, asPoint) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    for (const [name, value] of Object.entries({ width: 30, height: 12, viewBox: '0 0 30 12', 'aria-hidden': 'true' })) {
      svg.setAttribute(name, value);
    }
    const add = (tag, attributes) => {
      const node = document.createElementNS(ns, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      svg.append(node);
    };
    if (!asPoint) {
      const dash = look.dash === 'solid' ? 'none' : look.dash.join(' ');
      add('line', { x1: 1, y1: 6, x2: 29, y2: 6, stroke: look.color, 'stroke-width': 2, 'stroke-dasharray': dash });
    }
    const hollow = look.symbol.startsWith('empty');
    const paint = { fill: hollow ? S.css('--ground') : look.color, stroke: look.color, 'stroke-width': 1.5 };
    const shape = look.symbol.replace('empty', '').toLowerCase();
    if (shape === 'circle') add('circle', { cx: 15, cy: 6, r: 3.5, ...paint });
    else if (shape === 'rect') add('rect', { x: 11.5, y: 2.5, width: 7, height: 7, ...paint });
    else if (shape === 'triangle') add('path', { d: 'M15 2 L19 10 L11 10 Z', ...paint });
    else if (shape === 'diamond') add('path', { d: 'M15 1 L19 6 L15 11 L11 6 Z', ...paint });
    else if (shape === 'arrow') add('path', { d: 'M15 1 L19 11 L15 8.5 L11 11 Z', ...paint });
    else if (shape === 'pin') add('path', { d: 'M15 11 L11.5 5 A3.5 3.5 0 1 1 18.5 5 Z', ...paint });
    return svg;
  };

  /** Marker of a curve or of points. The chart library fills hollow markers with white, which glares on a dark page. */
  S.marker = function (look) {
    if (!look.symbol.startsWith('empty')) return { symbol: look.symbol, itemStyle: { color: look.color } };
    return {
      symbol: look.symbol.slice('empty'.length).toLowerCase(),
      itemStyle: { color: S.css('--ground'), borderColor: look.color, borderWidth: 2 }
    };
  };

  /* Parts that show the page's data again when it changes. */
  const parts = [];
  S.part = function (refresh) {
    parts.push(refresh);
    refresh();
  };
  S.refreshAll = () => parts.forEach((refresh) => refresh());

  /** A section with its entry in the contents. */
  S.section = function (id, title, ...intro) {
    const node = S.el('section', { id, 'aria-labelledby': id + '-title' }, S.el('h2', { id: id + '-title' }, title), intro);
    document.getElementById('content').append(node);
    document.getElementById('contents').append(S.el('a', { href: '#' + id }, title));
    return node;
  };

  /** A place whose content is made anew from the data. */
  S.block = function (host, make) {
    const place = S.el('div');
    host.append(place);
    S.part(() => place.replaceChildren(...[make()].flat(3).filter(Boolean)));
    return place;
  };

  S.paragraph = (...content) => S.el('p', {}, content);
  S.notice = (...content) => S.el('p', { class: 'notice' }, content);
})(SSL4J);
