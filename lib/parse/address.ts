/** Which addresses devices may meet at: the rule, and the sentence that says it. */

export const ADDRESS_RULE = 'Address must begin with ws:// or wss:// and have no spaces';

/** In characters, which are bytes too: an address is printable ASCII. */
export const LONGEST_ADDRESS = 200;

/** True for an address that a browser may open a socket to: `ws:` or `wss:`, at most 200 characters. */
export const isMeetingAddress = (address: string): boolean =>
  // Printable ASCII, so that the bound is the same where the address is read back.
  address.length <= LONGEST_ADDRESS && /^wss?:\/\/[!-~]+$/u.test(address) && URL.canParse(address);
