// The photo with its icons: real buttons over the picture, placed in percent, so that they stay where they belong at
// any size and zoom.
import {el, picture, spoken, styled} from './dom.js';

// Past this share of the width a label goes to the left of its icon, so that it stays inside the photo.
const LABEL_FLIPS_AT = 60;
// Cuts of the photo have the shape of a card's picture, with a little room around the article.
const CUT_RATIO = 3 / 4;
const CUT_MARGIN = 0.08;
// What the photo is called, by the page's state.
const NAMES = {
  look: ['Your photo, with an icon on every article', 'The photo you are searching with'],
  product: ['The chosen picture, with an icon on every article', 'The chosen picture of this product'],
};

/** The photo and one icon an article, head to toe. */
export function photoWithIcons(value, selected) {
  const [group, alt] = NAMES[value.state];
  const frame = el('div', {class: 'btl-photo', role: 'group', 'aria-label': group},
    picture(value.photo.src, alt, {width: value.photo.width, height: value.photo.height}),
    ...value.articles.filter((article) => article.spot).map((article) => icon(article, selected)));
  frame.classList.toggle('btl-narrowed', selected !== null);
  return styled(frame, {'--ratio': value.photo.width / value.photo.height});
}

function icon(article, selected) {
  const [x, y] = article.spot;
  const node = el('button', {
    type: 'button',
    class: 'btl-icon',
    'data-action': 'select',
    'data-id': article.id,
    'aria-label': article.name,
    'aria-pressed': String(article.id === selected),
  }, el('span', {class: 'btl-ring', 'aria-hidden': 'true'}), el('span', {class: 'btl-tag', 'aria-hidden': 'true'}, article.label));
  node.classList.toggle('btl-left', x > LABEL_FLIPS_AT);
  return styled(node, {'--x': `${x}%`, '--y': `${y}%`, '--colour': article.colour});
}

/** One chip an article, after one for the whole look. */
export function chips(value, selected) {
  const whole = chip({id: '', label: 'Whole look', count: null}, selected === null);
  return el('div', {class: 'btl-chips', role: 'group', 'aria-label': 'Articles of this look'},
    whole, ...value.articles.map((article) => chip(article, article.id === selected)));
}

function chip(article, pressed) {
  const dot = article.colour && styled(el('span', {class: 'btl-dot', 'aria-hidden': 'true'}), {'--colour': article.colour});
  const count = article.count !== null && el('span', {class: 'btl-count'}, String(article.count),
    spoken(article.count === 1 ? ' similar item' : ' similar items'));
  return el('button', {
    type: 'button', class: 'btl-chip', 'data-action': 'select', 'data-id': article.id, 'aria-pressed': String(pressed),
  }, dot, el('span', {}, article.label), count && ' ', count);
}

/** Mark what is selected without rebuilding anything, so that the focus stays where it is. */
export function markSelected(root, selected) {
  for (const node of root.querySelectorAll('[data-action="select"]')) {
    node.setAttribute('aria-pressed', String(node.dataset.id === (selected ?? '')));
  }
  root.querySelector('.btl-photo')?.classList.toggle('btl-narrowed', selected !== null);
  const pressed = root.querySelector('.btl-chip[aria-pressed="true"]');
  const row = pressed?.parentElement;
  if (row) row.scrollTo({left: pressed.offsetLeft - (row.clientWidth - pressed.offsetWidth) / 2});
}

/** A cut of the photo around an article (all of it without one), to stay in sight beside the results. */
export function cut(value, article, className) {
  const ratio = value.photo.width / value.photo.height;
  const {left, top, width} = window34(article?.box ?? [0, 0, 100, 100], ratio);
  const height = width / CUT_RATIO;
  return styled(el('span', {class: `btl-cut ${className}`, 'aria-hidden': 'true'}, picture(value.photo.src, '')), {
    '--grow': `${(100 * ratio) / width}%`,
    '--left': `${(-100 * left) / width}%`,
    '--top': `${(-100 * top) / height}%`,
  });
}

/** The smallest window of `CUT_RATIO` around a box in percent, inside the photo where it fits; in photo heights. */
function window34([x0, y0, x1, y1], ratio) {
  const [boxWidth, boxHeight] = [((x1 - x0) / 100) * ratio, (y1 - y0) / 100];
  const width = Math.max(boxWidth, boxHeight * CUT_RATIO) * (1 + CUT_MARGIN);
  const place = (centre, size, room) => (size >= room ? (room - size) / 2 : Math.min(Math.max(centre - size / 2, 0), room - size));
  return {
    width,
    left: place(((x0 + x1) / 200) * ratio, width, ratio),
    top: place((y0 + y1) / 200, width / CUT_RATIO, 1),
  };
}
