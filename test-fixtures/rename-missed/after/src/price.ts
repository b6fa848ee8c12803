export const currency = 'EUR';

export function orderTotal(items: readonly { readonly price: number }[]): number {
  return items.reduce((sum, item) => sum + item.price, 0);
}
