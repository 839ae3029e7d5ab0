// Buttons with which a shopper says that something is wrong. The photo goes to the server again with the report, as the
// server keeps none between two requests. There are no such buttons where the shop keeps no photos at all.
import {el, styled} from './dom.js';

const LOST = 'That did not reach us. Check your connection, then try again.';
const SAYS = {
  'wrong item': (label) => `This is not what we call it: ${label}`,
  'wrong box': (label) => `The box around it is in the wrong place, or of the wrong size: ${label}`,
  'missing item': () => 'There is something in the photo that we did not find',
};

/** What a page may be reported about: the photo it was made of; null where nothing is reported. */
export function reporting(value, welcome, uploaded) {
  const own = value.state === 'product' ? value.chosen !== null && {product: value.product.id, shot: value.chosen} : uploaded;
  const source = value.source ?? own;
  const reports = ['look', 'nothing', 'product'].includes(value.state) && source && welcome?.reports;
  return reports ? {source, reports, reported: value.reported ?? new Map()} : {};
}

/** The buttons of one article; null where there are none. */
export function articleReport(value, article) {
  if (!value.reports || !article.spot) return null;
  return row(value, `Report a mistake: ${article.label}`, 'Not right?', ['wrong item', 'wrong box'], article);
}

/** The button for the whole look, and what happens to a photo that is reported. */
export function lookReport(value) {
  if (!value.reports) return null;
  return el('div', {class: 'btl-report-look'},
    row(value, 'Report something that is missing', 'Did we miss something?', ['missing item'], {id: '', label: 'the whole look'}),
    el('p', {class: 'btl-muted'}, value.reports));
}

function row(value, name, question, wrongs, article) {
  return el('div', {class: 'btl-report', role: 'group', 'aria-label': name},
    el('span', {class: 'btl-muted'}, question), ...wrongs.map((wrong) => reportButton(value, wrong, article)));
}

function reportButton(value, wrong, article) {
  const node = el('button', {type: 'button', class: 'btl-wrong', 'data-action': 'report', 'data-wrong': wrong, 'data-id': article.id,
    'data-name': article.id ? `${sentence(wrong)}: ${article.label}` : sentence(wrong), title: SAYS[wrong](article.label.toLowerCase())});
  mark(node, value.reported.get(key(node)));
  return node;
}

/** The look of a button: not yet pressed, on its way ("sending") or "taken". */
function mark(node, state) {
  const text = sentence(node.dataset.wrong);
  node.textContent = {sending: 'Sending', taken: `${text}: reported`}[state] ?? text;
  node.setAttribute('aria-label', {sending: `Sending: ${node.dataset.name}`, taken: `${node.dataset.name}: reported`}[state] ?? node.dataset.name);
  if (state) node.setAttribute('aria-disabled', 'true');
  else node.removeAttribute('aria-disabled');
}

const key = ({dataset}) => `${dataset.wrong} ${dataset.id}`;
const sentence = (text) => text[0].toUpperCase() + text.slice(1);

/** Send a report, and say what became of it. */
export async function report(page, node) {
  const {value} = page;
  if (value.reported.has(key(node))) return;
  set(page, value, node, 'sending');
  // Gradio's client gives nothing, and no error, where the server does not answer.
  const answer = (await send(page, value, node.dataset).catch(() => null)) ?? {taken: false, message: LOST};
  set(page, value, node, answer.taken ? 'taken' : null);
  page.say(answer.message);
  if (!answer.taken && page.value === value) tell(page.root, key(node), answer.message);
}

async function send(page, {source, engineers}, {wrong, id}) {
  const {file, ...photo} = source;
  if (file) Object.assign(photo, {upload: (await page.upload(file)).path, name: file.name});
  return page.sendReport({...photo, wrong, article: id, model: engineers.models.detection ?? ''});
}

/** Remember the state; the button may have been drawn anew since. */
function set(page, value, node, state) {
  if (state) value.reported.set(key(node), state);
  else value.reported.delete(key(node));
  if (page.value !== value) return;
  page.root.querySelectorAll('.btl-report-said').forEach((said) => said.remove());
  for (const each of page.root.querySelectorAll('.btl-wrong')) {
    if (key(each) === key(node)) mark(each, state);
  }
}

function tell(root, which, message) {
  const node = [...root.querySelectorAll('.btl-wrong')].find((each) => key(each) === which);
  node?.parentElement.append(el('span', {class: 'btl-report-said'}, message));
}

/** Show the box of the article whose buttons are pointed at or focused. */
export function showBoxes(page) {
  const {root} = page;
  const show = ({target}) => {
    const node = target.closest?.('.btl-wrong[data-id]:not([data-id=""])');
    const article = node && page.value.articles.find((each) => each.id === node.dataset.id);
    const photo = root.querySelector('.btl-photo[role="group"]');
    if (!article || !photo) return;
    const [x0, y0, x1, y1] = article.box.map((at) => `${at}%`);
    hide();
    photo.append(styled(el('span', {class: 'btl-frame', 'aria-hidden': 'true'}),
      {'--x0': x0, '--y0': y0, '--x1': x1, '--y1': y1, '--colour': article.colour}));
  };
  const hide = () => root.querySelector('.btl-frame')?.remove();
  for (const event of ['pointerover', 'focusin']) root.addEventListener(event, show);
  for (const event of ['pointerout', 'focusout']) root.addEventListener(event, hide);
}
