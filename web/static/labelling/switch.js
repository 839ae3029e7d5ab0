// Which detector is live, by hand: buttons, and what is asked before.
import {el} from '../dom.js';

/** What a detector is called. */
export function name(version) {
  return version === 'shipped' ? 'the detector that ships' : version;
}

/** Makes a candidate live. */
export function promotion({name: version, live}) {
  if (live) return null;
  return el('button', {type: 'button', id: `btl-promote-${version}`, class: 'btl-button btl-secondary btl-small', 'data-do': 'promote', 'data-name': version,
    'aria-label': `Promote ${version}`}, 'Promote');
}

/** Goes back to the detector before; null where there was none. */
export function rollback({name: version, previous}) {
  if (!previous) return null;
  return el('p', {}, el('button', {type: 'button', id: 'btl-rollback', class: 'btl-button btl-secondary btl-small', 'data-do': 'rollback', 'data-name': version},
    `Roll back to ${name(previous)}`));
}

/** What is asked before. */
export function question({live, candidates}, version, action) {
  const [next, last] = action === 'promote' ? [version, live.name] : [live.previous, version];
  const fate = candidates.find((one) => one.name === next);
  const doubts = action !== 'promote' ? '' : !fate?.measured ? 'It was never measured. ' : fate.passed ? '' : `The gate held it back: ${fate.reasons.join('; ')}. `;
  return {
    title: action === 'promote' ? `Promote ${next}?` : `Roll back to ${name(next)}?`,
    text: `${doubts}From the next photo on, shoppers are served by ${name(next)} instead of ${name(last)}. Nothing is deleted.`,
    yes: action === 'promote' ? 'Promote' : 'Roll back',
  };
}
