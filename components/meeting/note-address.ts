/** Which addresses a note may link to. */
const SAFE = ['http:', 'https:', 'mailto:'] as const satisfies readonly string[];

/** True for a whole web or mail address; false for every other scheme and for a relative address. */
export const isSafeAddress = (address: string): boolean => {
  if (address.length > 2_000) return false;
  const url = URL.parse(address);
  return url !== null && SAFE.some((scheme) => scheme === url.protocol);
};

/** What someone typed as an address, with `https://` put before a bare `example.org`; null when it is none. */
export const addressFrom = (typed: string): string | null => {
  const text = typed.trim();
  if (isSafeAddress(text)) return text;
  const isMail = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/u.test(text);
  const isBare = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#]\S*)?$/iu.test(text);
  const whole = isMail ? `mailto:${text}` : `https://${text}`;
  return (isMail || isBare) && isSafeAddress(whole) ? whole : null;
};
