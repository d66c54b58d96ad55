/** The payload of a statement: each kind of saying as bytes, read strictly and with every length bounded. */
import {
  byteReader,
  type ByteReader,
  byteWriter,
  type ByteWriter,
  Malformed,
} from '@/lib/parse/bytes';

import { SIGNATURE_LENGTH } from './curves';
import {
  deviceIdFromBytes,
  deviceIdToBytes,
  invitationIdFromBytes,
  invitationIdToBytes,
  keyIdFromBytes,
  keyIdToBytes,
  letterIdFromBytes,
  letterIdToBytes,
  type MemberId,
  memberIdFromBytes,
  memberIdToBytes,
  sectionIdFromBytes,
  sectionIdToBytes,
  statementIdFromBytes,
  statementIdToBytes,
} from './ids';
import type { Bytes } from './keys';
import type { Access, DeviceKind, KeyHanding, KeyName, Saying, Spoken } from './saying';
import { readVector, type Vector, writeVector } from './vector';

export const LARGEST_PAYLOAD = 512 * 1024;
const MOST_SECTIONS = 4_096;
const MOST_MEMBERS = 1_024;
const MOST_DEVICES = 4_096;
const MOST_LETTERS = 4_096;
/** Also of the epochs and keys that a device says do not open. */
export const MOST_LACKING = 1_024;
const MOST_EPOCHS = 1_024;
const MOST_KEYS = 8_192;
const LONGEST_SECTION_PURPOSE = 400;
const LONGEST_ROLE = 60;

/** The number that stands for each kind. */
export const SAYING_NUMBERS = {
  found: 1,
  admit: 2,
  remove: 3,
  withdraw: 4,
  grant: 5,
  section: 6,
  appoint: 7,
  retire: 8,
  role: 9,
  hand: 10,
  leaveOut: 11,
  checkpoint: 12,
  agree: 13,
  erased: 14,
  hold: 15,
  lack: 16,
} as const satisfies Record<Spoken['kind'], number>;

const ACCESS_NUMBERS = { read: 0, write: 1 } as const satisfies Record<Access, number>;
const KIND_NUMBERS = { device: 0, recovery: 1 } as const satisfies Record<DeviceKind, number>;

const sorted = <T extends string>(items: readonly T[]): readonly T[] =>
  [...new Set(items)].toSorted();

const sortedBy = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] =>
  items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

const nameOfKey = ({ section, keyId }: KeyName): string => `${section} ${keyId}`;

const writeHands = (writer: ByteWriter, { epochs, keys, bundles }: KeyHanding): void => {
  writer.uint(epochs.length);
  for (const { number, keyId } of epochs) writer.uint(number).fixed(keyIdToBytes(keyId));
  writer.uint(keys.length);
  for (const { section, keyId } of keys) {
    writer.fixed(sectionIdToBytes(section)).fixed(keyIdToBytes(keyId));
  }
  writer.uint(bundles.length);
  for (const bundle of sortedBy(bundles, ({ device }) => device)) {
    writer.fixed(deviceIdToBytes(bundle.device)).uint(bundle.epochs.length);
    for (const place of bundle.epochs) writer.uint(place);
    writer.uint(bundle.keys.length);
    for (const place of bundle.keys) writer.uint(place);
    writer.bytes(bundle.sealed);
  }
};

const writeMembers = (writer: ByteWriter, members: readonly MemberId[]): void => {
  writer.uint(members.length);
  for (const member of members) writer.fixed(memberIdToBytes(member));
};

/** The payload of a statement. Lists that have no order of their own are sorted. */
export const writeSaying = (saying: Spoken): Bytes => {
  const writer = byteWriter();
  switch (saying.kind) {
    case 'found': {
      writer
        .fixed(memberIdToBytes(saying.member))
        .fixed(deviceIdToBytes(saying.device))
        .fixed(saying.exchangeKey)
        .fixed(saying.nonce)
        .text(saying.role)
        .uint(saying.sections.length);
      for (const { section, purpose } of saying.sections) {
        writer.fixed(sectionIdToBytes(section)).text(purpose);
      }
      writer.fixed(keyIdToBytes(saying.epoch)).uint(saying.keys.length);
      for (const { section, keyId } of saying.keys) {
        writer.fixed(sectionIdToBytes(section)).fixed(keyIdToBytes(keyId));
      }
      break;
    }
    case 'admit': {
      writer
        .fixed(memberIdToBytes(saying.member))
        .fixed(deviceIdToBytes(saying.device))
        .fixed(saying.exchangeKey)
        .uint(KIND_NUMBERS[saying.deviceKind])
        .uint(saying.isKeeper ? 1 : 0)
        .text(saying.role)
        .fixed(invitationIdToBytes(saying.invitation))
        .fixed(saying.consent)
        .uint(saying.grants.length);
      for (const { section, access } of sortedBy(saying.grants, ({ section }) => section)) {
        writer.fixed(sectionIdToBytes(section)).uint(ACCESS_NUMBERS[access]);
      }
      writeHands(writer, saying.hands);
      break;
    }
    case 'remove': {
      writeMembers(writer, sorted(saying.members));
      const devices = sorted(saying.devices);
      writer.uint(devices.length);
      for (const device of devices) writer.fixed(deviceIdToBytes(device));
      writer.bytes(writeVector(saying.cutoffs));
      writeHands(writer, saying.hands);
      break;
    }
    case 'withdraw': {
      writer
        .fixed(memberIdToBytes(saying.member))
        .fixed(sectionIdToBytes(saying.section))
        .bytes(writeVector(saying.cutoffs));
      writeHands(writer, saying.hands);
      break;
    }
    case 'grant': {
      writer
        .fixed(memberIdToBytes(saying.member))
        .fixed(sectionIdToBytes(saying.section))
        .uint(ACCESS_NUMBERS[saying.access]);
      writeHands(writer, saying.hands);
      break;
    }
    case 'section': {
      writer
        .fixed(sectionIdToBytes(saying.section))
        .fixed(saying.nonce)
        .text(saying.purpose)
        .uint(saying.grants.length);
      for (const { member, access } of sortedBy(saying.grants, ({ member }) => member)) {
        writer.fixed(memberIdToBytes(member)).uint(ACCESS_NUMBERS[access]);
      }
      writeHands(writer, saying.hands);
      break;
    }
    case 'appoint':
    case 'retire': {
      writer.fixed(memberIdToBytes(saying.member));
      break;
    }
    case 'role': {
      writer.fixed(memberIdToBytes(saying.member)).text(saying.role);
      break;
    }
    case 'hand': {
      writeHands(writer, saying.hands);
      break;
    }
    case 'leaveOut': {
      const letters = sorted(saying.letters);
      writer.fixed(sectionIdToBytes(saying.section)).uint(letters.length);
      for (const letter of letters) writer.fixed(letterIdToBytes(letter));
      break;
    }
    case 'checkpoint': {
      writer
        .fixed(sectionIdToBytes(saying.section))
        .bytes(writeVector(saying.ends))
        .fixed(saying.hash)
        .uint(saying.isErasure ? 1 : 0);
      break;
    }
    case 'agree':
    case 'erased': {
      writer.fixed(statementIdToBytes(saying.checkpoint));
      break;
    }
    case 'hold': {
      writer.fixed(sectionIdToBytes(saying.section)).uint(saying.isOn ? 1 : 0);
      break;
    }
    case 'lack': {
      const epochs = sorted(saying.epochs);
      writer.uint(epochs.length);
      for (const keyId of epochs) writer.fixed(keyIdToBytes(keyId));
      writer.uint(saying.keys.length);
      for (const { section, keyId } of sortedBy(saying.keys, nameOfKey)) {
        writer.fixed(sectionIdToBytes(section)).fixed(keyIdToBytes(keyId));
      }
      break;
    }
  }
  return writer.finish();
};

/** Reads so many entries one by one: a large count alone allocates nothing. */
const readList = <T>(reader: ByteReader, most: number, readOne: () => T): readonly T[] => {
  const items: T[] = [];
  for (let left = reader.uint(most); left > 0; left -= 1) items.push(readOne());
  return items;
};

const mustAscend = (items: readonly (string | number)[]): void => {
  items.forEach((item, at) => {
    const before = items[at - 1];
    if (before !== undefined && before >= item) throw new Malformed('out of order');
  });
};

/** The list, in ascending order of the names and without repetition; anything else is refused. */
const readAscending = <T>(
  reader: ByteReader,
  most: number,
  readOne: () => T,
  nameOf: (item: T) => string,
): readonly T[] => {
  const items = readList(reader, most, readOne);
  mustAscend(items.map(nameOf));
  return items;
};

const readAccess = (reader: ByteReader): Access => (reader.uint(1) === 1 ? 'write' : 'read');

const readCutoffs = (reader: ByteReader): Vector => {
  const vector = readVector(reader.bytes(LARGEST_PAYLOAD));
  if (vector === null) throw new Malformed('not a vector');
  return vector;
};

const readKeyName = (reader: ByteReader): KeyName => ({
  section: sectionIdFromBytes(reader.fixed(16)),
  keyId: keyIdFromBytes(reader.fixed(16)),
});

const readPlaces = (reader: ByteReader, count: number): readonly number[] => {
  const places = readList(reader, count, () => reader.uint(Math.max(0, count - 1)));
  mustAscend(places);
  return places;
};

const readHands = (reader: ByteReader): KeyHanding => {
  const epochs = readList(reader, MOST_EPOCHS, () => ({
    number: reader.uint(),
    keyId: keyIdFromBytes(reader.fixed(16)),
  }));
  const keys = readList(reader, MOST_KEYS, () => readKeyName(reader));
  const bundles = readAscending(
    reader,
    MOST_DEVICES,
    () => ({
      device: deviceIdFromBytes(reader.fixed(32)),
      epochs: readPlaces(reader, epochs.length),
      keys: readPlaces(reader, keys.length),
      sealed: reader.bytes(LARGEST_PAYLOAD),
    }),
    ({ device }) => device,
  );
  return { epochs, keys, bundles };
};

const READERS: Readonly<Record<number, (reader: ByteReader) => Spoken>> = {
  [SAYING_NUMBERS.found]: (reader) => ({
    kind: 'found',
    member: memberIdFromBytes(reader.fixed(16)),
    device: deviceIdFromBytes(reader.fixed(32)),
    exchangeKey: reader.fixed(32),
    nonce: reader.fixed(32),
    role: reader.text(LONGEST_ROLE),
    sections: readList(reader, MOST_SECTIONS, () => ({
      section: sectionIdFromBytes(reader.fixed(16)),
      purpose: reader.text(LONGEST_SECTION_PURPOSE),
    })),
    epoch: keyIdFromBytes(reader.fixed(16)),
    keys: readList(reader, MOST_KEYS, () => readKeyName(reader)),
  }),
  [SAYING_NUMBERS.admit]: (reader) => ({
    kind: 'admit',
    member: memberIdFromBytes(reader.fixed(16)),
    device: deviceIdFromBytes(reader.fixed(32)),
    exchangeKey: reader.fixed(32),
    deviceKind: reader.uint(1) === 1 ? 'recovery' : 'device',
    isKeeper: reader.uint(1) === 1,
    role: reader.text(LONGEST_ROLE),
    invitation: invitationIdFromBytes(reader.fixed(16)),
    consent: reader.fixed(SIGNATURE_LENGTH),
    grants: readAscending(
      reader,
      MOST_SECTIONS,
      () => ({ section: sectionIdFromBytes(reader.fixed(16)), access: readAccess(reader) }),
      ({ section }) => section,
    ),
    hands: readHands(reader),
  }),
  [SAYING_NUMBERS.remove]: (reader) => ({
    kind: 'remove',
    members: readAscending(
      reader,
      MOST_MEMBERS,
      () => memberIdFromBytes(reader.fixed(16)),
      (member) => member,
    ),
    devices: readAscending(
      reader,
      MOST_DEVICES,
      () => deviceIdFromBytes(reader.fixed(32)),
      (device) => device,
    ),
    cutoffs: readCutoffs(reader),
    hands: readHands(reader),
  }),
  [SAYING_NUMBERS.withdraw]: (reader) => ({
    kind: 'withdraw',
    member: memberIdFromBytes(reader.fixed(16)),
    section: sectionIdFromBytes(reader.fixed(16)),
    cutoffs: readCutoffs(reader),
    hands: readHands(reader),
  }),
  [SAYING_NUMBERS.grant]: (reader) => ({
    kind: 'grant',
    member: memberIdFromBytes(reader.fixed(16)),
    section: sectionIdFromBytes(reader.fixed(16)),
    access: readAccess(reader),
    hands: readHands(reader),
  }),
  [SAYING_NUMBERS.section]: (reader) => ({
    kind: 'section',
    section: sectionIdFromBytes(reader.fixed(16)),
    nonce: reader.fixed(16),
    purpose: reader.text(LONGEST_SECTION_PURPOSE),
    grants: readAscending(
      reader,
      MOST_MEMBERS,
      () => ({ member: memberIdFromBytes(reader.fixed(16)), access: readAccess(reader) }),
      ({ member }) => member,
    ),
    hands: readHands(reader),
  }),
  [SAYING_NUMBERS.appoint]: (reader) => ({
    kind: 'appoint',
    member: memberIdFromBytes(reader.fixed(16)),
  }),
  [SAYING_NUMBERS.retire]: (reader) => ({
    kind: 'retire',
    member: memberIdFromBytes(reader.fixed(16)),
  }),
  [SAYING_NUMBERS.role]: (reader) => ({
    kind: 'role',
    member: memberIdFromBytes(reader.fixed(16)),
    role: reader.text(LONGEST_ROLE),
  }),
  [SAYING_NUMBERS.hand]: (reader) => ({ kind: 'hand', hands: readHands(reader) }),
  [SAYING_NUMBERS.leaveOut]: (reader) => ({
    kind: 'leaveOut',
    section: sectionIdFromBytes(reader.fixed(16)),
    letters: readAscending(
      reader,
      MOST_LETTERS,
      () => letterIdFromBytes(reader.fixed(32)),
      (letter) => letter,
    ),
  }),
  [SAYING_NUMBERS.checkpoint]: (reader) => {
    const section = sectionIdFromBytes(reader.fixed(16));
    const ends = readCutoffs(reader);
    if (ends.some((end) => end.section !== section)) throw new Malformed('of another section');
    return {
      kind: 'checkpoint',
      section,
      ends,
      hash: reader.fixed(32),
      isErasure: reader.uint(1) === 1,
    };
  },
  [SAYING_NUMBERS.agree]: (reader) => ({
    kind: 'agree',
    checkpoint: statementIdFromBytes(reader.fixed(32)),
  }),
  [SAYING_NUMBERS.erased]: (reader) => ({
    kind: 'erased',
    checkpoint: statementIdFromBytes(reader.fixed(32)),
  }),
  [SAYING_NUMBERS.hold]: (reader) => ({
    kind: 'hold',
    section: sectionIdFromBytes(reader.fixed(16)),
    isOn: reader.uint(1) === 1,
  }),
  [SAYING_NUMBERS.lack]: (reader) => ({
    kind: 'lack',
    epochs: readAscending(
      reader,
      MOST_LACKING,
      () => keyIdFromBytes(reader.fixed(16)),
      (keyId) => keyId,
    ),
    keys: readAscending(reader, MOST_LACKING, () => readKeyName(reader), nameOfKey),
  }),
};

/** Reads a payload strictly; throws {@link Malformed}. */
export const readSaying = (number: number, payload: Uint8Array): Saying => {
  const readPayload = READERS[number];
  if (readPayload === undefined) return { kind: 'unknown', number };
  const reader = byteReader(payload);
  const saying = readPayload(reader);
  reader.end();
  return saying;
};
