import * as price from './price.ts';

export class Cart {
  readonly lines: price.Line[] = [];

  total(): number {
    return price.totalCents(this.lines);
  }
}
