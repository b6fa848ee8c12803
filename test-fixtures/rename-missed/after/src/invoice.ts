import { orderTotal } from './price.js';

export function invoice(items: { price: number }[]): string {
  const before = orderTotal(items);
  return `${before} of ${totalPrice(items)}`;
}
