/** Our own drawings, 24 × 24, one line width. They only accompany words, so they are hidden from screen readers. */
import { html, svg } from 'lit';

const paths = {
  arrow: svg`<path d="M5 12h13M12 6l6 6-6 6"/>`,
  back: svg`<path d="M19 12H6M12 6l-6 6 6 6"/>`,
  down: svg`<path d="M12 5v13M6 12l6 6 6-6"/>`,
  restart: svg`<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5"/><path d="M4 4v4.5h4.5"/>`,
  person: svg`<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20c.6-4.2 3.6-6.2 7.5-6.2s6.9 2 7.5 6.2"/>`,
  size: svg`<path d="M3 18 7.5 7 12 18M4.6 14.5h5.8"/><path d="M14 18l3.2-7.5L20.5 18M15.1 15.6h4.3"/>`,
  contrast: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>`,
  place: svg`<path d="M12 21c4.6-5 7-8.4 7-11.3A7 7 0 0 0 5 9.7C5 12.6 7.4 16 12 21z"/><circle cx="12" cy="9.7" r="2.5"/>`,
  ticket: svg`<path d="M4 6.5h16v3.7a1.9 1.9 0 0 0 0 3.7v3.6H4v-3.6a1.9 1.9 0 0 0 0-3.7z"/><path d="M14 7.5v2M14 11.2v1.8M14 14.8v2"/>`,
  paper: svg`<path d="M6 3h8.5L19 7.5V21H6z"/><path d="M14 3v5h5M9 12.5h7M9 16.5h7"/>`,
  coin: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8.8 7.5 12 12l3.2-4.5M12 12v5M9.2 12.6h5.6M9.2 15h5.6"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2.2"/>`,
  steps: svg`<path d="M4 19h5v-4.5h5V10h5V5.5"/>`,
  globe: svg`<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.2 5 11.8 0 17M12 3.5c-5 5.2-5 11.8 0 17"/>`,
  award: svg`<rect x="4" y="4" width="16" height="12" rx="1.5"/><path d="M8 8h8M8 11.5h4"/><path d="M14.5 14.5V21l2-1.4 2 1.4v-6.5"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5"/><path d="M12 7.3v.6"/>`,
  warn: svg`<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v5M12 17.3v.4"/>`,
  seal: svg`<path d="M12 3.2 19 6v5.5c0 4.5-3 7.7-7 9.3-4-1.6-7-4.8-7-9.3V6z"/><path d="m8.7 12 2.4 2.4 4.3-4.6"/>`,
  phone: svg`<path d="M6 3.5h3.2l1.6 4.3-2.1 1.7c1.1 2.5 3.2 4.6 5.8 5.8l1.7-2.1 4.3 1.6V18c0 1.4-1.1 2.5-2.5 2.5C10.8 20.5 3.5 13.2 3.5 6c0-1.4 1.1-2.5 2.5-2.5z"/>`,
  pen: svg`<path d="M4.5 19.5 6 14.5 16.5 4l3.5 3.500L9.5 18z"/><path d="m14 6.5 3.5 3.5"/>`,
  camera: svg`<path d="M3.5 8h4L9 5.5h6L16.5 8h4v11h-17z"/><circle cx="12" cy="13.2" r="3.3"/>`,
  check: svg`<path d="m5 12.5 4.6 4.5L19 7.5"/>`,
  sound: svg`<path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4z"/><path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11"/>`,
  mute: svg`<path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4z"/><path d="m15.5 9.5 5 5M20.5 9.5l-5 5"/>`,
  stop: svg`<rect x="6.5" y="6.5" width="11" height="11" rx="1.5"/>`,
  microphone: svg`<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M9 21h6"/>`,
  useless: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8.5 16c1.8-2 5.2-2 7 0M9 9.5v.6M15 9.5v.6"/>`,
  // shelves of the home page, by the names that the hall's data uses
  'id-card': svg`<rect x="3" y="5" width="18" height="14" rx="1.5"/><circle cx="8.5" cy="11" r="2"/><path d="M5.5 16c.4-1.8 1.5-2.5 3-2.5s2.6.7 3 2.5M14 10h4.5M14 13.5h4.5"/>`,
  plane: svg`<path d="M10.5 13.5 3 11l1.5-1.5 7 .5L16 5.5c1-1 2.8-1.6 3.7-.7s.3 2.7-.7 3.7l-4.5 4.5.5 7L13.5 21.5z"/><path d="M7.5 16.5 4.5 17M7.5 16.5 7 19.5"/>`,
  car: svg`<path d="M4 16.5v-4.2l2-5.3h12l2 5.3v4.2z"/><path d="M4.5 12h15M6 16.5V19M18 16.5V19M7.3 14.3h1.2M15.5 14.3h1.2"/>`,
  shield: svg`<path d="M12 3.2 19 6v5.5c0 4.5-3 7.7-7 9.3-4-1.6-7-4.8-7-9.3V6z"/><path d="M12 8v7M8.5 11.5h7"/>`,
  heart: svg`<path d="M12 20c-5.5-4-8.5-7.2-8.5-10.7C3.5 6.7 5.4 5 7.6 5c1.8 0 3.4 1 4.4 2.8C13 6 14.6 5 16.4 5c2.2 0 4.1 1.7 4.1 4.3C20.5 12.8 17.5 16 12 20z"/><path d="M12 10v5M9.5 12.5h5"/>`,
  briefcase: svg`<path d="M4 9.5 5.5 4h13L20 9.5"/><path d="M4 9.5c0 3 4 3 4 0 0 3 4 3 4 0 0 3 4 3 4 0 0 3 4 3 4 0"/><path d="M5.5 12v8h13v-8M10 20v-4.5h4V20"/>`,
  house: svg`<path d="m3.5 11.5 8.5-7.5 8.5 7.5"/><path d="M6 9.8V20h12V9.8M10 20v-5.5h4V20"/>`,
  coins: svg`<path d="M5.5 3h13v18l-2.2-1.5-2.1 1.5-2.2-1.5L9.8 21l-2.1-1.5L5.5 21z"/><path d="m9.3 7 2.7 3.7L14.7 7M12 10.7V16M9.5 11h5M9.5 13.5h5"/>`,
  family: svg`<circle cx="8" cy="7.5" r="2.8"/><circle cx="16.7" cy="9.5" r="2.2"/><path d="M2.8 19.5c.4-4 2.3-6 5.2-6s4.8 2 5.2 6M13.5 15.4c.8-.9 1.8-1.4 3.2-1.4 2.5 0 4 1.8 4.4 5"/>`,
  plug: svg`<path d="M9 3.5V8M15 3.5V8M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0zM12 17v3.5"/>`,
  wheat: svg`<path d="M12 21V8M12 8c-2-1.5-2-3.5 0-5.5 2 2 2 4 0 5.5zM12 13c-3 .2-4.7-1.3-5-4.5 3-.2 4.7 1.3 5 4.5zM12 13c3 .2 4.7-1.3 5-4.5-3-.2-4.7 1.3-5 4.5zM12 18c-3 .2-4.7-1.3-5-4.5 3-.2 4.7 1.3 5 4.5zM12 18c3 .2 4.7-1.3 5-4.5-3-.2-4.7 1.3-5 4.5z"/>`,
};

/** @param {string} name one of the drawings above */
export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"
    fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"
    >${paths[name] ?? paths.paper}</svg>`;
}

/** The leopard of the header. */
export const leopard = html`<svg class="leopard" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false">
  <path d="M9 25C6 14 9 6 14 6c4 0 8 3 10 7M55 25c3-11 0-19-5-19-4 0-8 3-10 7" fill="#d79a3c"/>
  <path d="M13 20c-1-5 0-9 2-9s4 2 5 5M51 20c1-5 0-9-2-9s-4 2-5 5" fill="#7a4a17"/>
  <path d="M32 10c14 0 24 9 24 23 0 15-11 25-24 25S8 48 8 33c0-14 10-23 24-23z" fill="#e5ae52"/>
  <path d="M32 36c9 0 15 5 15 11s-7 11-15 11-15-5-15-11 6-11 15-11z" fill="#fff6e4"/>
  <g fill="#5b3512">
    <ellipse cx="32" cy="16" rx="2.2" ry="3"/><ellipse cx="25" cy="18.5" rx="1.8" ry="2.6"/><ellipse cx="39" cy="18.5" rx="1.8" ry="2.6"/>
    <ellipse cx="14.5" cy="30" rx="1.8" ry="2.6"/><ellipse cx="49.5" cy="30" rx="1.8" ry="2.6"/>
    <ellipse cx="13.5" cy="38" rx="1.7" ry="2.4"/><ellipse cx="50.5" cy="38" rx="1.7" ry="2.4"/>
    <circle cx="23" cy="31" r="3.6"/><circle cx="41" cy="31" r="3.6"/>
    <path d="M28 40h8c0 3-2 5-4 5s-4-2-4-5z"/>
  </g>
  <path d="M32 45v3M25 49c2 3 5 3 7-1 2 4 5 4 7 1" fill="none" stroke="#5b3512" stroke-width="1.8" stroke-linecap="round"/>
  <circle cx="24.2" cy="29.8" r="1.1" fill="#fff"/><circle cx="42.2" cy="29.8" r="1.1" fill="#fff"/>
</svg>`;
