// Narrowing the finds by what the shop says of them, and the shopper's own order: nothing here asks the server.
import {el, spoken} from './dom.js';

const LABELS = {colour: 'Colour', pattern: 'Pattern', sleeve: 'Sleeve', neckline: 'Neckline', occasion: 'Occasion'};
const EVERY = 'any';

/** The value with only those cards that have what is asked for, same brand first where that is switched on. */
export function narrowed(value, filters, brandFirst) {
  const wanted = Object.entries(filters);
  if (!value.articles || (!wanted.length && !brandFirst)) return value;
  const articles = value.articles.map((article) => {
    const kept = article.cards.filter((card) => wanted.every(([name, said]) => card.attributes?.[name] === said));
    const brand = brandFirst && brandOf(article, value);
    return {...counted(article, kept, wanted.length > 0), cards: brand ? itsBrandFirst(kept, brand) : kept};
  });
  return {...value, articles, ...(wanted.length ? {summary: summary(articles)} : {})};
}

function counted(article, kept, narrow) {
  if (!narrow) return article;
  const text = words(kept.length);
  return {...article, count: kept.length, counted: text, name: `${article.label}: ${text.toLowerCase()}`, filteredOut: article.cards.length > 0};
}

function summary(articles) {
  return `${words(articles.reduce((sum, article) => sum + article.count, 0))} with what you chose`;
}

function words(count) {
  return `${count || 'No'} similar item${count === 1 ? '' : 's'}`;
}

/** Whose an article is: the shop knows it of its own product, elsewhere a logo may tell; else null. */
function brandOf(article, value) {
  return (article.this ? value.product?.brand : article.brand) || null;
}

/** In their own order otherwise: goods of other brands are not less alike. */
function itsBrandFirst(cards, brand) {
  return [...cards.filter((card) => card.brand === brand), ...cards.filter((card) => card.brand !== brand)];
}

/** One choice an attribute of which there are at least two among the finds; null where there is nothing to choose. */
export function filterBar(value, filters) {
  const choices = Object.keys(LABELS).map((name) => choice(name, value, filters[name])).filter(Boolean);
  return choices.length ? el('div', {class: 'btl-filters', role: 'group', 'aria-label': 'Filter the results'}, ...choices) : null;
}

function choice(name, value, chosen) {
  const cards = value.articles.flatMap((article) => article.cards);
  const said = [...new Set(cards.map((card) => card.attributes?.[name]).filter(Boolean))].sort();
  if (said.length < 2) return null;
  const option = (text, label) => el('option', {value: text, selected: text === (chosen ?? EVERY)}, label);
  return el('label', {class: 'btl-filter'}, el('span', {}, LABELS[name]),
    el('select', {class: 'btl-select', 'data-filter': name}, option(EVERY, 'Any'), ...said.map((text) => option(text, text))));
}

/** What is asked for once a choice was made. */
export function chosen(filters, name, said) {
  const {[name]: _, ...others} = filters;
  return said === EVERY ? others : {...others, [name]: said};
}

/** The switch for goods of the articles' own brands before the others; null where that would change nothing. */
export function switchBrand(value) {
  const changed = value.articles.filter((article) => {
    const brand = brandOf(article, value);
    const same = article.cards.filter((card) => card.brand === brand).length;
    return brand && same && same < article.cards.length;
  });
  if (!changed.length) return null;
  const brands = [...new Set(changed.map((article) => brandOf(article, value)))].join(', ');
  return el('button', {type: 'button', role: 'switch', class: 'btl-switch', 'data-action': 'brand', 'aria-checked': String(Boolean(value.brandFirst))},
    el('span', {class: 'btl-track', 'aria-hidden': 'true'}), 'Same brand first', spoken(`: ${brands}`));
}
