// Prices in the shopper's own notation.

/**
 * @param {string|null} price a decimal number
 * @param {string} currency ISO 4217
 * @returns {string} such as "€49.90", "SEK 499.00", or "" for an unknown price
 */
export function money(price, currency) {
  const amount = Number(price);
  if (price === null || price === '' || !Number.isFinite(amount)) return '';
  try {
    return new Intl.NumberFormat(navigator.language, {style: 'currency', currency}).format(amount);
  } catch {
    // Not a currency that the browser knows: the shop's own words.
    return `${price} ${currency}`.trim();
  }
}
