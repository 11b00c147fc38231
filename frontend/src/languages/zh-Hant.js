/** In traditional characters. Written from zh-CN.js by traditional.mjs while the page is bundled: nothing is to be kept here. */
export default {};
