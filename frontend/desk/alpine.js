/*!
 * Alpine.js 3.17.4, the build that needs no eval, with @vue/reactivity. https://alpinejs.dev https://vuejs.org
 * Copyright (c) Caleb Porzio and contributors; Copyright (c) Yuxi (Evan) You and Vue contributors. MIT License, see LICENSE beside this file.
 */
/** Stands in for the Alpine that unfold brings: the same page attributes, evaluated under the strict content policy. */
import Alpine from '@alpinejs/csp';

/** What unfold's templates expect on the page around them; menus of the frame need no Alpine. */
Alpine.data('desk', () => ({
  activeTab: '',
  openModal: false,
  sidebarDesktopOpen: true,
  filterOpen: false,
  /** unfold's forms ask for window.location; the strict build knows no globals, so the two words they need stand here. */
  window: { location: { pathname: window.location.pathname, search: window.location.search } },
  init() {
    const tab = window.location.hash.replace('#', '');
    this.activeTab = tab && document.querySelector(`a[href="#${CSS.escape(tab)}"]`) ? tab : this.$el.dataset.tab || 'general';
  },
}));

window.Alpine = Alpine;
Alpine.start();
