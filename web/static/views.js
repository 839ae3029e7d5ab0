// The page's states, each a function from its value to nodes.
import {button, el, link, photoButton, picture, styled} from './dom.js';
import {chips, cut, photoWithIcons} from './hotspots.js';
import {engineers, groups, tools} from './cards.js';
import {privacy} from './privacy.js';
import {lookReport} from './report.js';

const FORMATS = 'JPEG, PNG or WebP. You can also drop a photo here or paste one.';
export const UNSEARCHED = 'The shop could not be searched just now. Please try again in a moment.';
const HINT = 'A photo of one person from head to toe, in good light, works best.';

/** First visit: what this is, how to start, what happens to the photo. */
export function welcome(value) {
  return [
    el('section', {class: 'btl-welcome'},
      el('div', {class: 'btl-lead'},
        el('h1', {tabindex: '-1'}, 'Seen it on someone? Find it here.'),
        el('p', {class: 'btl-sub'}, 'Choose a street photo. We find every piece of the outfit and show you the most similar items in this shop.'),
        dropZone(), privacy(value)),
      examples(value.examples, 'Or try one of these')),
  ];
}

function dropZone() {
  return el('div', {class: 'btl-drop'}, photoButton('Choose a photo'), el('p', {class: 'btl-muted'}, FORMATS));
}

function examples(list, title) {
  if (!list?.length) return null;
  return el('section', {class: 'btl-examples', 'aria-labelledby': 'btl-examples-title'},
    el('h2', {id: 'btl-examples-title'}, title),
    el('ul', {}, ...list.map((example) => el('li', {},
      el('button', {type: 'button', 'data-action': 'example', 'data-id': example.id, 'aria-label': `Search with ${example.label.toLowerCase()}`},
        picture(example.src, ''))))));
}

/** A shop without goods: how to bring some in. */
export function empty() {
  return [el('section', {class: 'btl-notice-page'},
    el('h1', {tabindex: '-1'}, 'This shop is still empty'),
    el('p', {}, 'There are no products to search yet. Whoever runs this shop can bring them in with one command:'),
    el('pre', {}, el('code', {}, 'python -m data.catalog import products.csv')),
    el('p', {}, 'A row a product: id, title, brand, price, currency, category, images. The category may be left out.'),
    el('p', {}, 'The products appear here as soon as the command has finished. There is no need to restart.'),
    button('Look again', 'reload', {class: 'btl-button btl-primary'}))];
}

/** While a search runs: the photo, and the shape of what will come. */
export function computing(preview) {
  const ghosts = Array.from({length: 2}, () => el('div', {class: 'btl-ghosts'}, ...Array.from({length: 4}, () => el('span', {}))));
  return [el('div', {class: 'btl-look btl-computing'},
    el('div', {class: 'btl-side'}, el('div', {class: 'btl-photo'}, picture(preview, 'The photo you are searching with'))),
    el('div', {class: 'btl-finds'},
      el('h1', {tabindex: '-1'}, 'Looking at your photo'),
      el('div', {class: 'btl-stage'},
        el('p', {class: 'btl-sub btl-stage-text'}, 'This takes a moment.'),
        el('div', {class: 'btl-stage-bar', 'aria-hidden': 'true'}, el('span'))),
      el('div', {'aria-hidden': 'true'}, ...ghosts)))];
}

/** A look: photo with icons, chips, finds. */
export function look(value, selected) {
  const article = value.articles.find((each) => each.id === selected);
  return [el('div', {class: 'btl-look'},
    el('div', {class: 'btl-side'}, photoWithIcons(value, selected), notice([value.missing && `${value.missing} We searched for everything that can be seen.`, value.unsearched && UNSEARCHED]), lookReport(value), photoButton('Choose another photo', 'quiet')),
    el('div', {class: 'btl-finds'},
      el('h1', {tabindex: '-1', class: 'btl-heading'}, whole(value)),
      el('p', {class: 'btl-sub btl-summary'}, value.summary),
      el('div', {class: 'btl-bar'},
        el('button', {type: 'button', class: 'btl-back', 'data-action': 'photo', 'aria-label': 'Back to your photo'}, cut(value, article, 'btl-cut-small')),
        chips(value, selected)),
      tools(value),
      el('div', {class: 'btl-results'}, groups(value, selected)),
      engineers(value)))];
}

/** The heading while no article is selected. */
export function whole(value) {
  return value.photo ? 'Shop the whole look' : 'Similar items';
}

/** What a shopper should know about what is shown; null where there is nothing to say. */
export function notice(lines) {
  const said = lines.filter(Boolean);
  return said.length ? el('div', {class: 'btl-notice'}, ...said.map((line) => el('p', {}, line))) : null;
}

/** A photo without clothes that we can name. */
export function nothing(value, list) {
  return [el('div', {class: 'btl-look'},
    el('div', {class: 'btl-side'}, styled(el('div', {class: 'btl-photo'}, picture(value.photo.src, 'The photo you are searching with')),
      {'--ratio': value.photo.width / value.photo.height})),
    el('div', {class: 'btl-finds'},
      el('h1', {tabindex: '-1'}, 'We found no clothes in this photo'),
      el('p', {class: 'btl-sub'}, [value.missing, HINT].filter(Boolean).join(' ')),
      photoButton('Choose another photo'),
      lookReport(value),
      examples(list, 'Or try one of these'),
      engineers(value)))];
}

/** Something is wrong: one sentence, and the ways on. */
export function problem(value, list) {
  return [el('section', {class: 'btl-notice-page', role: 'alert'},
    el('h1', {tabindex: '-1'}, value.title ?? (value.again ? 'That did not work' : 'We can’t use this file')),
    el('p', {class: 'btl-sub'}, value.message),
    el('div', {class: 'btl-ways'},
      value.again ? button('Try again', 'again', {class: 'btl-button btl-primary'}) : null,
      value.title ? link({shelf: ''}, {class: 'btl-button btl-primary'}, 'Product pages') : null,
      photoButton(value.title ? 'Choose a photo' : 'Choose another photo', value.again || value.title ? 'secondary' : 'primary')),
  ), examples(list, 'Or try one of these')].filter(Boolean);
}
