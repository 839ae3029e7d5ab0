// The page: which state it is in, one listener for everything a shopper does, and what a screen reader is told.
import {groups, productDialog} from './cards.js';
import {chosen, narrowed} from './filters.js';
import {cut, markSelected} from './hotspots.js';
import {Navigator} from './navigate.js';
import {foot, teamLink} from './privacy.js';
import * as products from './product.js';
import {report, reporting, showBoxes} from './report.js';
import {followStages} from './stages.js';
import {Uploads} from './uploads.js';
import * as views from './views.js';

const VIEWS = {...views, ...products};
const TITLE = document.title;
const OFFLINE = {state: 'problem', message: 'The shop does not answer. Check your connection, then try again.', again: true};

/**
 * Run the page inside the component.
 * @param {{element: HTMLElement, props: {value: any}, watch: Function, upload: Function, shelves: Function, report: Function, search: Function}} gradio
 *   what Gradio hands to `js_on_load`; `search(request)` asks for a photo's or a product's look, `shelves(request)` for products,
 *   `report(fields)` says that something is wrong
 */
export function start(gradio) {
  const page = new Page(gradio);
  gradio.watch('value', () => page.show(gradio.props.value));
  page.show(gradio.props.value);
  followStages(page.root);
}

class Page {
  constructor({element, upload, search, shelves, report: sendReport}) {
    this.root = element.querySelector('.btl-root');
    this.live = element.querySelector('.btl-live');
    this.search = search;
    this.askShelves = shelves;
    this.upload = upload;
    this.sendReport = sendReport;
    this.value = null;
    this.welcome = null;
    this.photo = null;
    this.selected = null;
    this.shot = null;
    this.everyColour = false;
    this.filters = {};
    this.brandFirst = false;
    // The name of the last request: other answers come too late to be shown.
    this.asked = '';
    this.repeat = null;
    this.uploads = new Uploads(upload, this);
    this.navigator = new Navigator((request, preview) => this.follow(request, preview));
    showBoxes(this);
    element.addEventListener('click', (event) => this.onClick(event));
    element.addEventListener('change', (event) => this.onChange(event));
    document.addEventListener('keydown', (event) => this.onKey(event));
  }

  /** Show a value of the server; see `web/value.py`, `web/product_value.py` and `web/search.py` for what there is. */
  show(value) {
    if (!value?.state || (value.asked !== undefined && value.asked !== this.asked)) return;
    const first = this.value === null;
    this.value = {...value, ...reporting(value, this.welcome, this.uploads.source(value.asked))};
    this.selected = null;
    this.filters = {};
    this.shot = value.chosen ?? (value.shots?.length ? 0 : null);
    this.uploads.done();
    if (value.state === 'look' || value.state === 'nothing') this.photo = this.value;
    if (first) {
      this.welcome = value;
      teamLink(value.team);
      if (Object.keys(this.navigator.first).length) return this.navigator.arrive(this.navigator.first);
    }
    this.render(!first);
    if (!first) this.say({look: value.summary, nothing: 'We found no clothes in this photo', product: `${value.product?.title}. ${value.place}.`}[value.state] ?? '');
  }

  /** The value with the colours of a model as one find, or each as one of its own. */
  get whole() {
    const value = this.everyColour && this.value.colours ? {...this.value, ...this.value.colours, everyColour: true} : this.value;
    return {...value, brandFirst: this.brandFirst};
  }

  /** The value as it is shown: narrowed to what the shopper chose. */
  get current() {
    return {...narrowed(this.whole, this.filters, this.brandFirst), whole: this.whole, filters: this.filters};
  }

  render(focus) {
    const value = this.current;
    document.title = value.product ? `${value.product.title} – ${TITLE}` : TITLE;
    const examples = this.welcome?.examples;
    const view = {
      product: () => VIEWS.product(value, this.selected, this.shot),
      look: () => VIEWS.look(value, this.selected),
    }[value.state] ?? (() => VIEWS[value.state](value, examples));
    this.put(view(), focus, value.state);
  }

  put(nodes, focus, state) {
    this.root.replaceChildren(...[...nodes, foot(state, this.welcome)].filter(Boolean));
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
      shot: () => this.lookAt(Number(id)),
      colours: () => this.switchColours(),
      brand: () => this.switchBrand(),
      example: () => this.uploads.send({example: id}, this.welcome.examples.find((each) => each.id === id)?.src),
      open: () => this.open(article, id),
      close: () => target.closest('dialog').close(),
      photo: () => this.root.querySelector('.btl-photo').scrollIntoView({block: 'nearest'}),
      again: () => this.repeat?.(),
      report: () => report(this, target),
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
    const value = this.current;
    const article = value.articles.find((each) => each.id === id) ?? null;
    if (article && this.shot !== null && this.shot !== value.chosen) this.lookAt(value.chosen ?? this.shot);
    const inside = this.root.querySelector('.btl-results').contains(document.activeElement);
    this.selected = article && article.id;
    markSelected(this.root, this.selected);
    this.root.querySelector('.btl-back')?.replaceChildren(cut(value, article, 'btl-cut-small'));
    this.root.querySelector('.btl-results').replaceChildren(groups(value, this.selected));
    this.root.querySelector('.btl-heading').textContent = article ? `Similar items: ${article.label}` : VIEWS.whole(value);
    this.root.querySelector('.btl-summary').textContent = article ? `${article.counted} in the shop` : value.summary;
    this.say(article ? article.name : `The whole look: ${value.summary}`);
    if (inside) this.root.querySelector('.btl-chip[aria-pressed="true"]')?.focus({preventScroll: true});
  }

  /** Look at another picture of the product; the look stays that of the chosen one. */
  lookAt(number) {
    this.shot = number;
    const strip = this.root.querySelector('.btl-shots ol').scrollLeft;
    const focused = document.activeElement.closest?.('.btl-thumb');
    this.root.querySelector('.btl-product .btl-side').replaceWith(VIEWS.side(this.current, this.selected, number));
    this.root.querySelector('.btl-shots ol').scrollLeft = strip;
    if (focused) this.root.querySelector(`.btl-thumb[data-id="${number}"]`).focus({preventScroll: true});
    this.say(this.root.querySelector('.btl-verdict').textContent);
  }

  onChange(event) {
    const name = event.target.dataset?.filter;
    if (!name) return;
    this.filters = chosen(this.filters, name, event.target.value);
    this.again(`[data-filter="${name}"]`);
    this.say(this.current.summary);
  }

  switchBrand() {
    this.brandFirst = !this.brandFirst;
    this.again('[data-action="brand"]');
    this.say(this.brandFirst ? 'Goods of the same brand come first' : 'The most similar goods come first');
  }

  /** Everything as it was, with other finds; the focus goes back to what was used. */
  again(used) {
    this.render(false);
    if (this.selected) this.select(this.selected);
    this.root.querySelector(used)?.focus({preventScroll: true});
  }

  switchColours() {
    this.everyColour = !this.everyColour;
    this.again('[data-action="colours"]');
    this.say(`${this.everyColour ? 'Other colours are shown' : 'One colour of each is shown'}. ${this.current.summary}`);
  }

  /** A closer view of one product. */
  open(articleId, id) {
    const value = this.current;
    const article = value.articles.find((each) => each.id === articleId);
    const card = article?.cards.find((each) => each.id === id);
    if (!card) return;
    const dialog = productDialog(value, article, card);
    dialog.addEventListener('close', () => dialog.remove());
    this.root.append(dialog);
    dialog.showModal();
  }

  /** Show what an address asks for. */
  follow(request, preview) {
    this.repeat = () => this.follow(request, preview);
    this.asked = JSON.stringify(request).slice(0, 1500);
    if (request.product !== undefined) {
      this.put(VIEWS.opening(preview), true);
      this.say('Opening the product page. This takes a moment.');
      this.search({product: request.product, asked: this.asked});
    } else if (request.shelf !== undefined) {
      this.showShelves(request, this.asked);
    } else {
      this.show({...(this.photo ?? this.welcome), asked: this.asked});
    }
  }

  async showShelves({shelf, page}, asked) {
    // Gradio's client gives nothing, and no error, where the server does not answer.
    const value = (await this.askShelves({category: shelf.slice(0, 40), page}).catch(() => null)) ?? OFFLINE;
    this.show({...value, asked});
  }
}
