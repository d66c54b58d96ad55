/** Which sections of a notebook this device reads. */
import type { DeviceId, KeyId, SectionId } from '@/lib/vault/ids';
import type { Keyring } from '@/lib/vault/keyring';
import type { Register } from '@/lib/vault/register';

/** A section that can be read here. `name` is its purpose. */
export interface SectionHere {
  readonly id: SectionId;
  readonly name: string;
  readonly mayWrite: boolean;
}

/**
 * Those to which this device has access and a key. A device that was removed goes on reading what it holds: nothing can
 * be taken back from it, and hiding it would only pretend so.
 */
export const readableSections = (
  register: Register,
  keyring: Keyring,
  device: DeviceId,
): readonly SectionHere[] => {
  const held = new Set(keyring.sectionKeys.map(({ section }) => section));
  const isPresent = register.isDevice(device);
  // Anyone makes a section, under any name and on parents as old as they like: the register has those that a keeper made
  // first, so that nobody draws to themselves what is meant for another.
  return register.sections.flatMap(({ section, purpose }) => {
    const access = register.accessOf(device, section);
    if (!held.has(section) || (isPresent && access === null)) return [];
    return [{ id: section, name: purpose, mayWrite: access === 'write' }];
  });
};

/** The section of that purpose, or of that id. Of several of one purpose the first of the list is meant. */
export const sectionNamed = (
  sections: readonly SectionHere[],
  name: string,
): SectionHere | undefined =>
  sections.find((section) => section.name === name) ??
  sections.find(({ id }) => String(id) === name);

/** How the sections that can be read have changed. */
export interface SectionsChange {
  readonly opened: readonly SectionHere[];
  readonly closed: readonly SectionHere[];
  /** Those whose letters were decided anew, and those in which this device may write no more. */
  readonly rebuilt: readonly SectionHere[];
  readonly isChanged: boolean;
}

export const changeOfSections = (
  before: readonly SectionHere[],
  after: readonly SectionHere[],
  reordered: readonly SectionId[],
): SectionsChange => {
  const was = new Map(before.map((section) => [section.id, section]));
  const is = new Map(after.map((section) => [section.id, section]));
  const opened = after.filter(({ id }) => !was.has(id));
  const closed = before.filter(({ id }) => !is.has(id));
  const rebuilt = after.filter(({ id, mayWrite }) => {
    const known = was.get(id);
    // What was changed here and can no longer be sealed would be seen on this device only.
    return known !== undefined && (reordered.includes(id) || (known.mayWrite && !mayWrite));
  });
  const isSame =
    before.length === after.length &&
    after.every(({ id, name, mayWrite }, at) => {
      const known = before[at];
      return known?.id === id && known.name === name && known.mayWrite === mayWrite;
    });
  return { opened, closed, rebuilt, isChanged: !isSame };
};

/** The section keys that are in one keyring and not in another, by section. */
export const sectionsWithNewKeys = (before: Keyring, after: Keyring): readonly SectionId[] => {
  const held = new Set<KeyId>(before.sectionKeys.map(({ keyId }) => keyId));
  return [
    ...new Set(
      after.sectionKeys.flatMap(({ section, keyId }) => (held.has(keyId) ? [] : [section])),
    ),
  ];
};
