/* The page of embeddings without a run. */
(function (S) {
  S.showEmbeddings = function (data) {
    const layers = data.diagnosis.layers || [];
    document.getElementById('masthead').append(
      S.el('h1', {}, data.name),
      S.el('p', { class: 'facts' }, 'embeddings · ' + layers.map((layer) => layer.name).join(', ')));
    S.block(document.getElementById('content'), () => S.verdictSection(data.diagnosis));
    input(data.notes || []);
    labels(data.score);
    measures(layers);
    spectrum(data.spectra, data.thresholds.shares.nearSingular);
  };

  function input(notes) {
    if (notes.length) {
      S.section('input', 'Input').append(S.el('ul', {}, ...notes.map((note) => S.el('li', {}, note))));
    }
  }

  function labels(score) {
    if (!score) {
      return;
    }
    const host = S.section('labels', 'Labels');
    S.block(host, () => (score.problem
      ? S.notice(score.sentence)
      : S.table({
        label: 'k-NN by the labels',
        caption: score.sentence,
        columns: [{ title: 'score', words: true }, { title: score.layer }],
        rows: [
          ['k-NN', { by: score.top1, show: S.measureValue(score.top1) }],
          ['standard error of k-NN', { by: score.standardError, show: S.measureValue(score.standardError) }],
          ['chance: the most frequent class', { by: score.chance, show: S.measureValue(score.chance) }],
          ['classes', { by: score.classes, show: S.measureValue(score.classes) }],
          ['rows with a label', { by: score.labelled, show: S.measureValue(score.labelled) }],
          ['rows classified', { by: score.queries, show: S.measureValue(score.queries) }],
          ['rows that vote', { by: score.bank, show: S.measureValue(score.bank) }]
        ],
        rowHeader: true
      })));
  }

  function measures(layers) {
    const known = new Set(layers.flatMap((layer) => Object.keys(layer.measures || {})));
    known.delete('notMeasured');
    const order = (name) => (S.measureOrder.includes(name) ? S.measureOrder.indexOf(name) : 1000);
    const names = [...known].sort((a, b) => order(a) - order(b) || a.localeCompare(b));
    const host = S.section('geometry', 'Measures');
    S.block(host, () => (names.length
      ? S.table({
        label: 'Measures of each layer',
        caption: 'A dash is undefined, not zero.',
        columns: [{ title: 'measure', words: true }, ...layers.map((layer) => ({ title: layer.name })), { title: 'how to read it', words: true }],
        rows: names.map((name) => [
          S.measureName(name),
          ...layers.map((layer) => {
            const value = (layer.measures || {})[name];
            const reason = ((layer.measures || {}).notMeasured || {})[name];
            return { by: typeof value === 'boolean' ? Number(value) : value, show: reason ? '– (' + reason + ')' : S.measureValue(value) };
          }),
          S.measureHint(name)
        ]),
        rowHeader: true
      })
      : S.notice('No layer could be measured.')));
  }

  function spectrum(spectra, nearSingular) {
    const names = Object.keys(spectra);
    const host = S.section('spectrum', 'Eigen spectrum', S.spectrumIntro());
    S.lines(host, {
      id: 'spectrum-chart', title: 'Eigenvalues by index, as shares of the first', x: 'index of the eigenvalue', logX: true, y: { log: true, max: 0 }, height: 340,
      text: () => 'Eigenvalues below 1e-14 of a layer’s first are zero up to rounding and are left out.',
      when: () => names.length > 0 || 'No layer could be measured.',
      lines: () => {
        const lines = names.map((name, i) => ({ name, look: S.look(i), width: 2, points: S.spectrumPoints(spectra[name].index, spectra[name].values) }));
        return [...lines, ...S.spectrumLevel(lines, nearSingular)];
      }
    });
  }
})(SSL4J);
