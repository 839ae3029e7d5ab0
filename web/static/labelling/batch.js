// The next batch: each photo with its boxes, the doubtful ones drawn out.
import {el, picture, styled} from '../dom.js';

/** The photos that a push would send, and how many. */
export function batch({batch: photos}, size, sizes) {
  const choice = el('select', {id: 'btl-size'}, ...sizes.map((each) => el('option', {value: each, selected: each === size}, String(each))));
  return el('section', {class: 'btl-batch', 'aria-labelledby': 'btl-batch-title'},
    el('div', {class: 'btl-batch-head'}, el('h2', {id: 'btl-batch-title'}, 'Next batch'),
      el('label', {for: 'btl-size', class: 'btl-muted'}, 'Photos of a batch'), choice),
    photos.length ? legend() : null,
    photos.length
      ? el('ul', {class: 'btl-photos'}, ...photos.map((photo) => el('li', {}, card(photo))))
      : el('p', {class: 'btl-none'}, 'Nothing is scored and not yet sent. Score what is new, and it stands here.'));
}

function legend() {
  return el('p', {class: 'btl-muted btl-legend'},
    el('span', {class: 'btl-key btl-key-doubt', 'aria-hidden': 'true'}), ' doubtful ',
    el('span', {class: 'btl-key', 'aria-hidden': 'true'}), ' agreed on. ',
    'The number is the doubt: how much the committee disagrees, from 0 to 1.');
}

function card(photo) {
  const doubtful = photo.boxes.filter((box) => box.doubtful);
  const frame = el('div', {class: 'btl-batch-photo'}, picture(photo.src, alt(photo, doubtful), {loading: 'lazy', width: photo.width, height: photo.height}),
    ...photo.boxes.filter((box) => !box.doubtful).map((box) => rectangle(box, 'btl-sure')),
    ...doubtful.map((box) => rectangle(box, 'btl-doubt')));
  return el('figure', {}, frame, el('figcaption', {}, el('strong', {}, words(photo.why)),
    el('ul', {class: 'btl-doubts'}, ...doubtful.map(line)),
    doubtful.length ? null : el('span', {class: 'btl-muted'}, 'No box is doubtful.')));
}

function rectangle({box: [x0, y0, x1, y1], colour, doubt, asked}, kind) {
  const tag = kind === 'btl-doubt' && el('span', {}, asked ? 'reported' : doubt.toFixed(2));
  const node = el('span', {class: `btl-rectangle ${kind}`, 'aria-hidden': 'true'}, tag);
  node.classList.toggle('btl-low', y0 < 8);
  return styled(node, {'--x0': `${x0}%`, '--y0': `${y0}%`, '--x1': `${x1}%`, '--y1': `${y1}%`, '--colour': colour});
}

/** In words what is drawn: which box, how doubtful, how sure the surest detector is of it. */
function line({label, colour, score, doubt, asked}) {
  return el('li', {}, styled(el('span', {class: 'btl-dot', 'aria-hidden': 'true'}), {'--colour': colour}),
    ` ${label}: ${asked ? 'reported' : `doubt ${doubt.toFixed(2)}`}, score ${score.toFixed(2)}`);
}

function alt({boxes}, doubtful) {
  return `Photo with ${boxes.length} ${boxes.length === 1 ? 'box' : 'boxes'}, ${doubtful.length} of them doubtful`;
}

/** Why a photo is here, without the numbers of a box that a person reported. */
function words(why) {
  const text = why.replaceAll(/ at \d+ \d+ \d+ \d+/g, '');
  return text[0].toUpperCase() + text.slice(1);
}
