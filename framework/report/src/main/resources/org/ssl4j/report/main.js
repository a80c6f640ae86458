/* Reads the data and shows the page it is for. */
(function (S) {
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const asked = new URLSearchParams(location.search);

  function themeButton() {
    const names = { '': 'colours: system', light: 'colours: light', dark: 'colours: dark' };
    const order = ['', 'light', 'dark'];
    const root = document.documentElement;
    const button = S.el('button', {
      type: 'button', class: 'theme',
      click: () => set(order[(order.indexOf(root.dataset.theme || '') + 1) % order.length])
    });
    function set(theme) {
      if (theme) root.dataset.theme = theme;
      else delete root.dataset.theme;
      button.textContent = names[theme];
      S.redrawAll();
    }
    set(order.includes(asked.get('theme')) ? asked.get('theme') : '');
    return button;
  }

  document.getElementById('imprint').append(
    S.el('p', {}, 'Made by ' + data.generator + '. Charts: Apache ECharts ' + echarts.version + ', Copyright 2017-2022 The Apache Software Foundation, Apache License 2.0; ' +
      'all notices are in the source of this page. The page loads nothing from the internet.'),
    themeButton());

  if (data.kind === 'run') {
    data.run.live = Boolean(data.live);
    S.showRun(data.run);
  } else if (data.kind === 'embeddings') S.showEmbeddings(data.embeddings);
  else if (data.kind === 'face') S.showFace(data.face);
  else S.showStudy(data.study);
  if (data.live) S.follow(data.live);
  S.preparePrint();
  S.drawWhenIdle();
  document.documentElement.dataset.ready = 'true';
})(SSL4J);
