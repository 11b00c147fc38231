/** The papers that somebody has ready, by matter: they stay ticked when its card is shown again, and go with the visit. */
const ready = new Map();

/** @returns {Set<string>} names of what is ready for this matter */
export const readyFor = (matter) => ready.get(matter) ?? new Set();

/** @param {string} matter @param {Set<string>} names */
export function keepReady(matter, names) {
  if (names.size) ready.set(matter, names);
  else ready.delete(matter);
}

export const forgetReady = () => ready.clear();
