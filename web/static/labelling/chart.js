// The last candidates: AP50 of every category before and after, as a chart of dots and as a table.
import {el, spoken, styled} from '../dom.js';
import {name, promotion, rollback} from './switch.js';

/** All candidates, the last one first, with buttons that make another one live; a note on the last such change. */
export function candidates(state, note) {
  const {candidates: made, live, minutes} = state;
  return el('section', {class: 'btl-candidates', 'aria-labelledby': 'btl-candidates-title'},
    el('h2', {id: 'btl-candidates-title'}, 'Candidates'),
    el('p', {class: 'btl-muted'}, `Live: ${name(live.name)}${live.label ? ` (${live.label})` : ''}. `,
      `Taggers have worked ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} so far.`),
    rollback(live), note,
    made.length ? null : el('p', {class: 'btl-none'}, 'Nothing was trained yet.'),
    ...made.map((one, place) => candidate(one, place)));
}

function candidate(one, place) {
  const title = `btl-candidate-${place}`;
  const head = el('div', {class: 'btl-candidate-head'}, el('h3', {id: title}, one.name), el('span', {class: 'btl-fate', 'data-fate': fate(one)}, fate(one)), promotion(one));
  if (!one.measured) return el('article', {class: 'btl-candidate', 'aria-labelledby': title}, head, el('p', {}, 'It has no report: it was not measured.'));
  return el('article', {class: 'btl-candidate', 'aria-labelledby': title}, head,
    el('p', {class: 'btl-muted'}, `${day(one.made_at)}. Data set ${one.data_set}: ${photos(one.photos)}. Against ${one.before}, on ${one.test_photos} test photos.`),
    el('p', {}, sentence(one.reasons.join('; '))),
    el('p', {class: 'btl-cost'}, sentence(one.cost)),
    chart(one));
}

function fate(one) {
  if (one.live) return 'live';
  if (!one.measured) return 'not measured';
  return one.passed ? 'passed the gate' : 'held back';
}

function chart(one) {
  const rows = [...one.rows, one.mean];
  const figures = rows.flatMap(({before, after}) => [before, after]);
  const low = Math.max(0, Math.floor(Math.min(...figures) * 10 - 0.2) / 10);
  const high = Math.min(1, Math.ceil(Math.max(...figures) * 10 + 0.2) / 10);
  const at = (figure) => (100 * (figure - low)) / (high - low || 1);
  const ticks = Array.from({length: Math.round((high - low) * 10) + 1}, (_, i) => low + i / 10);
  return el('table', {class: 'btl-chart'},
    el('caption', {}, 'AP50 a category: ', el('span', {class: 'btl-mark btl-before', 'aria-hidden': 'true'}), ' before, ',
      el('span', {class: 'btl-mark btl-after', 'aria-hidden': 'true'}), ' after'),
    el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, spoken('Category')),
      el('th', {scope: 'col', class: 'btl-scale'}, spoken('Before'), el('span', {class: 'btl-ticks', 'aria-hidden': 'true'}, ...ticks.map((tick) => styled(el('span', {}, tick.toFixed(1)), {'--at': `${at(tick)}%`})))),
      el('th', {scope: 'col'}, 'After'), el('th', {scope: 'col'}, 'Change'))),
    el('tbody', {}, ...rows.map((row) => line(row, at, ticks, one.tolerance, row === one.mean))));
}

function line({label, before, after}, at, ticks, tolerance, mean) {
  const change = after - before;
  const kind = change > 0 ? 'rise' : change < 0 ? 'fall' : 'same';
  const [left, right] = [before, after].map(at).sort((a, b) => a - b);
  const track = el('span', {class: 'btl-range', 'aria-hidden': 'true'},
    ...ticks.map((tick) => styled(el('i', {class: 'btl-grid'}), {'--at': `${at(tick)}%`})),
    styled(el('i', {class: 'btl-way-between'}), {'--at': `${left}%`, '--to': `${right - left}%`}),
    styled(el('i', {class: 'btl-mark btl-before'}), {'--at': `${at(before)}%`}), styled(el('i', {class: 'btl-mark btl-after'}), {'--at': `${at(after)}%`}));
  return el('tr', {class: mean ? 'btl-mean' : null, 'data-change': kind},
    el('th', {scope: 'row'}, label), el('td', {}, spoken(before.toFixed(3)), track), el('td', {}, after.toFixed(3)),
    el('td', {class: 'btl-change'}, `${change > 0 ? '+' : change < 0 ? '−' : '±'}${Math.abs(change).toFixed(3)}`,
      !mean && change < -tolerance && spoken(', falls too far')));
}

function photos(counts) {
  return Object.entries(counts).map(([source, number]) => `${number} ${{base: 'of the base set', pool: 'corrected'}[source] ?? source}`).join(', ');
}

function day(iso) {
  return new Date(iso).toLocaleString('en-GB', {dateStyle: 'medium', timeStyle: 'short'});
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
