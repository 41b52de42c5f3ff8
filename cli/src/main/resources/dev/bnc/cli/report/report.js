'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let printing = matchMedia('print').matches;

  // Okabe and Ito's colours, darkened or lightened so that each has a contrast of 3 to 1 with the page. Runs also differ
  // in dashes and marks, so no colour has to be told from another.
  const LIGHT = ['#0072b2', '#c04e00', '#00795a', '#a8457e', '#8a6400', '#1f7fae', '#444444'];
  const DARK = ['#56b4e9', '#ff9a4d', '#3fd0a4', '#e9a3cb', '#f0c64b', '#8fb8ff', '#c8c8c8'];
  const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
  const MARKS = ['circle', 'rect', 'triangle', 'rectRot', 'cross', 'star', 'crossRot'];
  const NUMBER = new Intl.NumberFormat('en-US');

  const theme = () => dark.matches && !printing
    ? { colours: DARK, text: '#e6eaef', soft: '#9aa6b2', grid: '#28313c', page: '#171d25' }
    : { colours: LIGHT, text: '#1b1f24', soft: '#57606a', grid: '#e3e7eb', page: '#ffffff' };
  const colour = (i) => theme().colours[i % LIGHT.length];
  const dash = (i) => DASHES[(i + Math.floor(i / LIGHT.length)) % DASHES.length];
  const mark = (i) => MARKS[(i + Math.floor(i / LIGHT.length)) % MARKS.length];
  const faint = (hex) => hex + '38';

  const charts = [];

  function axes(y, last) {
    const t = theme();
    const scale = { grid: { color: t.grid }, border: { color: t.soft }, ticks: { color: t.soft } };
    return {
      x: {
        ...scale, type: 'linear', min: 0, max: last,
        ticks: { color: t.soft, maxRotation: 0, autoSkipPadding: 18, callback: (v) => NUMBER.format(v) },
        title: { display: true, text: 'step', color: t.soft },
      },
      y: { ...scale, ...y, ticks: { ...scale.ticks, ...y.ticks } },
    };
  }

  function options(y, last, unit) {
    const t = theme();
    return {
      clip: 8, layout: { padding: { right: 8 } },
      animation: false, responsive: true, maintainAspectRatio: false, parsing: false, normalized: true,
      devicePixelRatio: Math.max(2, window.devicePixelRatio || 1),
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: axes(y, last),
      plugins: {
        legend: {
          labels: { color: t.text, usePointStyle: true, boxHeight: 8, padding: 16, filter: (item) => item.text !== '' },
        },
        tooltip: {
          filter: (item) => item.dataset.label !== '',
          callbacks: {
            title: (items) => items.length ? 'step ' + NUMBER.format(items[0].parsed.x) : '',
            label: (item) => ' ' + item.dataset.label + ': ' + unit(item.parsed.y),
          },
        },
      },
    };
  }

  // A mark on some ten points of a curve; all of them would hide it.
  function line(i, name, points) {
    const every = Math.max(1, Math.round(points.length / 10));
    const offset = (i * 3) % every;
    const c = colour(i);
    return {
      label: name, data: points, borderColor: c, backgroundColor: c, borderWidth: 2, borderDash: dash(i), tension: 0,
      pointStyle: mark(i), spanGaps: true, pointHitRadius: 8,
      pointRadius: points.map((_, k) => points.length < 12 || k % every === offset ? 4 : 0),
    };
  }

  const drawn = (rows, column, factor) => rows
    .filter((row) => row[column] !== null)
    .map((row) => ({ x: row[0], y: row[column] * (factor || 1) }));
  const lastStep = () => Math.max(1, ...data.runs.flatMap((run) => [...run.train, ...run.test].map((row) => row[0])));

  function chart(canvas, label, make) {
    canvas.setAttribute('aria-label', label);
    const made = new Chart(canvas, make());
    charts.push({ made, make });
    return made;
  }

  function redraw() {
    for (const { made, make } of charts) {
      const fresh = make();
      made.data = fresh.data;
      made.options = fresh.options;
      made.update('none');
    }
    keys();
  }

  function keys() {
    for (const key of document.querySelectorAll('.key')) {
      key.style.background = colour(data.runs.findIndex((run) => run.name === key.dataset.run));
    }
  }

  function accuracy() {
    const accurate = data.runs.some((run) => run.test.some((row) => row[2] !== null));
    if (!accurate) {
      return;
    }
    document.getElementById('accuracy-section').hidden = false;
    const whole = document.getElementById('whole');
    const make = () => {
      const values = data.runs.flatMap((run) => run.test.map((row) => row[2])).filter((v) => v !== null).sort((a, b) => a - b);
      const target = data.accuracy === null ? [] : [data.accuracy];
      // The first validations are far below the rest and would take most of the chart.
      const low = Math.min(values[Math.floor(values.length / 5)], ...target);
      const high = Math.max(values[values.length - 1], ...target);
      const room = Math.max(0.005, (high - low) * 0.25);
      const y = whole.checked
        ? { min: 0, max: 100 }
        : rounded(100 * (low - room), 100 * (high + room / 4));
      y.ticks = { includeBounds: false, callback: (v) => Math.round(v * 100) / 100 + ' %' };
      const datasets = data.runs.map((run, i) => line(i, run.name, drawn(run.test, 2, 100)));
      if (target.length) {
        datasets.push({
          label: Math.round(target[0] * 1e6) / 1e4 + ' %', data: [{ x: 0, y: 100 * target[0] }, { x: lastStep(), y: 100 * target[0] }],
          borderColor: theme().soft, borderWidth: 1, borderDash: [4, 4], pointRadius: 0, pointHitRadius: 0, pointStyle: 'line',
        });
      }
      return { type: 'line', data: { datasets }, options: options(y, lastStep(), (v) => v.toFixed(2) + ' %') };
    };
    chart(document.getElementById('accuracy'), 'Test accuracy over steps, one line a run', make);
    whole.addEventListener('change', redraw);
  }

  function rounded(low, high) {
    const step = high - low > 20 ? 5 : high - low > 4 ? 1 : 0.5;
    return { min: Math.max(0, Math.floor(low / step) * step), max: Math.min(100, Math.ceil(high / step) * step) };
  }

  function losses(id, label, rows) {
    chart(document.getElementById(id), label, () => ({
      type: 'line',
      data: { datasets: data.runs.map((run, i) => ({ ...line(i, run.name, drawn(rows(run), 1)), borderWidth: 1.5 })) },
      options: options({ type: 'logarithmic', ticks: { callback: decimal, autoSkip: false } }, lastStep(), (v) => v.toPrecision(4)),
    }));
  }

  // On a logarithmic axis only 1, 2 and 5 and their tenfolds are worth a number.
  function decimal(value) {
    const digits = value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    return [1, 2, 5].includes(Math.round(digits * 1e6) / 1e6) ? String(parseFloat(value.toPrecision(3))) : '';
  }

  function bands(place) {
    const probe = place.dataset.probe;
    const runs = data.runs.map((run, i) => ({ run, i })).filter(({ run }) => run.probes[probe]);
    const control = document.createElement('p');
    control.className = 'control';
    const choices = [['unit0', 'the first unit'], ['all', 'all units']].map(([value, text], k) => {
      const label = document.createElement('label');
      const input = document.createElement('input');
      Object.assign(input, { type: 'radio', name: probe, value, checked: k === 0 });
      input.addEventListener('change', redraw);
      label.append(input, ' ' + text);
      control.append(label);
      return input;
    });
    place.before(control);
    const which = () => choices.find((input) => input.checked).value;
    const range = () => {
      const values = runs.flatMap(({ run }) => run.probes[probe][which()].flatMap((row) => [row[1], row[3]])).filter((v) => v !== null);
      const low = Math.min(...values);
      const high = Math.max(...values);
      const room = 0.04 * (high - low || 1);
      return { min: low - room, max: high + room, afterBuildTicks: (axis) => { axis.ticks = axis.ticks.slice(1, -1); } };
    };
    for (const { run, i } of runs) {
      const box = document.createElement('div');
      const title = document.createElement('h3');
      title.textContent = run.name;
      const frame = document.createElement('div');
      frame.className = 'chart';
      const canvas = document.createElement('canvas');
      canvas.setAttribute('role', 'img');
      frame.append(canvas);
      box.append(title, frame);
      place.append(box);
      const percents = run.probes[probe].percents;
      const name = (k) => percents[k] + 'th percentile';
      chart(canvas, 'Percentiles of ' + probe + ' over steps in ' + run.name, () => {
        const rows = run.probes[probe][which()];
        const c = colour(i);
        const edge = (column, label, more) => ({
          label, data: drawn(rows, column), borderColor: c, backgroundColor: faint(c), borderWidth: 1, pointRadius: 0,
          pointHitRadius: 6, pointStyle: 'line', ...more,
        });
        const middle = Math.floor(percents.length / 2);
        const settings = options(range(), lastStep(), (v) => v.toPrecision(3));
        settings.plugins.legend.display = false;
        return {
          type: 'line',
          data: {
            datasets: [
              edge(3, name(percents.length - 1), {}),
              edge(2, name(middle), { borderWidth: 2.5 }),
              edge(1, name(0), { fill: '-2' }),
            ],
          },
          options: settings,
        };
      });
    }
  }

  accuracy();
  losses('train', 'Training loss over steps, one line a run, logarithmic', (run) => run.train);
  losses('test', 'Test loss over steps, one line a run, logarithmic', (run) => run.test);
  document.querySelectorAll('.bands').forEach(bands);
  keys();

  dark.addEventListener('change', redraw);
  // The page is laid out for paper only after this event, so charts are drawn for its width here; the style sheet scales
  // them, keeping their proportions, where the paper is wider or narrower.
  window.addEventListener('beforeprint', () => {
    printing = true;
    redraw();
    for (const { made } of charts) {
      const wide = made.canvas.parentElement.classList.contains('tall');
      made.resize(wide ? 680 : 330, wide ? 290 : 215);
    }
  });
  window.addEventListener('afterprint', () => {
    printing = false;
    redraw();
    charts.forEach(({ made }) => made.resize());
  });
})();
