/** The page's words in traditional characters: `languages/zh-Hant.js` is `languages/zh-CN.js`, rewritten while it is bundled. */
import { readFile } from 'node:fs/promises';
import { Converter } from 'opencc-js/cn2t';

const rewritten = Converter({ from: 'cn', to: 'hk' });
const COMMON = { 衞: '衛', 枱: '檯' }; // as bot/text/script.py writes them

export const traditional = {
  name: 'traditional',
  setup(build) {
    build.onLoad({ filter: /languages[\\/]zh-Hant\.js$/ }, async ({ path }) => {
      const source = await readFile(path.replace('zh-Hant', 'zh-CN'), 'utf8');
      return { contents: rewritten(source).replace(/[衞枱]/g, (one) => COMMON[one]), loader: 'js' };
    });
  },
};
