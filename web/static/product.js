// A product page: its shots, the look of the chosen one, the product itself and what is like it; and the shelves.
import {el, link, picture, spoken, styled} from './dom.js';
import {engineers, groups, tools} from './cards.js';
import {chips, cut, photoWithIcons} from './hotspots.js';
import {money} from './money.js';
import {lookReport} from './report.js';
import {notice, UNSEARCHED, whole} from './views.js';

/** A product page. */
export function product(value, selected, shot) {
  return [el('article', {class: 'btl-product'},
    way(value),
    el('div', {class: 'btl-look'},
      side(value, selected, shot),
      el('div', {class: 'btl-finds'},
        head(value),
        el('h2', {class: 'btl-heading'}, whole(value)),
        el('p', {class: 'btl-sub btl-summary'}, value.summary),
        el('div', {class: 'btl-bar'},
          value.photo && el('button', {type: 'button', class: 'btl-back', 'data-action': 'photo', 'aria-label': 'Back to the picture'},
            cut(value, value.articles.find((each) => each.id === selected), 'btl-cut-small')),
          chips(value, selected)),
        tools(value),
        el('div', {class: 'btl-results'}, groups(value, selected)),
        shotTable(value), engineers(value))))];
}

/** The picture in view, all pictures, and what there is to say about them. */
export function side(value, selected, shot) {
  return el('div', {class: 'btl-side'}, shown(value, selected, shot), shots(value, shot), notice([...value.notes, value.unsearched && UNSEARCHED]), lookReport(value));
}

/** Where this product stands, and the ways to its neighbours. */
function way(value) {
  const step = (id, text, key) => id === null
    ? el('span', {class: 'btl-step btl-off', 'aria-hidden': 'true'}, text)
    : link({product: id}, {class: 'btl-step', 'data-step': key, 'aria-keyshortcuts': key, title: `${text} product (${key === 'ArrowLeft' ? 'left' : 'right'} arrow key)`},
      text, spoken(' product'));
  return el('nav', {class: 'btl-way', 'aria-label': 'Products'},
    link({shelf: value.category.id}, {class: 'btl-up'}, `All ${value.category.label.toLowerCase()}`),
    el('span', {class: 'btl-muted'}, value.place),
    step(value.previous, 'Previous', 'ArrowLeft'), step(value.next, 'Next', 'ArrowRight'));
}

function head(value) {
  const {brand, title, price, currency} = value.product;
  return el('div', {class: 'btl-product-head'},
    brand && el('p', {class: 'btl-brand'}, brand),
    el('h1', {tabindex: '-1'}, title),
    el('p', {class: 'btl-price'}, money(price, currency) || 'Price in the shop'),
    value.siblings.length > 0 && el('div', {class: 'btl-siblings'},
      el('h2', {id: 'btl-siblings-title'}, 'Other colours'),
      el('ul', {'aria-labelledby': 'btl-siblings-title'}, ...value.siblings.map((each) => el('li', {},
        link({product: each.id}, {'aria-label': each.title, title: each.title}, picture(each.picture, '')))))));
}

/** The picture in view: the chosen shot with its icons, or another one as it is. */
function shown(value, selected, number) {
  const shot = value.shots[number];
  if (!shot) return null;
  if (number === value.chosen) return photoWithIcons(value, selected);
  const frame = el('div', {class: 'btl-photo btl-plain'},
    shot.failed ? el('p', {class: 'btl-lost'}, shot.reason) : picture(shot.src, `${shotName(value, number)} of this product`, {width: shot.width, height: shot.height}));
  return styled(frame, {'--ratio': shot.width / shot.height || 0.75});
}

/** All shots, small; the chosen one is marked, and below is why, for the one in view. */
function shots(value, number) {
  if (!value.shots.length) return null;
  const shot = value.shots[number];
  return el('div', {class: 'btl-shots'},
    el('ol', {'aria-label': 'Pictures of this product'}, ...value.shots.map((each, at) => el('li', {}, thumb(value, each, at, at === number)))),
    el('p', {class: 'btl-verdict'},
      el('strong', {}, [shotName(value, number), shot.chosen ? 'chosen' : 'not chosen'].join(', ')), `. ${shot.reason}`));
}

function thumb(value, shot, at, pressed) {
  const text = [shotName(value, at), shot.chosen ? 'chosen' : null].filter(Boolean).join(', ');
  const node = el('button', {type: 'button', class: 'btl-thumb', 'data-action': 'shot', 'data-id': at, 'aria-label': text, 'aria-pressed': String(pressed)},
    el('span', {class: 'btl-thumb-frame'}, shot.failed ? null : picture(shot.src, '', {loading: 'lazy'})),
    el('span', {class: 'btl-thumb-view', 'aria-hidden': 'true'}, shot.chosen ? 'Chosen' : shot.failed ? 'Lost' : shot.view || String(at + 1)));
  node.classList.toggle('btl-chosen', shot.chosen);
  node.classList.toggle('btl-failed', shot.failed);
  return node;
}

function shotName(value, at) {
  const {view, failed} = value.shots[at];
  return [`Picture ${at + 1} of ${value.shots.length}`, failed ? 'lost' : view.toLowerCase()].filter(Boolean).join(', ');
}

function shotTable(value) {
  if (!value.shots.length) return null;
  const rows = value.shots.map((shot, at) => el('tr', {}, el('th', {scope: 'row'}, String(at + 1)),
    ...[shot.engineers.view, shot.engineers.whole, `${Math.round(100 * shot.engineers.person)} %`, shot.reason].map((text) => el('td', {}, text))));
  const head = ['Picture', 'View', 'Whole person', 'Height of the person', 'Verdict'];
  return el('details', {class: 'btl-engineers'}, el('summary', {}, 'How the picture was chosen'),
    el('table', {}, el('thead', {}, el('tr', {}, ...head.map((text) => el('th', {scope: 'col'}, text)))), el('tbody', {}, ...rows)));
}

/** Products to choose from, by category. */
export function shelves(value) {
  const step = (page, text) => page >= 1 && page <= value.pages
    ? link({shelf: value.category, page}, {class: 'btl-step'}, text, spoken(' products'))
    : el('span', {class: 'btl-step btl-off', 'aria-hidden': 'true'}, text);
  return [el('section', {class: 'btl-shelves'},
    el('h1', {tabindex: '-1'}, 'Product pages'),
    el('p', {class: 'btl-sub'}, 'Choose a product. From its pictures we take the one that shows most of the outfit, and find every piece of it in this shop.'),
    el('nav', {class: 'btl-chips btl-kinds', 'aria-label': 'Categories'}, ...value.categories.map((kind) => link({shelf: kind.id},
      {class: 'btl-chip', 'aria-current': kind.id === value.category ? 'page' : null},
      el('span', {}, kind.label), ' ', el('span', {class: 'btl-count'}, String(kind.count), spoken(kind.count === 1 ? ' product' : ' products'))))),
    value.products.length
      ? el('ul', {class: 'btl-cards btl-goods', 'aria-label': value.counted}, ...value.products.map((each) => el('li', {}, goodsLink(each))))
      : el('p', {class: 'btl-none'}, 'This shop has nothing in this category at the moment.'),
    value.pages > 1 && el('nav', {class: 'btl-way btl-pages', 'aria-label': 'Pages of products'},
      step(value.page - 1, 'Previous'), el('span', {class: 'btl-muted'}, `Page ${value.page} of ${value.pages}`), step(value.page + 1, 'Next')))];
}

function goodsLink(each) {
  return link({product: each.id}, {class: 'btl-card'},
    el('span', {class: 'btl-card-picture'}, picture(each.picture, '', {loading: 'lazy'})),
    el('span', {class: 'btl-brand'}, each.brand || '\u00a0'),
    el('span', {class: 'btl-title'}, each.title),
    el('span', {class: 'btl-price'}, money(each.price, each.currency) || 'Price in the shop'));
}

/** While a product page is read. */
export function opening(preview) {
  return [el('div', {class: 'btl-look btl-computing'},
    el('div', {class: 'btl-side'}, el('div', {class: 'btl-photo btl-plain'}, preview ? picture(preview, '') : null)),
    el('div', {class: 'btl-finds'},
      el('h1', {tabindex: '-1'}, 'Opening the product page'),
      el('div', {class: 'btl-stage'}, el('p', {class: 'btl-sub btl-stage-text'}, 'We look at all of its pictures. This takes a moment.'),
        el('div', {class: 'btl-stage-bar', 'aria-hidden': 'true'}, el('span')))))];
}
