import { orderTotal } from './shop.js';
import { greet } from './greet.js';

// A local called totalPrice is somebody else.
export function cart(): number {
  const other = (totalPrice: number) => totalPrice + 1;
  greet('cart');
  return other(orderTotal([]));
}
