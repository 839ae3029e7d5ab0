// What happens to photos: under the drop zone on a first visit, and at the foot of every other page where some are kept.
import {el} from './dom.js';

const MORE = 'What is kept, and how to have it deleted';

/** The words on privacy: one line, and more where photos are kept. */
export function privacy({privacy: line, privacy_details: details}) {
  return el('div', {class: 'btl-privacy'}, el('p', {class: 'btl-muted'}, line),
    details?.length ? el('details', {}, el('summary', {}, MORE), el('ul', {}, ...details.map((each) => el('li', {}, each)))) : null);
}

/** The foot of a page; null on the first visit, which says it elsewhere, and where no photo is kept. */
export function foot(state, welcome) {
  const told = state === 'welcome' || !welcome?.privacy_details?.length;
  return told ? null : el('section', {class: 'btl-foot', 'aria-label': 'Your photos'}, privacy(welcome));
}

/** The way to the labelling page, for the team. */
export function teamLink(team) {
  const nav = document.querySelector('#btl-header nav');
  if (!team || !nav || nav.querySelector('[data-team]')) return;
  nav.append(el('a', {href: './labelling/', 'data-team': true}, 'Labelling'));
}
