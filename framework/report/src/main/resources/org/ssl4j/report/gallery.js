/* Pictures: the embeddings in a plane, nearest neighbours, augmented views. */
(function (S) {
  S.showGallery = function (current) {
    const gallery = () => current().gallery;
    const missing = 'This run directory has no gallery. A run writes it at its end.';
    const host = S.section('embeddings', 'Embeddings',
      S.paragraph('Held-out images, embedded with the weights at the end of training.'));

    projection(host, gallery, missing);
    S.block(host, () => {
      if (!gallery()) return null;
      return neighbours(gallery());
    });

    const views = S.section('views', 'Augmented views',
      S.paragraph('Each row shows a training image on the left, then random samples of its views, which are the input of the two branches. If the views hardly differ, the pretext task is trivial. If they share nothing, it is impossible.'));
    S.block(views, () => (gallery() ? sheet(gallery()) : S.notice(missing)));
  };

  /* Pictures are drawn on canvases from one image, so that they also print. */
  const loaded = new Map();

  function whenLoaded(source, draw) {
    if (!loaded.has(source)) {
      const image = new Image();
      loaded.set(source, new Promise((resolve) => {
        image.addEventListener('load', () => resolve(image));
      }));
      image.src = source;
    }
    loaded.get(source).then(draw);
  }

  function picture(source, size, column, row, label) {
    const canvas = S.el('canvas', { width: size, height: size, role: 'img', 'aria-label': label });
    whenLoaded(source, (image) =>
      canvas.getContext('2d').drawImage(image, column * size, row * size, size, size, 0, 0, size, size));
    return canvas;
  }

  function thumbnail(gallery, index, label) {
    const { size, columns } = gallery.thumbnails;
    return picture(gallery.pictures.thumbnails, size, index % columns, Math.floor(index / columns), label);
  }

  const className = (gallery, label) => (label >= 0 && gallery.classNames[label] !== undefined ? gallery.classNames[label] : 'unlabelled');

  /* Projection. */

  function projection(host, gallery, missing) {
    let figure = null;
    const select = S.el('select', { change: () => figure.draw(false) });
    const zoom = S.el('input', { type: 'checkbox', change: () => figure.draw(false) });
    S.part(() => {
      if (!gallery()) return;
      const names = Object.keys(gallery().projections);
      if (names.length !== select.options.length) {
        select.replaceChildren(...names.map((name) => S.el('option', { value: name }, name)));
      }
    });
    const chosen = () => gallery().projections[select.value];
    const classes = () => [...new Set(gallery().labels)].sort((a, b) => a - b);
    figure = S.figure(host, {
      id: 'projection', title: 'Embeddings in a plane', height: 460,
      controls: [S.el('label', {}, 'Layer', select), S.el('label', {}, zoom, 'zoom in on the points')],
      text: () => gallery() ? gallery().images + ' images of ' + gallery().split + ': the directions of the embeddings (unit length) along the two axes of greatest variance, which hold ' +
        S.percent(chosen().shares[0]) + ' and ' + S.percent(chosen().shares[1]) + ' of it. Without zoom, the axes run from -1 to 1. If the cloud has shrunk to a dot, the embeddings have collapsed.' : '',
      when: () => Boolean(gallery()) || missing,
      legend: () => classes().map((label, i) => ({ name: className(gallery(), label), look: S.look(i), point: true })),
      label: () => 'Scatter plot of ' + gallery().images + ' embeddings of the ' + select.value + ' in the plane of greatest variance, by class',
      numbers: () => ({
        columns: [{ title: 'image' }, { title: 'class', words: true }, { title: 'x' }, { title: 'y' }],
        rows: gallery().labels.map((label, i) => [i, className(gallery(), label), chosen().x[i], chosen().y[i]]),
        rowHeader: true
      }),
      option: (hidden) => {
        const extent = zoom.checked ? 1.05 * Math.max(1e-9, ...chosen().x.map(Math.abs), ...chosen().y.map(Math.abs)) : 1;
        const axis = (name) => S.axis({ min: -extent, max: extent, name, nameGap: 24, axisLabel: { color: S.css('--quiet'), formatter: (value) => String(Number(value.toPrecision(3))) } });
        return {
          grid: { left: 24, right: 18, top: 10, bottom: 34, containLabel: true },
          xAxis: axis('first axis'),
          yAxis: { ...axis('second axis'), nameGap: 40 },
          tooltip: S.tooltip({
            trigger: 'item',
            formatter: (item) => S.el('div', { class: 'tip' }, thumbnail(gallery(), item.value[2], ''), S.el('div', {}, className(gallery(), gallery().labels[item.value[2]]) + ', image ' + item.value[2]))
          }),
          series: classes().filter((label) => !hidden.has(className(gallery(), label))).map((label) => {
            const { symbol, itemStyle } = S.marker(S.look(classes().indexOf(label)));
            return {
              type: 'scatter', id: String(label), name: className(gallery(), label), symbol, symbolSize: 8,
              itemStyle: { ...itemStyle, opacity: 0.8 },
              data: gallery().labels.flatMap((of, i) => (of === label ? [[chosen().x[i], chosen().y[i], i]] : []))
            };
          })
        };
      }
    });
  }

  /* Neighbours. */

  function neighbours(gallery) {
    const labelled = gallery.labels.some((label) => label >= 0);
    let right = 0;
    let all = 0;
    const strips = gallery.neighbours.queries.map((query) => {
      const name = className(gallery, gallery.labels[query.image]);
      const cells = query.neighbours.map((neighbour, i) => {
        const other = className(gallery, gallery.labels[neighbour.image]);
        const same = labelled && gallery.labels[neighbour.image] === gallery.labels[query.image];
        all++;
        if (same) right++;
        const mark = labelled ? (same ? '✓ ' : '✗ ') : '';
        const words = 'neighbour ' + (i + 1) + ': ' + other + (labelled ? (same ? ', same class' : ', another class') : '') + ', cosine ' + S.number(neighbour.cosine);
        return S.el('div', { class: 'cell' + (labelled ? (same ? ' right' : ' wrong') : ''), title: words },
          thumbnail(gallery, neighbour.image, words),
          S.el('span', { class: 'name', 'aria-hidden': 'true' }, mark + other),
          S.el('span', { class: 'quiet', 'aria-hidden': 'true' }, S.number(neighbour.cosine)));
      });
      return S.el('li', { class: 'strip' },
        S.el('div', { class: 'cell query', title: 'query: ' + name }, thumbnail(gallery, query.image, 'query: ' + name), S.el('span', { class: 'name', 'aria-hidden': 'true' }, name)), cells);
    });
    return S.el('figure', { id: 'neighbours' },
      S.el('h3', {}, 'Nearest neighbours'),
      S.el('figcaption', {}, 'Each row shows a query on the left, then the most similar of the other ' + (gallery.images - 1) + ' images, by the cosine of their ' + gallery.neighbours.layer + ' features. ' +
        (labelled ? '✓ and a solid frame: same class; ✗ and a dashed frame: another class. ' + right + ' of these ' + all + ' neighbours are of the query’s class; random neighbours would be right in about ' +
          S.percent(guessing(gallery)) + '.' : 'The images have no labels.')),
      S.el('ul', { class: 'strips' }, strips));
  }

  /** Chance that another image, drawn blindly, has the query's class. */
  function guessing(gallery) {
    const counts = new Map();
    gallery.labels.forEach((label) => counts.set(label, (counts.get(label) || 0) + 1));
    const shares = gallery.neighbours.queries.map((query) => (counts.get(gallery.labels[query.image]) - 1) / (gallery.images - 1));
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  }

  /* Views. */

  /** The whole name is told on hover, and in the row's title to a screen reader. */
  const caption = (name, index) => S.el('small', { class: 'quiet name', title: name || 'training image ' + index }, name || '#' + index);

  function sheet(gallery) {
    const { cell, draws, images, labels } = gallery.views;
    const names = gallery.views.names || []; // older runs have none
    const views = [...Array(gallery.views.views).keys()];
    const title = (view) => (gallery.views.viewNames || [])[view] || 'view ' + (view + 1); // older runs have none
    const image = (column, row, label) => picture(gallery.pictures.views, cell, column, row, label);
    return S.el('figure', { id: 'view-sheet' },
      S.el('div', { class: 'scroll free', tabindex: 0, role: 'group', 'aria-label': 'views' },
        S.el('table', { class: 'views' },
          S.el('thead', {}, S.el('tr', {}, S.el('th', { scope: 'col' }, 'class'), S.el('th', { scope: 'col' }, 'original'),
            views.map((view) => S.el('th', { scope: 'colgroup', colspan: draws }, title(view))))),
          S.el('tbody', {}, images.map((index, row) => {
            const name = className(gallery, labels[row]);
            return S.el('tr', {}, S.el('th', { scope: 'row' }, name, caption(names[row], index)), S.el('td', {}, image(0, row, name + ', original')),
              views.map((view) => [...Array(draws).keys()].map((draw) =>
                S.el('td', { class: draw === 0 ? 'gap' : null }, image(1 + view * draws + draw, row, name + ', ' + title(view) + ', draw ' + (draw + 1))))));
          })))));
  }
})(SSL4J);
