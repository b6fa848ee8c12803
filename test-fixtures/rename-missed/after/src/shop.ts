export { orderTotal } from './price.js';
export { greet } from './greeting.js';
