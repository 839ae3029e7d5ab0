// The buttons, and the job that runs or ran last.
import {el, styled} from '../dom.js';

const OUTCOMES = {running: 'running', done: 'done', failed: 'failed', stopped: 'stopped', 'cut off': 'cut off before it ended'};

/** One button a command, with what it does or what keeps it from being started. */
export function commands(state) {
  const running = state.job?.outcome === 'running';
  return el('ul', {class: 'btl-commands'}, ...state.commands.map(({name, label, about, blocked}) => el('li', {},
    el('button', {type: 'button', id: `btl-command-${name}`, class: 'btl-button btl-primary', 'data-do': 'start', 'data-name': name,
      'aria-disabled': running || blocked ? 'true' : null, 'aria-describedby': `btl-about-${name}`}, label),
    el('p', {id: `btl-about-${name}`, class: blocked ? 'btl-blocked' : 'btl-muted'}, blocked || about))));
}

/** The job: what it is at, how far, what it wrote. */
export function job(value) {
  if (!value) return null;
  const {name, outcome, seconds, progress, lines, starting} = value;
  const running = outcome === 'running';
  const last = lines.at(-1);
  return el('div', {class: 'btl-job', 'data-outcome': outcome.replace(' ', '-')},
    el('div', {class: 'btl-job-head'},
      el('h3', {}, name), el('span', {class: 'btl-outcome'}, OUTCOMES[outcome]),
      seconds !== null && el('span', {class: 'btl-muted'}, time(seconds)),
      running && !starting && el('button', {type: 'button', id: 'btl-stop', class: 'btl-button btl-quiet', 'data-do': 'stop'}, 'Stop')),
    running ? bar(name, progress) : null,
    last && el('p', {class: 'btl-last'}, last),
    outcome === 'cut off' ? el('p', {class: 'btl-muted'}, 'What was done is kept. The same button goes on from there.') : null,
    lines.length > 1 ? el('details', {}, el('summary', {}, 'All that it wrote'),
      el('pre', {tabindex: '0', 'aria-label': `Output of ${name}`}, lines.join('\n'))) : null);
}

function bar(name, progress) {
  const share = progress?.total ? progress.done / progress.total : 0;
  const text = progress ? `${progress.what}: ${progress.done} of ${progress.total}` : 'Starting';
  const node = el('div', {class: 'btl-job-bar', role: 'progressbar', 'aria-label': name, 'aria-valuemin': 0, 'aria-valuemax': 100,
    'aria-valuenow': progress ? Math.round(100 * share) : null, 'aria-valuetext': text}, el('span', {}));
  return el('div', {class: 'btl-far'}, el('p', {}, text), styled(node, {'--done': `${100 * share}%`}));
}

function time(seconds) {
  return seconds < 60 ? `${seconds.toFixed(0)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
