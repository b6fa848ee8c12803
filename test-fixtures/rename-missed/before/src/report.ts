import * as price from './price.js';

export const report = (items: { price: number }[]) => price.totalPrice(items) + price.currency;
