// The team's page: asks how the loop stands, starts commands, and follows the one that runs.
import {el} from '../dom.js';
import {batch} from './batch.js';
import {candidates} from './chart.js';
import {commands, job} from './job.js';
import {queue} from './queue.js';

const POLL_MS = 1000;
const SIZES = [12, 24, 50, 100];
const LOST = 'The shop does not answer. What runs goes on; this page follows it again as soon as there is an answer.';

class Labelling {
  constructor(root, live) {
    this.root = root;
    this.live = live;
    this.size = 24;
    this.state = null;
    this.error = '';
    root.addEventListener('click', (event) => this.onClick(event));
    root.addEventListener('change', (event) => this.onChange(event));
    document.addEventListener('visibilitychange', () => document.hidden || this.poll());
    this.load();
  }

  /** Ask; an answer that is an error in words is thrown with them. */
  async ask(path, method = 'GET') {
    const answer = await fetch(`api/${path}`, {method, headers: {'X-Labelling': '1'}});
    if (answer.status === 401) window.location.reload();
    const value = await answer.json();
    if (!answer.ok) throw new Error(value?.error ?? value?.detail ?? LOST);
    return value;
  }

  async load() {
    try {
      this.state = await this.ask(`state?size=${this.size}`);
      this.error = '';
    } catch (error) {
      this.fail(error);
    }
    this.render();
    this.follow();
  }

  /** Look at the job again soon, if one runs. */
  follow() {
    clearTimeout(this.timer);
    if (this.state?.job?.outcome === 'running' && !document.hidden) this.timer = setTimeout(() => this.poll(), POLL_MS);
  }

  async poll() {
    const before = this.state?.job;
    try {
      this.showJob(await this.ask('job'));
    } catch (error) {
      this.fail(error);
      this.timer = setTimeout(() => this.poll(), 5 * POLL_MS);
      return;
    }
    const now = this.state.job;
    if (before?.outcome === 'running' && now?.outcome !== 'running') {
      this.say(`${now.name}: ${now.outcome}`);
      await this.load();
    }
    this.follow();
  }

  showJob(value) {
    this.error = '';
    this.state = {...this.state, job: value};
    this.replace('.btl-do', this.todo());
  }

  /** Put a part of the page in another's place; the focus stays on the button that had it. */
  replace(selector, node) {
    const {id} = document.activeElement ?? {};
    const open = this.root.querySelector(`${selector} details`)?.open;
    this.root.querySelector(selector)?.replaceWith(node);
    if (open) node.querySelector('details')?.setAttribute('open', '');
    if (id) document.getElementById(id)?.focus({preventScroll: true});
  }

  fail(error) {
    this.error = error instanceof TypeError || error instanceof SyntaxError ? LOST : error.message;
    this.say(this.error);
    if (this.root.querySelector('.btl-do')) this.replace('.btl-do', this.todo());
  }

  todo() {
    return el('section', {class: 'btl-do', 'aria-labelledby': 'btl-do-title'},
      el('h2', {id: 'btl-do-title'}, 'Run'),
      commands(this.state),
      this.error && el('p', {class: 'btl-error', role: 'alert'}, this.error),
      job(this.state.job));
  }

  render() {
    if (!this.state) {
      this.root.replaceChildren(el('h1', {}, 'Labelling'), el('p', {class: 'btl-sub', role: 'alert'}, this.error || LOST),
        el('button', {type: 'button', class: 'btl-button btl-primary', 'data-do': 'reload'}, 'Try again'));
      return;
    }
    const {id} = document.activeElement ?? {};
    const {studio} = this.state;
    this.root.replaceChildren(
      el('div', {class: 'btl-team-head'}, el('h1', {}, 'Labelling'),
        studio && el('a', {class: 'btl-button btl-secondary', href: studio}, 'Open Label Studio')),
      el('p', {class: 'btl-sub'}, 'Photos in which the detector is unsure go to taggers; what they say trains the next detector.'),
      queue(this.state), this.todo(), batch(this.state, this.size, SIZES), candidates(this.state));
    if (id) document.getElementById(id)?.focus({preventScroll: true});
  }

  say(text) {
    this.live.textContent = text;
  }

  onClick(event) {
    const node = event.target.closest('[data-do]');
    if (!node || node.getAttribute('aria-disabled') === 'true') return;
    const {do: action, name} = node.dataset;
    const actions = {start: () => this.start(name), stop: () => this.stop(), reload: () => this.load()};
    actions[action]?.();
  }

  onChange(event) {
    if (event.target.id !== 'btl-size') return;
    this.size = Number(event.target.value);
    this.load();
  }

  async start(name) {
    // Shown at once: a busy machine takes seconds to start a process.
    const {label} = this.state.commands.find((each) => each.name === name);
    this.showJob({name: label, outcome: 'running', seconds: null, progress: null, lines: [], starting: true});
    await this.change(`start/${name}?size=${this.size}`, 'started');
  }

  async stop() {
    await this.change('stop', 'is being stopped');
  }

  async change(path, what) {
    try {
      this.showJob(await this.ask(path, 'POST'));
      this.say(`${this.state.job?.name}: ${what}`);
    } catch (error) {
      await this.poll();
      this.fail(error);
    }
    if (this.state?.job?.outcome === 'running') this.follow();
    else await this.load();
  }
}

const labelling = new Labelling(document.querySelector('.btl-root'), document.querySelector('.btl-live'));
export default labelling;
