import { slug, words } from './text.ts';

export const pageOf = (title: string) => ({ path: `/${slug(title)}`, size: words(title).length });
