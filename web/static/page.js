// The page: which state it is in, one listener for everything a shopper does, and what a screen reader is told.
import {productDialog, groups} from './cards.js';
import {cut, markSelected} from './hotspots.js';
import {followStages} from './stages.js';
import * as views from './views.js';

const LOST = 'The photo did not arrive. Check your connection, then choose it again.';

/**
 * Run the page inside the component.
 * @param {{element: HTMLElement, props: {value: any}, watch: Function, upload: Function, search: Function}} gradio
 *   what Gradio hands to `js_on_load`; `search(request)` asks the server.
 */
export function start(gradio) {
  const page = new Page(gradio);
  gradio.watch('value', () => page.show(gradio.props.value));
  page.show(gradio.props.value);
  followStages(page.root);
}

class Page {
  constructor({element, upload, search}) {
    this.root = element.querySelector('.btl-root');
    this.live = element.querySelector('.btl-live');
    this.upload = upload;
    this.search = search;
    this.value = null;
    this.welcome = {examples: []};
    this.selected = null;
    this.sent = null;
    this.preview = null;
    element.addEventListener('click', (event) => this.onClick(event));
    element.addEventListener('change', (event) => this.onFiles(event.target.matches('[data-photo]') ? event.target.files : null));
    document.addEventListener('keydown', (event) => this.onKey(event));
    document.addEventListener('paste', (event) => this.onFiles(event.clipboardData?.files));
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      this.onFiles(event.dataTransfer?.files);
    });
  }

  /** Show a value of the server; see `web/value.py` and `web/search.py` for what there is. */
  show(value) {
    if (!value?.state) return;
    const first = this.value === null;
    this.value = value;
    this.selected = null;
    if (value.examples) this.welcome = value;
    this.forgetPreview();
    const view = {welcome: views.welcome, empty: views.empty, problem: views.problem, nothing: views.nothing, look: views.look}[value.state];
    this.put(view(value, value.state === 'look' ? null : this.welcome.examples), !first);
    if (!first) this.say({look: value.summary, nothing: 'We found no clothes in this photo'}[value.state] ?? '');
  }

  put(nodes, focus) {
    this.root.replaceChildren(...nodes);
    if (!focus) return;
    window.scrollTo({top: 0});
    this.root.querySelector('h1')?.focus({preventScroll: true});
  }

  say(text) {
    this.live.textContent = text;
  }

  onClick(event) {
    const target = event.target.closest('[data-action]');
    if (!target) {
      if (event.target.matches('dialog')) event.target.close();
      return;
    }
    const {action, id, article} = target.dataset;
    const actions = {
      select: () => this.select(id && id !== this.selected ? id : null),
      example: () => this.send({example: id}, this.welcome.examples.find((each) => each.id === id)?.src),
      open: () => this.open(article, id),
      close: () => target.closest('dialog').close(),
      photo: () => this.root.querySelector('.btl-photo').scrollIntoView({block: 'nearest'}),
      again: () => this.again(),
      reload: () => window.location.reload(),
    };
    actions[action]?.();
  }

  onKey(event) {
    if (event.key !== 'Escape' || this.selected === null || this.root.querySelector('dialog[open]')) return;
    const icon = this.root.querySelector(`.btl-icon[aria-pressed="true"]`);
    this.select(null);
    if (this.root.querySelector('.btl-results').contains(document.activeElement) || document.activeElement === document.body) icon?.focus();
  }

  /** Narrow to one article, or go back to the whole look. */
  select(id) {
    const article = this.value.articles.find((each) => each.id === id) ?? null;
    const inside = this.root.querySelector('.btl-results').contains(document.activeElement);
    this.selected = article && article.id;
    markSelected(this.root, this.selected);
    this.root.querySelector('.btl-back').replaceChildren(cut(this.value, article, 'btl-cut-small'));
    this.root.querySelector('.btl-results').replaceChildren(groups(this.value, this.selected));
    this.root.querySelector('h1').textContent = article ? `Similar items: ${article.label}` : 'Shop the whole look';
    this.root.querySelector('.btl-finds .btl-sub').textContent = article ? `${article.counted} in the shop` : this.value.summary;
    this.say(article ? article.name : `The whole look: ${this.value.summary}`);
    if (inside) this.root.querySelector('.btl-chip[aria-pressed="true"]')?.focus({preventScroll: true});
  }

  /** A closer view of one product. */
  open(articleId, id) {
    const article = this.value.articles.find((each) => each.id === articleId);
    const card = article?.cards.find((each) => each.id === id);
    if (!card) return;
    const dialog = productDialog(this.value, article, card);
    dialog.addEventListener('close', () => dialog.remove());
    this.root.append(dialog);
    dialog.showModal();
  }

  async onFiles(files) {
    const file = files?.[0];
    if (!file || this.busy) return;
    this.file = file;
    const limit = this.welcome.max_mb;
    if (limit && file.size > limit * 2 ** 20) {
      this.show({state: 'problem', message: `The file is larger than ${limit} MB. Choose a smaller photo.`, again: false});
      return;
    }
    await this.sendFile(file);
  }

  async sendFile(file) {
    this.compute(URL.createObjectURL(file));
    this.sent = () => this.sendFile(file);
    try {
      const {path} = await this.upload(file);
      this.search({upload: path, name: file.name});
    } catch {
      this.show({state: 'problem', message: LOST, again: true});
    }
  }

  send(request, preview) {
    this.sent = () => this.send(request, preview);
    this.compute(preview);
    this.search(request);
  }

  again() {
    this.sent?.();
  }

  compute(preview) {
    this.busy = true;
    this.forgetPreview();
    this.busy = true;
    this.preview = preview;
    this.put(views.computing(preview), true);
    this.say('Searching. This takes a moment.');
  }

  forgetPreview() {
    if (this.preview?.startsWith('blob:')) URL.revokeObjectURL(this.preview);
    this.preview = null;
    this.busy = false;
  }
}
