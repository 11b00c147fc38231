/** A matter as the page remembers it, in the shape of the guide's answer: the same card shows it. */
import { many } from './say.js';

function limit(line) {
  const [label, ...rest] = line.split('：');
  return rest.length ? { label, text: rest.join('：') } : { label: '', text: line };
}

const place = ({ text, windows, ...more }) => ({ ...more, name: text, windows: many(windows).map((number) => ({ number })) });

/** @param {object} item of `/offline`, or of `/items` when no more is known yet */
export function cardOf({ id, name, now, ticket, places, materials, fee, limits, telephone, truth }) {
  const known = now || many(places).length;
  return {
    kind: 'guide',
    remembered: true,
    text: '',
    item: { id, name },
    aspect: 'overview',
    options: [],
    card: known
      ? {
        title: name,
        summary: now,
        ticket: ticket ? { button: ticket } : null,
        places: many(places).map(place),
        materials: many(materials).map(({ when, ...paper }) => ({ ...paper, label: when })),
        fee: fee ? { text: fee } : null,
        limits: many(limits).map(limit),
        truth: truth ? { text: truth, telephone } : null,
      }
      : null,
  };
}
