// The finds: one group an article, one card a product, and a closer view of a product beside the photo.
import {button, el, link, picture, styled} from './dom.js';
import {filterBar, switchBrand} from './filters.js';
import {cut} from './hotspots.js';
import {money} from './money.js';
import {articleReport} from './report.js';

// Of every article, before one is selected.
const BEST = 4;

/** The groups of the whole look, or the one group of the selected article. */
export function groups(value, selected) {
  const shown = value.articles.filter((article) => selected === null || article.id === selected);
  const list = el('div', {class: 'btl-groups'}, ...shown.map((article) => group(value, article, selected !== null)));
  list.classList.toggle('btl-all', selected !== null);
  return list;
}

/** What a shopper may change about the finds; null where there is nothing. */
export function tools(value) {
  const whole = value.whole ?? value;
  const parts = [switchColours(value), switchBrand(whole), filterBar(whole, value.filters ?? {})].filter(Boolean);
  return parts.length ? el('div', {class: 'btl-tools'}, ...parts) : null;
}

/** The switch for colours of a model as finds of their own; null where there are none. */
function switchColours(value) {
  if (!value.colours) return null;
  return el('button', {type: 'button', role: 'switch', class: 'btl-switch', 'data-action': 'colours', 'aria-checked': String(Boolean(value.everyColour))},
    el('span', {class: 'btl-track', 'aria-hidden': 'true'}), 'Other colours');
}

function group(value, article, all) {
  const own = article.this ? [el('li', {}, thisItem(value.product))] : [];
  const cards = all ? article.cards : article.cards.slice(0, BEST - own.length);
  const heading = el('h2', {id: `btl-group-${article.id}`},
    styled(el('span', {class: 'btl-dot', 'aria-hidden': 'true'}), {'--colour': article.colour}), article.label);
  const more = !all && article.count > cards.length
    && button(`See all ${article.count}`, 'select', {class: 'btl-link', 'data-id': article.id, 'aria-label': `See all: ${article.name}`});
  const section = el('section', {class: 'btl-group', 'aria-labelledby': heading.id},
    el('div', {class: 'btl-group-head'}, heading, el('span', {class: 'btl-muted'}, article.counted), more),
    article.described && el('p', {class: 'btl-described'}, article.described),
    cards.length + own.length ? el('ul', {class: 'btl-cards'}, ...own, ...cards.map((card) => el('li', {}, cardButton(card, article)))) : null,
    cards.length ? null : nothing(article),
    articleReport(value, article));
  return styled(section, {'--colour': article.colour});
}

function nothing(article) {
  if (article.filteredOut) return el('p', {class: 'btl-none'}, 'No similar item here has what you chose.');
  if (article.far) return el('p', {class: 'btl-none'}, 'No close match in this shop.');
  return el('p', {class: 'btl-none'}, `This shop has nothing like it under “${article.shelf}” at the moment.`);
}

/** The product of the page among its finds: what the shopper is looking at already. */
function thisItem(product) {
  return el('div', {class: 'btl-card btl-this'},
    el('span', {class: 'btl-card-picture'}, picture(product.picture, '', {loading: 'lazy'}), el('span', {class: 'btl-badge'}, 'This item')),
    ...facts(product, 'span'));
}

function cardButton(card, article) {
  return el('button', {type: 'button', class: 'btl-card', 'data-action': 'open', 'data-id': card.id, 'data-article': article.id},
    el('span', {class: 'btl-card-picture'}, picture(card.picture, '', {loading: 'lazy'}),
      card.badge && el('span', {class: `btl-badge btl-tier-${card.tier}`}, card.badge)),
    ...facts(card, 'span'));
}

function facts(card, tag) {
  const price = money(card.price, card.currency);
  return [
    el(tag, {class: 'btl-brand'}, card.brand || '\u00a0'),
    el(tag, {class: 'btl-title'}, card.title),
    el(tag, {class: 'btl-price'}, price || 'Price in the shop'),
    card.likeness && !card.badge && el(tag, {class: 'btl-likeness'}, card.likeness),
  ];
}

/** The closer view: the article in the photo and the product, side by side. */
export function productDialog(value, article, card) {
  return el('dialog', {class: 'btl-dialog', 'aria-labelledby': 'btl-dialog-title'},
    el('div', {class: 'btl-dialog-body'},
      el('div', {class: 'btl-compare'},
        seen(value, article),
        el('figure', {}, el('span', {class: 'btl-card-picture'}, picture(card.picture, '')), el('figcaption', {}, 'In the shop'))),
      el('div', {class: 'btl-facts'},
        el('p', {class: 'btl-brand'}, card.brand),
        el('h2', {id: 'btl-dialog-title'}, card.title),
        el('p', {class: 'btl-price'}, money(card.price, card.currency) || 'Price in the shop'),
        card.badge && el('p', {}, el('span', {class: `btl-badge btl-tier-${card.tier}`}, card.badge)),
        el('p', {class: 'btl-likeness'}, `${card.likeness} to the ${article.label.toLowerCase()} in ${value.product ? 'this picture' : 'your photo'}`),
        el('details', {class: 'btl-engineers'}, el('summary', {}, 'Details'),
          el('dl', {}, ...pair('Product', card.id), ...pair('Cosine similarity', card.similarity.toFixed(3)))),
        el('div', {class: 'btl-ways'},
          link({product: card.id}, {class: 'btl-button btl-primary'}, 'Product page'),
          button('Close', 'close', {class: 'btl-button btl-secondary'})))));
}

/** The article in the photo, or the product of the page where it is in no picture. */
function seen(value, article) {
  const own = article.box === null
    ? el('span', {class: 'btl-card-picture'}, picture(value.product.picture, ''))
    : cut(value, article, 'btl-cut-large');
  return el('figure', {}, own, el('figcaption', {}, article.this ? 'This item' : value.product ? 'In this picture' : 'In your photo'));
}

/** Everything an engineer asks for: what ran, how long it took, how sure it is. */
export function engineers(value) {
  const {timings_ms: timings, models, failed} = value.engineers;
  const stages = Object.entries(timings).map(([stage, ms]) => row(stage, `${ms.toFixed(0)} ms`, models[stage] ?? ''));
  const articles = value.articles.map((article) => row(`${article.id} ${article.engineers.fine}`,
    `score ${article.engineers.score.toFixed(3)}`, article.cards.map((card) => card.similarity.toFixed(3)).join(', ')));
  return el('details', {class: 'btl-engineers'}, el('summary', {}, 'Details for engineers'),
    failed.length ? el('p', {}, `Failed stages: ${failed.join(', ')}`) : null,
    table(['Stage', 'Time', 'Model'], stages),
    articles.length ? table(['Article', 'Detector', 'Cosine similarities'], articles) : null);
}

function table(head, rows) {
  return el('table', {}, el('thead', {}, el('tr', {}, ...head.map((text) => el('th', {scope: 'col'}, text)))), el('tbody', {}, ...rows));
}

function row(name, ...cells) {
  return el('tr', {}, el('th', {scope: 'row'}, name), ...cells.map((text) => el('td', {}, text)));
}

function pair(term, text) {
  return [el('dt', {}, term), el('dd', {}, text)];
}
