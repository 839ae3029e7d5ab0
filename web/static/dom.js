// Building nodes: every text goes through textContent and every attribute through setAttribute, so that nothing a
// shop or a shopper wrote can ever be read as markup.
import {address} from './route.js';

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, string|number|boolean|null|undefined>} attributes false, null and undefined are left out
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return node;
}

/** Set custom properties of CSS, such as a colour or a place in percent. */
export function styled(node, properties) {
  for (const [name, value] of Object.entries(properties)) node.style.setProperty(name, value);
  return node;
}

/** A text that only screen readers get. */
export function spoken(text) {
  return el('span', {class: 'btl-spoken'}, text);
}

/** A picture that leaves an empty frame, not a broken image, when it can't be shown. */
export function picture(src, alt, attributes = {}) {
  const image = el('img', {src, alt, decoding: 'async', ...attributes});
  image.addEventListener('error', () => image.setAttribute('hidden', ''));
  return image;
}

/** "Choose a photo": a real file input, with its label drawn as a button. */
export function photoButton(text, kind = 'primary') {
  return el('label', {class: `btl-button btl-${kind} btl-choose`},
    el('input', {type: 'file', accept: 'image/jpeg,image/png,image/webp', class: 'btl-spoken', 'data-photo': true}),
    el('span', {}, text));
}

/** A link that the page follows without loading everything again, and that works by itself too. */
export function link(request, attributes, ...children) {
  return el('a', {href: address(request), 'data-action': 'go', ...attributes}, ...children);
}

/** A button whose click the page's one listener handles. */
export function button(text, action, attributes = {}) {
  return el('button', {type: 'button', 'data-action': action, ...attributes}, text);
}
