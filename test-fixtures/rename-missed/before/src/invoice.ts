import { totalPrice } from './price.js';

export function invoice(items: { price: number }[]): string {
  const before = totalPrice(items);
  return `${before} of ${totalPrice(items)}`;
}
