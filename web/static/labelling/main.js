// The team's page: asks how the loop stands, starts commands, and follows the one that runs.
import {el} from '../dom.js';
import {confirm, outcome} from './ask.js';
import {batch} from './batch.js';
import {candidates} from './chart.js';
import {commands, job} from './job.js';
import {queue} from './queue.js';
import {review} from './review.js';
import {question} from './switch.js';

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
    this.told = null;
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

  words(error) {
    return error instanceof TypeError || error instanceof SyntaxError ? LOST : error.message;
  }

  fail(error) {
    this.error = this.words(error);
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
      queue(this.state), this.todo(), review(this.state, outcome(this.told, 'review')),
      batch(this.state, this.size, SIZES), candidates(this.state, outcome(this.told, 'candidates')));
    if (id) document.getElementById(id)?.focus({preventScroll: true});
  }

  say(text) {
    this.live.textContent = text;
  }

  onClick(event) {
    const node = event.target.closest('[data-do]');
    if (!node || node.getAttribute('aria-disabled') === 'true') return;
    const {do: action, name, photo, annotation} = node.dataset;
    const actions = {
      start: () => this.start(name), stop: () => this.stop(), reload: () => this.load(),
      accept: () => this.decide('review', `accept/${photo}/${annotation}`), reject: () => this.decide('review', `reject/${photo}`),
      again: () => this.run('Back to the taggers', `again/${photo}`),
      promote: () => this.change(name, 'promote'), rollback: () => this.change(name, 'rollback'),
    };
    actions[action]?.();
  }

  onChange(event) {
    if (event.target.id !== 'btl-size') return;
    this.size = Number(event.target.value);
    this.load();
  }

  async start(name) {
    const {label} = this.state.commands.find((each) => each.name === name);
    await this.run(label, `start/${name}?size=${this.size}`);
  }

  async run(label, path) {
    this.told = null;
    // Shown at once: a busy machine takes seconds to start a process.
    this.showJob({name: label, outcome: 'running', seconds: null, progress: null, lines: [], starting: true});
    document.querySelector('.btl-job')?.scrollIntoView({block: 'nearest'});
    await this.command(path, 'started');
  }

  async stop() {
    await this.command('stop', 'is being stopped');
  }

  /** Another detector goes live, once the person has said so again; not if it is another one by then than was seen. */
  async change(name, action) {
    const seen = encodeURIComponent(this.state.live.name);
    if (!await confirm(question(this.state, name, action))) return;
    const path = action === 'promote' ? `promote/${encodeURIComponent(name)}` : action;
    await this.decide('candidates', `${path}?seen=${seen}`);
  }

  /** A decision, and what came of it beside the button. */
  async decide(where, path) {
    if (this.deciding) return;
    this.deciding = true;
    try {
      this.told = {where, text: (await this.ask(path, 'POST')).said};
    } catch (error) {
      this.told = {where, text: this.words(error), failed: true};
    }
    this.deciding = false;
    await this.load();
    document.getElementById('btl-told')?.focus();
  }

  async command(path, what) {
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
