// What stands in the page's address: a product (?product=ID), a shelf (?shelf=CATEGORY&page=N), or the shopper's photo.

/**
 * The request that an address asks for.
 * @param {string} search such as "?product=a%20b"
 * @returns {{product: string}|{shelf: string, page: number}|{}} nothing for the shopper's photo
 */
export function read(search) {
  const fields = new URLSearchParams(search);
  if (fields.has('product')) return {product: fields.get('product')};
  if (fields.has('shelf')) return {shelf: fields.get('shelf'), page: Math.max(1, Number.parseInt(fields.get('page'), 10) || 1)};
  return {};
}

/** The address of a request; `read` is its inverse. */
export function address({product, shelf, page}) {
  if (product !== undefined) return `./?${new URLSearchParams({product})}`;
  if (shelf !== undefined) return `./?${new URLSearchParams(page > 1 ? {shelf, page} : {shelf})}`;
  return './';
}

/** Which of the two ways to shop an address belongs to. */
export function tab(request) {
  return request.product !== undefined || request.shelf !== undefined ? 'product' : 'photo';
}
