// Where the photos of the pool stand, and why they are in it.
import {el} from '../dom.js';

const ABOUT = {
  new: 'not scored yet',
  scored: 'may be sent',
  sent: 'with the taggers',
  labelled: 'a person decides',
  accepted: 'for the next data set',
  rejected: 'skipped or refused',
  'in set': 'were learned from',
};

/** The queue by state and by reason. */
export function queue(state) {
  return el('section', {class: 'btl-queue', 'aria-labelledby': 'btl-queue-title'},
    el('h2', {id: 'btl-queue-title'}, 'Queue'),
    el('ol', {class: 'btl-states'}, ...state.states.map(({name, count}) => el('li', {'data-state': name},
      el('strong', {}, String(count)), ' ', el('span', {}, name), ' ', el('small', {}, ABOUT[name])))),
    state.reasons.length ? reasons(state) : el('p', {class: 'btl-none'}, 'The pool is empty. Photos come in as people search.'));
}

function reasons({reasons: rows, states}) {
  const used = states.filter(({name}) => rows.some(({counts}) => counts[name]));
  return el('div', {class: 'btl-scroll', tabindex: '0', role: 'region', 'aria-label': 'Queue by reason'},
    el('table', {class: 'btl-table'},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Reason'), ...used.map(({name}) => el('th', {scope: 'col'}, name)))),
      el('tbody', {}, ...rows.map(({reason, counts}) => el('tr', {}, el('th', {scope: 'row'}, reason),
        ...used.map(({name}) => el('td', {}, counts[name] ? String(counts[name]) : '–')))))));
}
