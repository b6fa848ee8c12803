import { slug } from './slug.ts';
import { words } from './text.ts';

export const pageOf = (title: string) => ({ path: `/${slug(title)}`, size: words(title).length });
