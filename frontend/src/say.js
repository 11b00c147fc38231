/** Small ways of showing server facts: telephones, days, floors. Text stays text, never HTML. */
import { html } from 'lit';
import { isKiosk } from './display.js';
import { words } from './words.js';

const zone = { timeZone: 'Asia/Shanghai' };
const dayForm = new Intl.DateTimeFormat('zh-CN', { ...zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' });
const timeForm = new Intl.DateTimeFormat('zh-CN', { ...zone, hour: '2-digit', minute: '2-digit', hour12: false });

/** 2026-11-26T17:30:00+08:00 → 2026年11月26日星期四; also takes a bare day. */
export function day(stamp) {
  const moment = new Date(/^\d{4}-\d\d-\d\d$/.test(stamp) ? `${stamp}T12:00:00+08:00` : stamp);
  return Number.isNaN(moment.getTime()) ? String(stamp) : dayForm.format(moment);
}

export function dayAndTime(stamp) {
  const moment = new Date(stamp);
  return Number.isNaN(moment.getTime()) ? String(stamp) : `${dayForm.format(moment)} ${timeForm.format(moment)}`;
}

/** A number to dial: a link on a phone or computer, large text on a kiosk, which cannot dial. */
export function dial(number, { big = false } = {}) {
  const text = String(number);
  const look = big ? 'number huge' : 'number';
  if (isKiosk()) return html`<strong class=${look}>${text}</strong>`;
  return html`<a class=${look} href="tel:${text.replace(/[^\d+]/g, '')}" aria-label=${words.dial(text)}>${text}</a>`;
}

export const floor = (value) => (typeof value === 'number' || /^\d+$/.test(value) ? words.card.floor(value) : String(value));

/** Always a list: nothing, one or many become zero, one or many. */
export const many = (value) => (value === null || value === undefined || value === '' ? [] : [].concat(value));

/** Lines of one text, as the server broke them. */
export const lines = (value) => many(value).map((one) => (typeof one === 'string' ? one : (one?.text ?? ''))).filter(Boolean);
