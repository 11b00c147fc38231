/** The catalogue by category, in the order of the hall. */

/**
 * @param {{id: string, name: string, icon: string}[]} categories
 * @param {object[]} items of the public interface; `category` is an id, or an object with one
 * @returns {{category: object, items: object[]}[]} categories that hold something
 */
export function shelved(categories, items) {
  const shelves = new Map(categories.map((category) => [category.id, { category, items: [] }]));
  for (const item of items) {
    const category = item.category?.id ? item.category : { id: item.category, name: item.category };
    if (!shelves.has(category.id)) shelves.set(category.id, { category, items: [] });
    shelves.get(category.id).items.push(item);
  }
  return [...shelves.values()].filter((shelf) => shelf.items.length);
}
