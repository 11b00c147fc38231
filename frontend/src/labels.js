/** Where words find room on a plan: beside what they name, on no other word and on no line. */

/** How wide a text is, in letters: a digit or Latin letter is half of a Chinese one. */
export const wide = (text) => Array.from(text).reduce((sum, one) => sum + (one.charCodeAt(0) < 256 ? 0.58 : 1), 0);

const overlap = (a, b) => Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** Where a box may lie around a point: on it, beside, above, below, and a little farther. */
const AROUND = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];

export class Labels {
  /** @param {{width: number, height: number}} level the floor */
  constructor(level) {
    this.level = level;
    this.taken = [];
  }

  /** Keeps words off a line: every stretch of it, as small boxes. */
  line(points, thick) {
    for (let index = 1; index < points.length; index += 1) {
      const [[x, y], [toX, toY]] = [points[index - 1], points[index]];
      const steps = Math.max(1, Math.ceil(Math.hypot(toX - x, toY - y) / thick));
      for (let step = 0; step <= steps; step += 1) this.box(x + ((toX - x) * step) / steps, y + ((toY - y) * step) / steps, thick, thick);
    }
  }

  /** Keeps words off a box with this middle. */
  box(x, y, width, height) {
    this.taken.push({ x: x - width / 2, y: y - height / 2, width, height });
  }

  /**
   * Room for a text near a point; the place with the least in its way. over: it may lie on the point itself.
   * @returns {{x: number, y: number, width: number, height: number}}
   */
  room([x, y], text, size, { over = false, gap = size * 0.5 } = {}) {
    const width = (wide(text) + 0.8) * size;
    const height = size * 1.4;
    const spots = [1, 2.2].flatMap((far) => AROUND.map(([dx, dy]) => [x + dx * (width / 2 + gap * far), y + dy * (height / 2 + gap * far)]));
    const boxes = (over ? [[x, y], ...spots] : spots).map(([atX, atY]) => ({
      x: Math.min(Math.max(atX - width / 2, 0.1), Math.max(0.1, this.level.width - width - 0.1)),
      y: Math.min(Math.max(atY - height / 2, 0.1), Math.max(0.1, this.level.height - height - 0.1)),
      width,
      height,
    }));
    const cost = boxes.map((box, index) => this.taken.reduce((sum, one) => sum + overlap(box, one), 0) + index * 1e-6);
    const best = boxes[cost.indexOf(Math.min(...cost))];
    this.taken.push(best);
    return best;
  }
}
