// What a person decides: photos with what each tagger drew on them, and photos that were rejected.
import {el, picture, styled} from '../dom.js';

/** Both, with the buttons; null where there is neither, and nothing was decided just now. */
export function review(state, note) {
  if (!state.reviews && !state.rejections && !note) return null;
  return el('section', {class: 'btl-review', 'aria-labelledby': 'btl-review-title'},
    el('h2', {id: 'btl-review-title'}, 'To decide'), note,
    state.reviews
      ? el('ul', {class: 'btl-undecided'}, ...state.review.map((photo) => el('li', {}, undecided(photo, state))))
      : el('p', {class: 'btl-none'}, 'No photo waits for a decision.'),
    more(state.reviews, state.review),
    state.rejections ? rejections(state) : null);
}

/** Accept what one tagger drew, reject the photo, or have taggers begin anew. */
function undecided({photo, src, reason, width, height, opinions}, state) {
  const short = photo.slice(0, 12);
  return el('article', {class: 'btl-undecided-photo', 'aria-label': `Photo ${short}`},
    el('p', {}, el('strong', {}, `${reason[0].toUpperCase()}${reason.slice(1)}`), ' ', el('code', {class: 'btl-muted'}, short)),
    el('ul', {class: 'btl-photos'}, ...opinions.map((opinion) => el('li', {}, drawn(opinion, {photo, src, width, height}))),
      opinions.length ? null : el('li', {}, framed(src, 'Photo without a label', width, height))),
    el('div', {class: 'btl-answers'},
      button('Reject', {'data-do': 'reject', 'data-photo': photo, 'aria-label': `Reject photo ${short}`}), again(photo, state)));
}

function drawn({annotation, tagger, boxes, problems}, {photo, src, width, height}) {
  const text = boxes.length ? boxes.map(({label}) => label).join(', ') : 'no articles';
  return el('figure', {},
    framed(src, `Tagger ${tagger}: ${text}`, width, height, ...boxes.map(rectangle)),
    el('figcaption', {}, el('strong', {}, `Tagger ${tagger}`), el('span', {}, text),
      ...problems.map((problem) => el('span', {class: 'btl-blocked'}, `Left out: ${problem}`)),
      button('Accept', {'data-do': 'accept', 'data-photo': photo, 'data-annotation': annotation, 'aria-label': `Accept annotation ${annotation}: ${text}`})));
}

function rectangle({box: [x0, y0, x1, y1], colour, label}) {
  const node = el('span', {class: 'btl-rectangle btl-said', 'aria-hidden': 'true'}, el('span', {}, label));
  node.classList.toggle('btl-low', y0 < 8);
  return styled(node, {'--x0': `${x0}%`, '--y0': `${y0}%`, '--x1': `${x1}%`, '--y1': `${y1}%`, '--colour': colour});
}

function rejections(state) {
  const {rejections: number, rejected} = state;
  return el('details', {class: 'btl-rejected'},
    el('summary', {}, `${number} ${number === 1 ? 'photo was' : 'photos were'} skipped or rejected`),
    el('ul', {class: 'btl-photos'}, ...rejected.map(({photo, src, reason, width, height}) => el('li', {},
      el('figure', {}, framed(src, `Photo ${photo.slice(0, 12)}`, width, height),
        el('figcaption', {}, el('strong', {}, `${reason[0].toUpperCase()}${reason.slice(1)}`), again(photo, state)))))),
    more(number, rejected));
}

function again(photo, state) {
  const {blocked} = state.commands.find(({name}) => name === 'push');
  return button('Back to the taggers', {'data-do': 'again', 'data-photo': photo, 'aria-label': `Photo ${photo.slice(0, 12)}: back to the taggers`,
    'aria-disabled': blocked || state.job?.outcome === 'running' ? 'true' : null, title: blocked || null});
}

function framed(src, alt, width, height, ...boxes) {
  return el('div', {class: 'btl-batch-photo'}, picture(src, alt, {loading: 'lazy', width, height}), ...boxes);
}

function more(number, shown) {
  return number > shown.length && el('p', {class: 'btl-muted'}, `${number - shown.length} more come up as these are decided.`);
}

function button(text, attributes) {
  return el('button', {type: 'button', class: 'btl-button btl-secondary btl-small', ...attributes}, text);
}
