/** In which order the messages of one turn stand on the page. */

/** Danger stands first; remarks about the guide itself (simple mode) stand after what was asked, never beside danger. */
function byWeight(messages) {
  const weight = ({ kind, options, first }) => {
    if (kind === 'emergency') return 0;
    return kind === 'notice' && !first && !options?.length ? 2 : 1;
  };
  const danger = messages.some(({ kind }) => kind === 'emergency');
  return (danger ? [0, 1] : [0, 1, 2]).flatMap((wanted) => messages.filter((message) => weight(message) === wanted));
}

/** A question that makes the card shorter stands before it, where it is seen. */
function questionFirst(messages) {
  const question = messages.findIndex(({ kind }, index) => kind === 'clarify' && messages[index - 1]?.kind === 'guide');
  if (question < 0) return messages;
  const card = messages.findIndex(({ kind }) => kind === 'guide');
  const moved = [...messages];
  moved.splice(card, 0, ...moved.splice(question, 1));
  return moved;
}

/** @param {object[]} messages as the server sent them */
export const ordered = (messages) => questionFirst(byWeight(messages));
