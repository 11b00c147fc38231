/** The document of `/offline`, or what stands for it, sorted for the page. Pure. */
import { shelf } from './search.js';
import { shelved } from './shelves.js';

/**
 * @param {{items: object[], categories: object[], events: object[]}} held
 * @returns {{matters: Map<string, object>, entries: object[], shelves: object[], events: object[]}} by id, to search in, by category, by life event
 */
export function known({ items, categories, events }) {
  const named = new Map(categories.map(({ id, name }) => [id, name]));
  const about = new Map(items.map(({ id, category }) => [id, [named.get(category?.id ?? category) ?? '']]));
  for (const event of events) for (const id of event.items) about.get(id)?.push(event.name);
  const matters = new Map(items.map((item) => [item.id, item]));
  return {
    matters,
    entries: shelf(items, about),
    shelves: shelved(categories, items),
    events: events.map(({ name, items: ids }) => ({ name, items: ids.map((id) => matters.get(id)).filter(Boolean) })),
  };
}
