/* A page that is served while the run is going on asks for news, and changes only what has changed. */
(function (S) {
  const PERIOD = 2000;

  S.follow = function (live) {
    const pulse = S.el('span', { class: 'pulse', 'aria-hidden': 'true' });
    const words = S.el('span', { role: 'status' }, 'connecting ...');
    const progress = S.el('progress', { 'aria-label': 'training steps done', max: 1, value: 0 });
    const bar = S.el('div', { class: 'live', id: 'live' }, pulse, words, progress);
    document.getElementById('masthead').append(bar);
    let version = live.version;
    let known = null;

    async function ask() {
      try {
        const status = await (await fetch('status.json', { cache: 'no-store' })).json();
        bar.classList.remove('lost');
        say(status);
        if (status.version !== version) {
          const answer = await (await fetch('data.json', { cache: 'no-store' })).json();
          version = answer.live.version;
          known = answer.run;
          known.live = true;
          S.updateRun(withRecent(known, status.recent));
        } else if (status.recent.step.length) {
          known = known || S.currentRun();
          S.updateSteps(withRecent(known, status.recent));
        }
      } catch (error) {
        bar.classList.add('lost');
        words.textContent = 'The training process does not answer. It has ended or is busy. The page shows its last answer.';
      }
      setTimeout(ask, PERIOD);
    }

    function say(status) {
      progress.max = Math.max(1, status.lastStep);
      progress.value = status.step;
      const loss = S.isNumber(status.loss) ? ', loss ' + S.number(status.loss) : '';
      const speed = S.isNumber(status.imagesPerSecond) ? ', ' + Math.round(status.imagesPerSecond) + ' images/s' : '';
      const number = (name, value) => (S.isNumber(value) ? ', ' + name + ' ' + S.number(value) : '');
      const left = status.timeLeft ? ', about ' + status.timeLeft + ' left' : '';
      words.textContent = 'step ' + status.step + ' of ' + status.lastStep + ', epoch ' + status.epoch + ' of ' + status.epochs + loss +
        number('learning rate', status.learningRate) + number('gradient norm', status.gradientNorm) + speed + left;
    }

    setTimeout(ask, 0);
  };

  /** The steps of the metric files, which end with the last epoch, and those made since. */
  function withRecent(run, recent) {
    const steps = { ...run.steps };
    for (const [name, values] of Object.entries(recent)) {
      if (name === 'step') continue;
      const old = steps[name] || { x: [], y: [] };
      const last = old.x.length ? old.x[old.x.length - 1] : 0;
      const fresh = recent.step.map((step, i) => [step, values[i]]).filter(([step, value]) => step > last && value !== null);
      steps[name] = { x: old.x.concat(fresh.map((point) => point[0])), y: old.y.concat(fresh.map((point) => point[1])) };
    }
    return { ...run, steps };
  }
})(SSL4J);
