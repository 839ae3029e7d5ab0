// Asking once more before something that shoppers will notice, and saying what came of a decision.
import {el} from '../dom.js';

/**
 * Ask, over the page; Escape and Cancel say no, and the focus goes back to where it was.
 * @param {{title: string, text: string, yes: string}} question
 * @returns {Promise<boolean>}
 */
export function confirm({title, text, yes}) {
  const answer = (value) => el('button', {class: `btl-button btl-${value ? 'primary' : 'secondary'}`, value: value ? 'yes' : ''}, value ? yes : 'Cancel');
  const dialog = el('dialog', {class: 'btl-ask', 'aria-labelledby': 'btl-ask-title', 'aria-describedby': 'btl-ask-text'},
    el('form', {method: 'dialog'}, el('h2', {id: 'btl-ask-title'}, title), el('p', {id: 'btl-ask-text'}, text),
      el('div', {class: 'btl-answers'}, answer(false), answer(true))));
  document.querySelector('.btl').append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    dialog.showModal();
  });
}

/** What came of the last decision, where it was taken; null elsewhere. */
export function outcome(told, where) {
  if (told?.where !== where) return null;
  return el('p', {id: 'btl-told', class: told.failed ? 'btl-error' : 'btl-done', role: told.failed ? 'alert' : 'status', tabindex: '-1'}, told.text);
}
