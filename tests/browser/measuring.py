"""What a ruler finds on the page: targets too small, letters too small, lines too close, a page wider than its screen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.visit import Screen

RULES = """({ target, text, spacing }) => {
  const seen = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !one.closest('.sr, .skip');
  const name = (one) => `${one.localName}.${one.className?.baseVal ?? one.className}`.slice(0, 60);
  const small = [];
  const inSentence = (one) => getComputedStyle(one).display === 'inline' && one.parentElement.textContent.trim() !== one.textContent.trim();
  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    if (!seen(one) || one.type === 'hidden' || inSentence(one)) continue;
    const { width, height } = (one.closest('label') ?? one).getBoundingClientRect();
    if (width < 2 || height < 2) continue;
    if (width < target - 0.5 || height < target - 0.5) small.push(`${name(one)} ${Math.round(width)}×${Math.round(height)} ${one.textContent.trim().slice(0, 12)}`);
  }
  const letters = new Set();
  const lines = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !one || one.closest('svg, script, style, noscript, option') || !seen(one)) continue;
    const style = getComputedStyle(one);
    const size = parseFloat(style.fontSize);
    if (size < text - 0.1) letters.add(`${name(one)} ${size} ${walk.currentNode.data.trim().slice(0, 12)}`);
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
    const ratio = parseFloat(style.lineHeight) / size;
    if (tops.size > 1 && ratio < spacing - 0.01) lines.add(`${name(one)} ${ratio.toFixed(2)}`);
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  return { small, letters: [...letters], lines: [...lines], wide: wide > 0 ? wide : 0 };
}"""


def wrong(page: Page, screen: Screen) -> dict[str, Any]:
    """What is not as it has to be, by rule; nothing when all is well."""
    machine = screen.path == "/kiosk"
    found: dict[str, Any] = page.evaluate(
        RULES, {"target": 60 if machine else 44, "text": 29 if machine else 18, "spacing": 1.3}
    )
    return {rule: what for rule, what in found.items() if what}
