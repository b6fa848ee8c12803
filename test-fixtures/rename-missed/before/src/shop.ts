export { totalPrice } from './price.js';
export { greet } from './greet.js';
