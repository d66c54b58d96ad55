/** Which keys there are and who has been handed them: nobody writes under a key that someone outside holds. */
import type { DeviceId, KeyId, SectionId, StatementId } from './ids';
import type { Fold } from './register-fold';
import type { Order } from './register-order';
import { addTo, isEnding, rightsFrom } from './register-rights';
import { brokenRule } from './register-rules';
import { type KeyHanding, NO_KEYS, type Saying } from './saying';

/** So many numbers may a new epoch leave out: without a bound one keeper could use them all up. */
const LARGEST_EPOCH_STEP = 1_024;

/** A key as one statement brought it in. */
export interface BroughtIn {
  readonly at: number;
  readonly statement: StatementId;
  readonly keyId: KeyId;
  /** Null for the key of a section. */
  readonly number: number | null;
  /** Null for an epoch. */
  readonly section: SectionId | null;
  /** Whether the statement stands; what one that was voided brought in is for reading only. */
  readonly isStanding: boolean;
  /** Who was handed it or handed it on, with the places at which. */
  readonly holders: Map<DeviceId, number[]>;
}

/** A bundle of which something counts, by the place of its statement. */
export interface Addressed {
  readonly at: number;
  readonly bundle: KeyHanding['bundles'][number];
  readonly hands: KeyHanding;
}

export interface Keys {
  readonly broughtIn: readonly BroughtIn[];
  readonly bundles: ReadonlyMap<DeviceId, readonly Addressed[]>;
  /** Places of statements that do nothing but hand keys, of which none counts. */
  readonly idle: ReadonlySet<number>;
  /** Devices that said that this key does not open for them and that nobody handed it since. */
  readonly blind: (keyId: KeyId) => ReadonlySet<DeviceId>;
}

const handsOf = (saying: Saying): KeyHanding => {
  if (saying.kind === 'found') {
    return { epochs: [{ number: 1, keyId: saying.epoch }], keys: saying.keys, bundles: [] };
  }
  return 'hands' in saying ? saying.hands : NO_KEYS;
};

/**
 * `others` are the folds by what people may have gone by who had not heard of everything. A key that was brought in by
 * right and voided by a removal, or by another admission of its author, was used in between by people in good standing:
 * it is known, so that what they wrote can be read, and never written under.
 */
export const keysFrom = (order: Order, fold: Fold, others: readonly Fold[]): Keys => {
  const broughtIn: BroughtIn[] = [];
  const byKeyId = new Map<KeyId, BroughtIn[]>();
  const bundles = new Map<DeviceId, Addressed[]>();
  const idle = new Set<number>();

  // Who was let in by somebody whom a removal struck meanwhile, by two at once, or again after a removal that somebody
  // had not heard of, was handed what they were handed.
  const rights = [
    fold.rights,
    ...others.map(({ facts }) => rightsFrom(order, facts, fold.endings)),
  ];
  /** Whether its author gave it to one of us: who hands a key to somebody made up spoils nothing by it. */
  const isRecipient = (device: DeviceId, section: SectionId | null, at: number): boolean =>
    rights.some((of) =>
      section === null ? of.wasIn(device, at) : of.mightRead(device, section, at),
    );

  const lacks = new Map<KeyId, Map<DeviceId, number[]>>();
  const noteLack = (at: number, device: DeviceId, keyId: KeyId): void => {
    const byDevice = lacks.get(keyId) ?? new Map<DeviceId, number[]>();
    lacks.set(keyId, byDevice);
    addTo(byDevice, device, at);
  };
  const blind = (keyId: KeyId): ReadonlySet<DeviceId> => {
    const found = new Set<DeviceId>();
    for (const [device, places] of lacks.get(keyId) ?? []) {
      const handed = (byKeyId.get(keyId) ?? []).flatMap((key) => key.holders.get(device) ?? []);
      const isOpen = (lack: number): boolean => !handed.some((at) => order.hasSeen(at, lack));
      if (places.some(isOpen)) found.add(device);
    }
    return found;
  };

  const isKnown = (at: number, earlier: number): boolean =>
    at === earlier || order.hasSeen(at, earlier);

  /** Whether a removal counts is for the fold that was decided; in the others its author's right to it matters. */
  const isRight = (of: Fold, at: number): boolean => {
    const saying = order.placed[at]?.statement.saying;
    if (of === fold || saying === undefined || !isEnding(saying)) return of.stands[at] === true;
    return brokenRule(order, of.facts, of.rights, at) === null;
  };

  const mayBring = (of: Fold, at: number, author: DeviceId, section: SectionId | null): boolean => {
    const { facts, rights } = of;
    const device = facts.devices.get(author);
    if (device === undefined || device.deviceKind === 'recovery' || !isRight(of, at)) return false;
    return section === null
      ? rights.keeperSince(device.member, at) !== null
      : rights.access(author, section, at) === 'write';
  };

  /** Whether the number follows those that were known. */
  const isNext = (at: number, number: number): boolean => {
    const last = broughtIn.reduce(
      (most, one) =>
        one.isStanding && isKnown(at, one.at) ? Math.max(most, one.number ?? 0) : most,
      0,
    );
    return number > last && number <= last + LARGEST_EPOCH_STEP;
  };

  const holds = (key: BroughtIn, device: DeviceId, at: number): boolean =>
    key.holders.get(device)?.some((place) => isKnown(at, place)) === true;

  /** Counts one name of a handing; false when its author neither holds the key nor may bring it in. */
  const hand = (
    at: number,
    statement: { readonly id: StatementId; readonly author: DeviceId },
    name: {
      readonly keyId: KeyId;
      readonly number: number | null;
      readonly section: SectionId | null;
    },
    recipients: readonly DeviceId[],
  ): boolean => {
    const { keyId, number, section } = name;
    const { id, author } = statement;
    // By the key id alone: whoever hands a secret on under another name has handed it on.
    const known = byKeyId.get(keyId)?.filter((key) => isKnown(at, key.at)) ?? [];
    const held = known.filter((key) => holds(key, author, at));
    if (known.length === 0) {
      const isAllowed = number === null || isNext(at, number);
      const isStanding = isAllowed && mayBring(fold, at, author, section);
      const mightBring = (of: Fold): boolean => mayBring(of, at, author, section);
      if (!isStanding && !(isAllowed && others.some(mightBring))) return false;
      const key: BroughtIn = {
        at,
        statement: id,
        keyId,
        number,
        section,
        isStanding,
        holders: new Map([[author, [at]]]),
      };
      broughtIn.push(key);
      addTo(byKeyId, keyId, key);
      held.push(key);
    }
    for (const key of held) {
      for (const recipient of recipients) {
        if (isRecipient(recipient, key.section, at)) addTo(key.holders, recipient, at);
      }
    }
    return held.some((key) => key.number === number && key.section === section);
  };

  order.placed.forEach(({ statement }, at) => {
    const { saying } = statement;
    const hands = handsOf(saying);
    if (saying.kind === 'lack' && fold.stands[at] === true) {
      const named = [...saying.epochs, ...saying.keys.map(({ keyId }) => keyId)];
      for (const keyId of named) noteLack(at, statement.author, keyId);
    }
    const recipientsOf = (list: 'epochs' | 'keys'): readonly (readonly DeviceId[])[] => {
      const recipients: DeviceId[][] = hands[list].map(() => []);
      for (const bundle of hands.bundles) {
        for (const place of bundle[list]) recipients[place]?.push(bundle.device);
      }
      return recipients;
    };
    const toEpochs = recipientsOf('epochs');
    const toKeys = recipientsOf('keys');
    const epochs = hands.epochs.map(({ number, keyId }, place) =>
      hand(at, statement, { keyId, number, section: null }, toEpochs[place] ?? []),
    );
    const keys = hands.keys.map(({ section, keyId }, place) =>
      hand(at, statement, { keyId, number: null, section }, toKeys[place] ?? []),
    );
    for (const bundle of hands.bundles) {
      const counts =
        bundle.epochs.some((place) => epochs[place] === true) ||
        bundle.keys.some((place) => keys[place] === true);
      if (counts) addTo(bundles, bundle.device, { at, bundle, hands });
    }
    const isUseful = epochs.includes(true) || keys.includes(true);
    if (saying.kind === 'hand' && fold.stands[at] === true && !isUseful) idle.add(at);
  });
  return { broughtIn, bundles, idle, blind };
};

/** Whoever holds a key with that name, under whatever statement that stands it was brought in. */
export const audienceOf = (keyId: KeyId, broughtIn: readonly BroughtIn[]): ReadonlySet<DeviceId> =>
  new Set(
    broughtIn
      .filter((key) => key.keyId === keyId && key.isStanding)
      .flatMap((key) => [...key.holders.keys()]),
  );
