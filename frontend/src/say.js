/** Small ways of showing server facts: telephones, days, floors. Text stays text, never HTML. */
import { html, nothing } from 'lit';
import { isKiosk } from './display.js';
import { words } from './words.js';

const zone = { timeZone: 'Asia/Shanghai' };
const dayForm = new Intl.DateTimeFormat('zh-CN', { ...zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
const timeForm = new Intl.DateTimeFormat('zh-CN', { ...zone, month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

/** 2026-11-26T17:30:00+08:00 → 2026年11月26日星期四; also takes a bare day. */
export function day(stamp) {
  const moment = new Date(/^\d{4}-\d\d-\d\d$/.test(stamp) ? `${stamp}T12:00:00+08:00` : stamp);
  return Number.isNaN(moment.getTime()) ? String(stamp) : dayForm.format(moment);
}

/** 2026-11-22T08:26:00+08:00 → 11月22日 08:26 */
export function time(stamp) {
  const moment = new Date(stamp);
  return Number.isNaN(moment.getTime()) ? String(stamp) : timeForm.format(moment);
}

/** By text message only; no voice answers there. */
const BY_TEXT = ['12110'];

/** A number to dial: a link on a phone or computer, large text on a kiosk, which cannot dial. */
export function dial(number, { big = false } = {}) {
  const text = String(number);
  const look = big ? 'number huge' : 'number';
  if (isKiosk()) return html`<strong class=${look}>${text}</strong>`;
  if (BY_TEXT.includes(text)) return html`<a class=${look} href="sms:${text}" aria-label=${words.message(text)}>${text}</a>`;
  return html`<a class=${look} href="tel:${text.replace(/[^\d+]/g, '')}" aria-label=${words.dial(text)}>${text}</a>`;
}

/** Numbers inside a sentence: fixed lines, mobiles, and the short public ones. */
const NUMBERS = /(0\d{2,3}-\d{7,8}|1[3-9]\d{9}|12\d{3}|96\d{3}|11[09]|12[02])/;

/** A sentence whose telephone numbers can be dialled. */
export function spoken(text) {
  if (isKiosk()) return text;
  const parts = String(text).split(NUMBERS);
  const alone = (index) => !/[\d*]$/.test(parts[index - 1]) && !/^[\d*元]/.test(parts[index + 1]);
  return parts.map((part, index) => (index % 2 && alone(index) ? dial(part) : part));
}

/** The telephone numbers of a sentence, each once, in order. */
export function numbersIn(text) {
  const parts = String(text ?? '').split(NUMBERS);
  return [...new Set(parts.filter((part, index) => index % 2 && !/\d$/.test(parts[index - 1]) && !/^\d/.test(parts[index + 1])))];
}

export const floor = (value) => (typeof value === 'number' || /^\d+$/.test(value) ? words.card.floor(value) : String(value));

/** Always a list: nothing, one or many become zero, one or many. */
export const many = (value) => (value === null || value === undefined || value === '' ? [] : [].concat(value));

/** Lines of one text, as the server broke them. */
export const lines = (value) => many(value).map((one) => (typeof one === 'string' ? one : (one?.text ?? ''))).filter(Boolean);

/** A fact with its name, or nothing. */
export const note = (label, text) => (text ? html`<p class="pair"><b>${label}：</b>${text}</p>` : nothing);

export const plain = (texts) => lines(texts).map((text) => html`<p class="pair">${text}</p>`);

/** Numbers in short: those in a row as 1至4. */
export function inRow(numbers) {
  const values = numbers.map(Number);
  const row = values.length > 2 && values.every((value, index) => value === values[0] + index);
  return row ? `${values[0]}至${values[values.length - 1]}` : numbers.join('、');
}
