// The finds: one group an article, one card a product, and a closer view of a product beside the photo.
import {button, el, picture, styled} from './dom.js';
import {cut} from './hotspots.js';
import {money} from './money.js';

// Of every article, before one is selected.
const BEST = 4;

/** The groups of the whole look, or the one group of the selected article. */
export function groups(value, selected) {
  const shown = value.articles.filter((article) => selected === null || article.id === selected);
  const list = el('div', {class: 'btl-groups'}, ...shown.map((article) => group(article, selected !== null)));
  list.classList.toggle('btl-all', selected !== null);
  return list;
}

function group(article, all) {
  const cards = all ? article.cards : article.cards.slice(0, BEST);
  const heading = el('h2', {id: `btl-group-${article.id}`},
    styled(el('span', {class: 'btl-dot', 'aria-hidden': 'true'}), {'--colour': article.colour}), article.label);
  const more = !all && article.count > BEST
    && button(`See all ${article.count}`, 'select', {class: 'btl-link', 'data-id': article.id, 'aria-label': `See all: ${article.name}`});
  const section = el('section', {class: 'btl-group', 'aria-labelledby': heading.id},
    el('div', {class: 'btl-group-head'}, heading, el('span', {class: 'btl-muted'}, article.counted), more),
    cards.length ? el('ul', {class: 'btl-cards'}, ...cards.map((card) => el('li', {}, cardButton(card, article)))) : nothing(article));
  return styled(section, {'--colour': article.colour});
}

function nothing(article) {
  return el('p', {class: 'btl-none'}, `This shop has nothing like it under “${article.shelf}” at the moment.`);
}

function cardButton(card, article) {
  return el('button', {type: 'button', class: 'btl-card', 'data-action': 'open', 'data-id': card.id, 'data-article': article.id},
    el('span', {class: 'btl-card-picture'}, picture(card.picture, '', {loading: 'lazy'})),
    ...facts(card, 'span'));
}

function facts(card, tag) {
  const price = money(card.price, card.currency);
  return [
    el(tag, {class: 'btl-brand'}, card.brand || '\u00a0'),
    el(tag, {class: 'btl-title'}, card.title),
    el(tag, {class: 'btl-price'}, price || 'Price in the shop'),
    el(tag, {class: 'btl-likeness'}, card.likeness),
  ];
}

/** The closer view: the article in the photo and the product, side by side. */
export function productDialog(value, article, card) {
  return el('dialog', {class: 'btl-dialog', 'aria-labelledby': 'btl-dialog-title'},
    el('div', {class: 'btl-dialog-body'},
      el('div', {class: 'btl-compare'},
        el('figure', {}, cut(value, article, 'btl-cut-large'), el('figcaption', {}, 'In your photo')),
        el('figure', {}, el('span', {class: 'btl-card-picture'}, picture(card.picture, '')), el('figcaption', {}, 'In the shop'))),
      el('div', {class: 'btl-facts'},
        el('p', {class: 'btl-brand'}, card.brand),
        el('h2', {id: 'btl-dialog-title'}, card.title),
        el('p', {class: 'btl-price'}, money(card.price, card.currency) || 'Price in the shop'),
        el('p', {class: 'btl-likeness'}, `${card.likeness} to the ${article.label.toLowerCase()} in your photo`),
        el('details', {class: 'btl-engineers'}, el('summary', {}, 'Details'),
          el('dl', {}, ...pair('Product', card.id), ...pair('Cosine similarity', card.similarity.toFixed(3)))),
        button('Close', 'close', {class: 'btl-button btl-secondary'}))));
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
